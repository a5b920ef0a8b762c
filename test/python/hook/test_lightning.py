"""Lightning's Trainer, unmodified: its updates, what it says of its length and its validation, what it leaves."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from typing import Any

from harness import SCRIPTS, HookTest, Message, Run, files_in, needs, needs_fork, ramp, run, train
from lr_tuner_hook.schedules import ramp_rate

SCRIPT = os.path.join(SCRIPTS, "lightning_styles.py")
RAMP = ramp(200, validation=True)
RATES = [ramp_rate(RAMP["ramp"], step) for step in range(200)]

OWN = b"the user's own"


def put_own(folder: str) -> None:
    """A checkpoint that Lightning would overwrite."""
    best = os.path.join(folder, "accumulation", "best")
    os.makedirs(best)
    with open(os.path.join(best, "epoch=0.ckpt"), "wb") as file:
        file.write(OWN)


@needs("lightning", "pytorch_lightning")
@needs_fork
class Lightning(HookTest):
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
        cls.by_hand = json.loads(output.decode()[1:])["result"]

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

    def assert_steps(self, name: str, count: int) -> None:
        """Each update once, at the rates of the ramp, with an accuracy and without a fault."""
        pid = self.pid(name)
        steps = self.all.steps(pid)
        self.assertEqual([step["lr"] for step in steps], RATES[:count])
        self.assertTrue(all("accuracy" in step for step in steps))
        self.assertNotIn("hook-fault", self.all.codes(pid))
        self.assertEqual(self.all.end(pid)["reason"], "script-ended")

    def test_a_ramp_is_one_written_by_hand(self) -> None:
        self.assert_steps("automatic", 24)
        result, expected = self.result("automatic"), self.by_hand
        self.assertEqual(self.losses("automatic"), expected["losses"])
        self.assertEqual(result["weights"], expected["weights"])
        self.assertIn("schedule-overridden", self.all.codes(self.pid("automatic")))

    def test_the_trainer_says_how_long_it_trains(self) -> None:
        for name, expected in (
            ("automatic", (12, 8, 2, None)),
            ("accumulation", (3, 32, 2, None)),
            # A limit that the loader does not know of.
            ("manual", (6, 8, 2, None)),
            ("by_updates", (12, 8, None, 15)),
            # Where it may end early nobody knows.
            ("early_stopping", (12, 8, None, None)),
            # The script's own loop, here among the scenarios.
            ("fabric", (12, 8, None, None)),
        ):
            with self.subTest(name):
                data = self.data(name)
                told = (data["batchesPerEpoch"], data["batchSize"], data["epochs"], data.get("totalSteps"))
                self.assertEqual(told, expected)
        for name in ("automatic", "accumulation"):
            data = self.data(name)
            self.assertEqual(self.result(name)["estimated"], data["batchesPerEpoch"] * data["epochs"])

    def test_early_stopping_ends_no_ramp(self) -> None:
        self.assert_steps("early_stopping", 36)
        self.assertIn("early-stopping-ignored", self.all.codes(self.pid("early_stopping")))

    def test_the_loss_of_an_update_is_that_of_all_its_batches(self) -> None:
        self.assert_steps("accumulation", 6)
        batches = self.result("accumulation")["losses"]
        for update, loss in enumerate(self.losses("accumulation")):
            self.assertAlmostEqual(loss, sum(batches[4 * update : 4 * update + 4]) / 4, places=5)

    def test_a_closure_that_is_called_again_counts_once(self) -> None:
        self.assert_steps("closure_of_lbfgs", 4)
        calls = self.result("closure_of_lbfgs")["losses"]
        self.assertGreater(len(calls), 8)
        self.assertEqual(self.losses("closure_of_lbfgs")[0], calls[0])

    def test_manual_optimization_drives_the_first_optimizer(self) -> None:
        self.assert_steps("manual", 12)
        self.assertEqual(self.losses("manual"), self.result("manual")["losses"])
        trainings = self.all.of_type("training", self.pid("manual"))
        self.assertEqual(
            [(one["optimizer"], one["driven"]) for one in trainings], [("Adam", True), ("SGD", False)]
        )

    def test_what_it_logs_of_its_validation_is_told(self) -> None:
        phases = [
            one for one in self.all.of_type("phase", self.pid("accumulation")) if one["phase"] == "evaluate"
        ]
        # At the ends of both epochs, and by `validate` afterwards.
        self.assertEqual([one["step"] for one in phases], [3, 6, 6])
        measured = self.result("accumulation")["measured"]
        self.assertAlmostEqual(phases[2]["loss"], measured["val_loss"], places=4)
        self.assertAlmostEqual(phases[2]["accuracy"], measured["val_acc"], places=6)
        self.assertGreater(phases[0]["loss"], 100)

    def test_no_checkpoint_and_no_log_is_left(self) -> None:
        self.pid("former_name")
        self.assertEqual(files_in(self.place), {"accumulation/best/epoch=0.ckpt": OWN})
        saves = [one for one in self.all.of_type("phase") if one["phase"] == "save-skipped"]
        self.assertTrue(saves)

    def test_the_former_name_is_the_same(self) -> None:
        self.assert_steps("former_name", 24)
        self.assertEqual(self.data("former_name")["epochs"], 2)

    def test_it_ends_with_the_ramp(self) -> None:
        self.assertNotIn("went on", self.all.output)
        complete = [end for end in self.all.of_type("end") if end["reason"] == "ramp-complete"]
        self.assertEqual([end["steps"] for end in complete], [200])


@needs("lightning")
@needs_fork
class Compared(HookTest):
    def test_a_training_keeps_its_logs_and_no_checkpoint(self) -> None:
        put_own(self.folder)
        result = run([sys.executable, SCRIPT, "accumulation"], train(), cwd=self.folder)
        left = files_in(self.folder)
        self.assertEqual(
            [name for name in left if name.endswith(".ckpt")], ["accumulation/best/epoch=0.ckpt"]
        )
        self.assertEqual(left["accumulation/best/epoch=0.ckpt"], OWN)
        self.assertIn("accumulation/lightning_logs/version_0/hparams.yaml", left)
        phases = [phase["phase"] for phase in result.of_type("phase")]
        self.assertEqual(phases.count("evaluate"), 3)

    def test_one_that_is_only_asked_for_its_length_leaves_no_logs(self) -> None:
        run([sys.executable, SCRIPT, "accumulation"], {**train(), "brief": True}, cwd=self.folder)
        self.assertEqual([name for name in files_in(self.folder) if "lightning_logs" in name], [])


if __name__ == "__main__":
    unittest.main()
