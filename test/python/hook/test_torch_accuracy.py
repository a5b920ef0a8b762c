"""Accuracy as read from the loss's graph, against an argmax in the script."""

from __future__ import annotations

import os
import sys
import unittest

from harness import SCRIPTS, HookTest, needs_torch, run, train


@needs_torch
class Accuracy(HookTest):
    def test_every_kind_of_loss(self) -> None:
        result = run([sys.executable, os.path.join(SCRIPTS, "losses.py")], train(None))
        self.assertEqual(result.end()["reason"], "script-ended", result.output)
        rows, steps = result.results(), result.steps()
        self.assertEqual(len(steps), len(rows))
        self.assertGreater(len(rows), 30)
        for (name, row), step in zip(rows.items(), steps):
            with self.subTest(loss=name):
                self.assertEqual(step.get("accuracy"), row["accuracy"])
                self.assertEqual(step["loss"], row["loss"])
        self.assertEqual(result.codes().count("accuracy-source"), 1)
        self.assertNotIn("no-accuracy", result.codes())
        self.assertNotIn("hook-fault", result.codes())

    def test_a_loss_without_scores_is_said_once(self) -> None:
        result = self.run_text(
            """
            import torch
            model = torch.nn.Linear(3, 1)
            optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
            for step in range(20):
                optimizer.zero_grad()
                model(torch.randn(8, 3)).square().mean().backward()
                optimizer.step()
            """,
            train(None),
        )
        self.assertEqual(result.codes(), ["no-accuracy"])
        self.assertEqual(len([step for step in result.steps() if "loss" in step]), 20)
        self.assertFalse(any("accuracy" in step for step in result.steps()))

    def test_a_distance_over_two_bins_has_no_classes(self) -> None:
        """A distribution focal loss, by a cross-entropy and by hand."""
        for part in (
            "F.cross_entropy(scores, {}, reduction='none')",
            "-scores.log_softmax(1).gather(1, ({})[:, None])[:, 0]",
        ):
            with self.subTest(part):
                left, right = part.format("bins"), part.format("bins + 1")
                result = self.run_text(
                    f"""
                    import torch, torch.nn.functional as F
                    model = torch.nn.Linear(3, 5)
                    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
                    for step in range(20):
                        scores, share, bins = model(torch.randn(8, 3)), torch.rand(8), torch.arange(8) % 4
                        optimizer.zero_grad()
                        ({left} * share + {right} * (1 - share)).mean().backward()
                        optimizer.step()
                    """,
                    train(None),
                )
                self.assertEqual(result.codes(), ["no-accuracy"], result.output)
                self.assertFalse(any("accuracy" in step for step in result.steps()))

    def test_pixels_under_a_cross_entropy_are_no_scores(self) -> None:
        result = self.run_text(
            """
            import torch
            model = torch.nn.Sequential(torch.nn.Linear(6, 6), torch.nn.Sigmoid())
            optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
            for step in range(20):
                images = torch.rand(8, 6)
                optimizer.zero_grad()
                torch.nn.functional.binary_cross_entropy(model(images), images).backward()
                optimizer.step()
            """,
            train(None),
        )
        self.assertEqual(result.codes(), ["no-accuracy"])
        self.assertFalse(any("accuracy" in step for step in result.steps()))


if __name__ == "__main__":
    unittest.main()
