"""Ultralytics' trainer, unmodified: it builds its optimizer itself, and warms its rate up batch by batch."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import unittest
from typing import Any

from harness import SCRIPTS, HookTest, Message, Run, files_in, needs_fork, needs_more, ramp, run, train
from lr_tuner_hook.schedules import ramp_rate

SCRIPT = os.path.join(SCRIPTS, "ultralytics_styles.py")
RAMP = ramp(200, validation=True)
RATES = [ramp_rate(RAMP["ramp"], step) for step in range(200)]


def run_in(place: str, *arguments: str, experiment: Message) -> Run:
    settings = {"YOLO_CONFIG_DIR": os.path.join(place, "settings")}
    return run([sys.executable, SCRIPT, *arguments], experiment, cwd=place, env=settings)


@needs_more("ultralytics")
@needs_fork
class Ultralytics(HookTest):
    all: Run
    place: str

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.place = tempfile.mkdtemp(prefix="lr-tuner-test-")
        cls.addClassCleanup(shutil.rmtree, cls.place, ignore_errors=True)
        cls.all = run_in(cls.place, experiment=RAMP)

    def pid(self, name: str) -> int:
        results = self.all.results()
        self.assertIn(name, results, self.all.output)
        return int(results[name]["pid"])

    def steps(self, name: str) -> list[Message]:
        pid = self.pid(name)
        self.assertNotIn("hook-fault", self.all.codes(pid), self.all.of_type("warning", pid))
        return self.all.steps(pid)

    def evaluations(self, name: str) -> list[Message]:
        return [one for one in self.all.of_type("phase", self.pid(name)) if one["phase"] == "evaluate"]

    def test_each_update_uses_the_rate_of_the_ramp(self) -> None:
        # While it warms up it takes fewer batches together than the two of its nominal batch.
        for name, fewest, most in (("detector", 6, 12), ("classifier", 8, 8)):
            with self.subTest(name):
                rates = [step["lr"] for step in self.steps(name)]
                self.assertTrue(fewest <= len(rates) <= most, rates)
                self.assertEqual(rates, RATES[: len(rates)])
                self.assertEqual(self.all.results()[name]["result"]["used"], rates)
                self.assertIn("schedule-overridden", self.all.codes(self.pid(name)))

    def test_a_detector_has_no_accuracy(self) -> None:
        """Its distances are spread over bins, by what looks like a cross-entropy."""
        self.assertTrue(all("loss" in step and "accuracy" not in step for step in self.steps("detector")))
        self.assertTrue(all("accuracy" in step for step in self.steps("classifier")))

    def test_the_trainer_says_how_long_it_trains(self) -> None:
        expected: dict[str, Any] = {"detector": (2, 8, 3), "classifier": (4, 4, None)}
        for name, told in expected.items():
            with self.subTest(name):
                (data,) = self.all.of_type("data", self.pid(name))
                self.assertEqual((data["batchesPerEpoch"], data["batchSize"], data["epochs"]), told)

    def test_what_it_measures_of_its_validation_is_told(self) -> None:
        self.assertEqual(len(self.evaluations("detector")), 3)
        for one in self.evaluations("detector"):
            # Of its three losses, whose parts alone are small.
            self.assertGreater(one["loss"], 2)
            self.assertNotIn("accuracy", one)
        for one in self.evaluations("classifier"):
            self.assertIn(one["accuracy"], (0, 0.5, 1))

    def test_no_run_of_its_own_is_left(self) -> None:
        self.pid("detector")
        left = [name for name in files_in(self.place) if not name.startswith("settings")]
        self.assertEqual([name for name in left if "runs" in name or name.endswith((".pt", ".csv"))], [])
        self.assertTrue([one for one in self.all.of_type("phase") if one["phase"] == "save-skipped"])


@needs_more("ultralytics")
@needs_fork
class Compared(HookTest):
    def test_a_training_keeps_its_run_and_no_checkpoint(self) -> None:
        result = run_in(self.folder, "classifier", experiment=train())
        left = files_in(self.folder)
        # Where its settings say that runs are kept.
        self.assertTrue([name for name in left if name.endswith("results.csv")], result.output)
        self.assertEqual([name for name in left if name.endswith(".pt")], [])
        self.assertTrue([one for one in result.of_type("phase") if one["phase"] == "evaluate"])


if __name__ == "__main__":
    unittest.main()
