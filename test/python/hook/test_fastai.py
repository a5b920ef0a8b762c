"""fastai's Learner, unmodified: its updates, what it says of its length and its validation, what it leaves."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from typing import Any

from harness import SCRIPTS, HookTest, Message, Run, files_in, needs_fork, needs_more, ramp, run, train
from lr_tuner_hook.plan import Triangular
from lr_tuner_hook.schedules import ramp_rate, schedule_rate

SCRIPT = os.path.join(SCRIPTS, "fastai_styles.py")
RAMP = ramp(200, validation=True)
RATES = [ramp_rate(RAMP["ramp"], step) for step in range(200)]
TRIANGLE: Triangular = {"kind": "triangular", "baseLR": 1e-3, "maxLR": 1e-1, "stepSize": 4}

OWN = b"the user's own"
OWN_FILES = ("saving/models/best.pth", "saving/history.csv", "table/export.pkl")


def put_own(folder: str) -> None:
    """What fastai would overwrite."""
    for name in OWN_FILES:
        place = os.path.join(folder, name)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "wb") as file:
            file.write(OWN)


@needs_more("fastai")
@needs_fork
class Fastai(HookTest):
    all: Run
    by_hand: dict[str, Any]
    place: str

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.place = tempfile.mkdtemp(prefix="lr-tuner-test-")
        cls.addClassCleanup(shutil.rmtree, cls.place, ignore_errors=True)
        put_own(cls.place)
        cls.all = run([sys.executable, SCRIPT], RAMP, cwd=cls.place)
        output = subprocess.run(
            [sys.executable, SCRIPT, "hand"],
            env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": SCRIPTS},
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
        cls.by_hand = json.loads(output.decode().split("@", 1)[1])["result"]

    def pid(self, name: str) -> int:
        results = self.all.results()
        self.assertIn(name, results, self.all.output)
        return int(results[name]["pid"])

    def result(self, name: str) -> Any:
        self.pid(name)
        return self.all.results()[name]["result"]

    def losses(self, name: str) -> list[float]:
        return [step["loss"] for step in self.all.steps(self.pid(name))]

    def data(self, name: str) -> Message:
        (data,) = self.all.of_type("data", self.pid(name))
        return data

    def evaluations(self, name: str) -> list[Message]:
        return [one for one in self.all.of_type("phase", self.pid(name)) if one["phase"] == "evaluate"]

    def assert_steps(self, name: str, count: int) -> None:
        """Each update once, at the rates of the ramp, with an accuracy and without a fault."""
        pid = self.pid(name)
        steps = self.all.steps(pid)
        self.assertEqual([step["lr"] for step in steps], RATES[:count])
        self.assertTrue(all("accuracy" in step for step in steps))
        self.assertNotIn("hook-fault", self.all.codes(pid), self.all.of_type("warning", pid))
        self.assertEqual(self.all.end(pid)["reason"], "script-ended")

    def test_a_ramp_is_one_written_by_hand(self) -> None:
        for name, count in (("one_cycle", 24), ("plain_fit", 36)):
            with self.subTest(name):
                self.assert_steps(name, count)
                result, expected = self.result(name), self.by_hand[name]
                self.assertEqual(self.losses(name), result["losses"])
                self.assertEqual(self.losses(name), expected["losses"])
                self.assertEqual(result["weights"], expected["weights"])
                self.assertIn("schedule-overridden", self.all.codes(self.pid(name)))

    def test_the_script_sees_its_own_rate(self) -> None:
        rates = self.result("one_cycle")["rates"]
        self.assertAlmostEqual(rates[0], 3e-3 / 25)
        self.assertAlmostEqual(max(rates), 3e-3, places=4)

    def test_one_of_pytorchs_optimizers_is_driven_too(self) -> None:
        self.assert_steps("wrapped", 24)
        self.assertEqual(self.losses("wrapped"), self.result("wrapped")["losses"])

    def test_the_training_is_named_by_what_it_does_at_the_rate_that_it_means(self) -> None:
        for name, optimizer, rate, momentum in (
            ("one_cycle", "Adam", 3e-3, None),
            ("plain_fit", "SGD", 3e-3, "momentum"),
            ("wrapped", "AdamW", 3e-3, None),
            ("images", "Adam", 2e-3, None),
        ):
            with self.subTest(name):
                (training,) = self.all.of_type("training", self.pid(name))
                self.assertEqual(training["optimizer"], optimizer)
                self.assertEqual(training["lr"], rate)
                self.assertEqual(training.get("momentum"), momentum)

    def test_the_learner_says_how_long_it_trains(self) -> None:
        for name, expected in (
            ("one_cycle", (12, 8, 2)),
            ("plain_fit", (12, 8, 3)),
            ("wrapped", (12, 8, 2)),
            ("accumulated", (3, 32, 2)),
            ("after_its_own_search", (12, 8, 2)),
            # Frozen, then all.
            ("images", (4, 8, 3)),
            ("table", (4, 16, 3)),
            # Where it may end early nobody knows.
            ("early_stopping", (None, 8, None)),
        ):
            with self.subTest(name):
                data = self.data(name)
                self.assertEqual((data["batchesPerEpoch"], data["batchSize"], data["epochs"]), expected)

    def test_early_stopping_ends_no_ramp(self) -> None:
        self.assert_steps("early_stopping", 36)
        self.assertIn("early-stopping-ignored", self.all.codes(self.pid("early_stopping")))

    def test_the_loss_of_an_update_is_that_of_all_its_batches(self) -> None:
        self.assert_steps("accumulated", 6)
        batches = self.result("accumulated")["losses"]
        for update, loss in enumerate(self.losses("accumulated")):
            self.assertAlmostEqual(loss, sum(batches[4 * update : 4 * update + 4]) / 4, places=5)

    def test_its_own_search_is_no_training(self) -> None:
        self.assert_steps("after_its_own_search", 24)
        self.assertTrue(self.result("after_its_own_search")["took back"])
        self.assertEqual(self.losses("after_its_own_search"), self.result("after_its_own_search")["losses"])

    def test_groups_keep_the_proportions_of_each_fit(self) -> None:
        """`fine_tune` thaws the body in between, whose rates are lower than the head's."""
        self.assert_steps("images", 12)
        self.assertIn("rate-scaled", self.all.codes(self.pid("images")))
        for step, used in enumerate(self.result("images")["used"]):
            shares = (0.1, 1) if step < 4 else (0.01, 0.1, 1)
            self.assertEqual(len(used), len(shares))
            for rate, share in zip(used, shares):
                self.assertAlmostEqual(rate / RATES[step], share, places=12)
        self.assert_steps("table", 12)

    def test_what_it_measures_of_its_validation_is_told(self) -> None:
        for name, at, from_error in (
            ("one_cycle", [12, 24], False),
            ("images", [4, 8, 12], True),
            ("table", [4, 8, 12], False),
        ):
            with self.subTest(name):
                phases = self.evaluations(name)
                self.assertEqual([one["step"] for one in phases], at)
                measured = self.result(name)["measured"]
                self.assertAlmostEqual(phases[-1]["loss"], measured[1], places=6)
                self.assertAlmostEqual(
                    phases[-1]["accuracy"], 1 - measured[2] if from_error else measured[2], places=6
                )

    def test_predictions_are_no_evaluation(self) -> None:
        self.assertEqual(self.result("saving")["predicted"], [EXAMPLES, 3])
        self.assertEqual([one["step"] for one in self.evaluations("saving")], [12, 24])

    def test_no_checkpoint_and_no_log_is_left(self) -> None:
        self.pid("saving")
        self.pid("table")
        self.assertEqual(files_in(self.place), dict.fromkeys(OWN_FILES, OWN))
        self.assertTrue([one for one in self.all.of_type("phase") if one["phase"] == "save-skipped"])

    def test_it_ends_with_the_ramp(self) -> None:
        self.assertNotIn("went on", self.all.output)
        complete = [end for end in self.all.of_type("end") if end["reason"] == "ramp-complete"]
        self.assertEqual([end["steps"] for end in complete], [200])


EXAMPLES = 96


@needs_more("fastai")
@needs_fork
class Compared(HookTest):
    def test_a_schedule_drives_the_rate_although_the_learner_has_its_own(self) -> None:
        result = run([sys.executable, SCRIPT, "one_cycle"], train({**TRIANGLE}), cwd=self.folder)
        steps = result.steps()
        self.assertEqual([step["lr"] for step in steps], [schedule_rate(TRIANGLE, i) for i in range(24)])
        self.assertEqual(len([one for one in result.of_type("phase") if one["phase"] == "evaluate"]), 2)

    def test_a_training_keeps_its_history_and_no_checkpoint(self) -> None:
        put_own(self.folder)
        run([sys.executable, SCRIPT, "saving"], train(), cwd=self.folder)
        left = files_in(self.folder)
        self.assertEqual(left["saving/models/best.pth"], OWN)
        self.assertIn(b"valid_loss", left["saving/history.csv"])


if __name__ == "__main__":
    unittest.main()
