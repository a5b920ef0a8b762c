"""How a script ends, whatever it raises and wherever it trains."""

from __future__ import annotations

import unittest

from harness import SURVEY, HookTest, needs_fork, needs_torch, ramp, train

RAISES = """
class Silent(Exception):
    def __str__(self):
        raise RuntimeError("no")

class Other(Exception):
    def __str__(self):
        return 42

class Own(str):
    pass

class Texts(Exception):
    def __str__(self):
        return Own("in a text of its own")

def fails():
    raise KIND

fails()
"""

TRAINS = """
import torch, sys
import multiprocessing
import threading

def update(times):
    model = torch.nn.Linear(3, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(times):
        optimizer.zero_grad()
        model(torch.ones(4, 3)).square().mean().backward()
        optimizer.step()
"""


class Raised(HookTest):
    def test_is_told_in_words_whatever_it_is(self) -> None:
        for kind, message in (
            ("Silent()", "Silent: its message cannot be shown"),
            ("Other()", "Other: its message cannot be shown"),
            ("Texts()", "Texts: in a text of its own"),
            ("ValueError()", "ValueError"),
            ("ValueError('a\\udcffb')", "ValueError: a\udcffb"),
            ("BaseException(3)", "BaseException: 3"),
        ):
            with self.subTest(kind=kind):
                end = self.run_text(RAISES.replace("KIND", kind), SURVEY).end()
                self.assertEqual((end["reason"], end["message"]), ("error", message))
                self.assertIn("in fails", end["stack"])

    def test_is_clipped_where_it_is_huge_and_keeps_its_calls(self) -> None:
        end = self.run_text(RAISES.replace("KIND", "ValueError(list(range(20000)))"), SURVEY).end()
        self.assertTrue(end["message"].startswith("ValueError: [0, 1, 2, 3"))
        self.assertLess(len(end["message"]), 5_000)
        self.assertLess(len(end["stack"]), 21_000)
        self.assertIn("in fails", end["stack"])


class Instead(HookTest):
    def test_a_question_that_gets_no_answer(self) -> None:
        for text in (
            "input('How many epochs? ')",
            "try:\n    input()\nexcept EOFError:\n    print('bye')\n",
        ):
            with self.subTest(text=text):
                self.assertEqual(self.run_text(text, SURVEY).end()["instead"], ["asked-input"])

    @needs_torch
    def test_no_batch_and_updates_by_hand(self) -> None:
        load = "torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.zeros(SIZE, 3)))"
        for text, instead in (
            (f"for _ in {load}: pass".replace("SIZE", "0"), ["no-batch"]),
            (f"for _ in {load}: pass".replace("SIZE", "2"), None),
            ("w = torch.ones(3, requires_grad=True)\nw.sum().backward()", ["took-gradients"]),
            ("w = torch.ones(3, requires_grad=True)\ntorch.autograd.grad(w.sum(), w)", ["took-gradients"]),
        ):
            with self.subTest(text=text):
                self.assertEqual(
                    self.run_text(f"import torch\n{text}\n", SURVEY).end().get("instead"), instead
                )

    @needs_torch
    def test_a_long_training_by_hand_is_not_waited_for(self) -> None:
        for update in ("w.sub_(0.1 * w.grad)", "w.data.add_(w.grad, alpha=-0.1)"):
            with self.subTest(update=update):
                result = self.run_text(BY_HAND.replace("UPDATE", update), ramp(20))
                end = result.end()
                self.assertEqual(end["reason"], "script-ended")
                self.assertEqual(end["instead"], ["took-gradients", "updated-weights"])
                self.assertIn("no-optimizer", [one["code"] for one in result.of_type("warning")])
                self.assertNotIn("still here", result.output)

    @needs_torch
    def test_gradients_for_something_else_may_come_before_a_training(self) -> None:
        for before in (
            # An attack changes an input, a new one for each batch; a saliency map changes nothing.
            "x = torch.ones(3, requires_grad=True)\n    for _ in range(20):\n        loss(x).backward()\n"
            "        x.data.add_(x.grad)",
            "loss(w).backward()",
        ):
            with self.subTest(before=before):
                text = BEFORE_A_TRAINING.replace("BEFORE", before)
                self.assertEqual(self.run_text(text, ramp(20)).end()["reason"], "ramp-complete")

    @needs_torch
    def test_an_error_at_weights_that_have_exploded_ends_the_curve(self) -> None:
        for fails in ("raise ValueError('no number')", "sys.exit(1)"):
            for infinite, exploded in (("True", True), ("False", False)):
                with self.subTest(fails=fails, exploded=exploded):
                    text = GIVES_UP.replace("FAILS", fails).replace("INFINITE", infinite)
                    result = self.run_text(text, ramp(20))
                    steps = result.steps()
                    self.assertEqual(len(steps), 6 if exploded else 5, result.output)
                    self.assertEqual([step["i"] for step in steps], list(range(len(steps))))
                    # JSON has no word for it, so it is one of ours.
                    self.assertEqual(steps[-1]["loss"] == "NaN", exploded)

    @needs_torch
    def test_so_does_an_error_over_a_tensor_that_is_no_number(self) -> None:
        check = "torch.nn.functional.binary_cross_entropy(torch.tensor([VALUE]), torch.ones(1))"
        for value, exploded in (("math.nan", True), ("2.0", False)):
            with self.subTest(value=value):
                text = GIVES_UP.replace("FAILS", check.replace("VALUE", value)).replace("INFINITE", "False")
                result = self.run_text(text, ramp(20))
                self.assertEqual(result.end()["reason"], "error", result.output)
                self.assertEqual(len(result.steps()), 6 if exploded else 5)


