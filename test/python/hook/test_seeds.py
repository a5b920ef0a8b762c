"""Same seed, same numbers; another seed, others; seed 0 leaves what the script seeds itself."""

from __future__ import annotations

import importlib.util
import unittest

from harness import SURVEY, HookTest, needs_torch

STANDARD = """
import random
a = random.random()
random.seed(3)
b = random.random()
random.seed("words")
print(a, b, random.random())
"""

NUMPY = """
import numpy as np
a = np.random.rand()
np.random.seed(3)
b = np.random.rand()
c = np.random.default_rng(3).random()
d, e = np.random.default_rng().random(), np.random.default_rng().random()
assert d != e
np.random.seed(2**32 - 1)
print(a, b, c, d, e)
"""

TORCH = """
import torch
a = torch.rand(1).item()
torch.manual_seed(3)
b = torch.rand(1).item()
torch.manual_seed(2**64 - 1)
torch.manual_seed(-5)
torch.random.manual_seed(3)
assert torch.rand(1).item() == b
torch.seed()
c = torch.rand(1).item()
print(a, b, c)
"""


class Seeds(HookTest):
    def numbers(self, text: str, seed: int | None) -> list[str]:
        result = self.run_text(text, SURVEY, seed=seed)
        self.assertEqual(result.end()["reason"], "script-ended", result.output)
        self.assertEqual(result.codes(), [])
        return result.output.split()

    def check(self, text: str, seeded: list[int]) -> None:
        plain = self.numbers(text, None)
        zero, again = self.numbers(text, 0), self.numbers(text, 0)
        other = self.numbers(text, 1)
        self.assertEqual(zero, again)
        for index in seeded:
            self.assertEqual(zero[index], plain[index])
        self.assertFalse(set(zero) & set(other))

    def test_the_standard_library(self) -> None:
        plain = self.numbers(STANDARD, None)
        zero, one = self.numbers(STANDARD, 0), self.numbers(STANDARD, 1)
        self.assertEqual(zero, self.numbers(STANDARD, 0))
        self.assertEqual(zero[1:], plain[1:])
        self.assertNotEqual(zero[:2], one[:2])
        # A text is a seed that nobody can move.
        self.assertEqual(zero[2], one[2])

    @unittest.skipUnless(importlib.util.find_spec("numpy"), "needs numpy")
    def test_numpy(self) -> None:
        self.check(NUMPY, [1, 2])

    @needs_torch
    def test_torch(self) -> None:
        self.check(TORCH, [1])


if __name__ == "__main__":
    unittest.main()
