"""Keras on JAX: refused in words as the first optimizer is made."""

from __future__ import annotations

import unittest

from harness import HookTest, needs_more, ramp

SCRIPT = """
import keras
print("loaded")
model = keras.Sequential([keras.layers.Dense(3)])
model.compile(optimizer="adam", loss="mse")
print("went on")
"""


@needs_more("keras", "jax")
class OnJax(HookTest):
    def test_it_is_refused_in_words(self) -> None:
        result = self.run_text(SCRIPT, ramp(10), env={"KERAS_BACKEND": "jax"})
        end = result.end()
        self.assertEqual(end["reason"], "not-covered", result.output)
        self.assertIn("Keras computes with JAX here", end["message"])
        self.assertIn("KERAS_BACKEND", end["message"])
        self.assertIn("loaded", result.output)
        self.assertNotIn("went on", result.output)
        self.assertEqual(result.codes(), [])


if __name__ == "__main__":
    unittest.main()