GIVES_UP = """
import math, sys, torch
w = torch.ones(3, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
for i in range(40):
    if i == 5:
        if INFINITE:
            with torch.no_grad():
                w.fill_(math.nan)
        FAILS
    optimizer.zero_grad()
    (w ** 2).sum().backward()
    optimizer.step()
"""

BY_HAND = """
import torch
w = torch.ones(3, requires_grad=True)
for i in range(400):
    loss = (w ** 2).sum()
    loss.backward()
    with torch.no_grad():
        UPDATE
        w.grad.zero_()
print("still here")
"""

BEFORE_A_TRAINING = """
import torch
w = torch.ones(3, requires_grad=True)
def loss(x):
    return (x ** 2).sum()
for _ in range(200):
    BEFORE
optimizer = torch.optim.SGD([w], lr=0.1)
for _ in range(40):
    optimizer.zero_grad()
    loss(w).backward()
    optimizer.step()
"""


@needs_torch
class Elsewhere(HookTest):
    @needs_fork
    def test_a_process_that_trains_says_how_it_ended(self) -> None:
        for method in ("fork", "spawn"):
            for last, reason, message in (
                ("", "script-ended", None),
                ("sys.exit(3)", "script-ended", None),
                ("raise ValueError('full')", "error", "ValueError: full"),
            ):
                with self.subTest(method=method, last=last):
                    text = f"""{TRAINS}
def work():
    update(5)
    {last}

if __name__ == "__main__":
    child = multiprocessing.get_context("{method}").Process(target=work)
    child.start()
    child.join()
"""
                    result = self.run_text(text, train())
                    (end,) = [one for one in result.of_type("end") if one["steps"] == 5]
                    self.assertEqual((end["reason"], end.get("message")), (reason, message), result.output)
                    self.assertEqual(end["exitCode"], 0 if last == "" else 3 if "exit" in last else 1)

    def test_a_thread_that_trains_and_fails_is_told(self) -> None:
        text = f"""{TRAINS}
def work():
    update(5)
    raise ValueError("full")

thread = threading.Thread(target=work)
thread.start()
thread.join()
helper = threading.Thread(target=lambda: 1 / 0)
helper.start()
helper.join()
"""
        result = self.run_text(text, train())
        self.assertEqual(
            [one["message"] for one in result.of_type("warning") if "thread" in one["message"]],
            ["The thread that trains failed after 5 iterations: ValueError: full"],
        )


if __name__ == "__main__":
    unittest.main()
