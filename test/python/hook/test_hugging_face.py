"""Hugging Face's Trainer and accelerate, unmodified: their updates, lengths and validation, and what they leave."""

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

SCRIPT = os.path.join(SCRIPTS, "hugging_face_styles.py")
RAMP = ramp(200, validation=True)
RATES = [ramp_rate(RAMP["ramp"], step) for step in range(200)]
# Older than what the Trainer would write, so the first that it would remove.
OWN = "accumulation/out/checkpoint-1/model.safetensors"

LOOP = """
import accelerate, torch
accelerator = accelerate.Accelerator(cpu=True, gradient_accumulation_steps=2)
model = torch.nn.Linear(6, 3)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
data = torch.utils.data.TensorDataset(torch.randn(48, 6), torch.zeros(48, dtype=torch.long))
loader = torch.utils.data.DataLoader(data, 8, shuffle=True)
model, optimizer, loader = accelerator.prepare(model, optimizer, loader)
for epoch in range(2):
    for x, y in loader:
        with accelerator.accumulate(model):
            accelerator.backward(torch.nn.functional.cross_entropy(model(x), y))
            optimizer.step()
            optimizer.zero_grad()
"""


def put_own(folder: str) -> None:
    place = os.path.join(folder, OWN)
    os.makedirs(os.path.dirname(place))
    with open(place, "wb") as file:
        file.write(b"the user's own")


@needs("transformers", "accelerate")
@needs_fork
class HuggingFace(HookTest):
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
        with tempfile.TemporaryDirectory() as elsewhere:
            output = subprocess.run(
                [sys.executable, SCRIPT, "hand"],
                env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": SCRIPTS},
                cwd=elsewhere,
                stdout=subprocess.PIPE,
                check=True,
            ).stdout.decode()
        cls.by_hand = json.loads(output[output.index("@") + 1 :])["result"]

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
        pid = self.pid(name)
        steps = self.all.steps(pid)
        self.assertEqual([step["lr"] for step in steps], RATES[:count])
        self.assertTrue(all("accuracy" in step for step in steps), steps)
        self.assertNotIn("hook-fault", self.all.codes(pid))
        self.assertEqual(self.all.end(pid)["reason"], "script-ended")

    def test_a_ramp_is_one_written_by_hand(self) -> None:
        self.assert_steps("automatic", 12)
        self.assertEqual(self.losses("automatic"), self.by_hand["losses"])
        self.assertEqual(self.result("automatic")["weights"], self.by_hand["weights"])

    def test_the_trainer_says_how_long_it_trains(self) -> None:
        for name, expected in (
            ("automatic", (6, 8, 2, None)),
            # The last update of an epoch has fewer batches.
            ("accumulation", (2, 32, 2, None)),
            ("by_updates", (6, 8, None, 9)),
            ("early_stopping", (6, 8, None, None)),
        ):
            with self.subTest(name):
                data = self.data(name)
                told = (data["batchesPerEpoch"], data["batchSize"], data["epochs"], data.get("totalSteps"))
                self.assertEqual(told, expected)

    def test_early_stopping_ends_no_ramp(self) -> None:
        self.assert_steps("early_stopping", 18)
        self.assertIn("early-stopping-ignored", self.all.codes(self.pid("early_stopping")))

    def test_the_loss_of_an_update_is_that_of_all_its_batches(self) -> None:
        self.assert_steps("accumulation", 4)
        self.assertEqual(len(self.result("accumulation")["losses"]), 12)
        batches = self.result("accumulation")["losses"]
        for loss, of_update in zip(self.losses("accumulation")[::2], (batches[:4], batches[6:10])):
            self.assertAlmostEqual(loss, sum(of_update), places=5)

    def test_a_language_model_has_an_accuracy_too(self) -> None:
        self.assert_steps("by_updates", 9)

    def test_its_own_metrics_are_told(self) -> None:
        phases = self.all.of_type("phase", self.pid("accumulation"))
        evaluated = [one for one in phases if one["phase"] == "evaluate"]
        history = self.result("accumulation")["history"]
        self.assertEqual([one["step"] for one in evaluated], [2, 4])
        self.assertEqual([one["loss"] for one in evaluated], [one["eval_loss"] for one in history])
        self.assertEqual([one["accuracy"] for one in evaluated], [one["eval_accuracy"] for one in history])

    def test_nothing_is_written_rotated_or_removed(self) -> None:
        self.pid("accelerated")
        self.assertEqual(files_in(self.place), {OWN: b"the user's own"})
        saves = [one for one in self.all.of_type("phase") if one["phase"] == "save-skipped"]
        self.assertTrue(saves)

    def test_it_ends_with_the_ramp(self) -> None:
        self.assertNotIn("went on", self.all.output)
        complete = [end for end in self.all.of_type("end") if end["reason"] == "ramp-complete"]
        self.assertEqual([end["steps"] for end in complete], [200])

    def test_a_loop_with_accelerate(self) -> None:
        self.assert_steps("accelerated", 6)
        batches = self.result("accelerated")["losses"]
        for update, loss in enumerate(self.losses("accelerated")):
            self.assertAlmostEqual(loss, sum(batches[2 * update : 2 * update + 2]) / 2, places=5)
        self.assertEqual(self.data("accelerated")["batchesPerEpoch"], 3)


@needs("transformers", "accelerate")
class Compared(HookTest):
    @needs_fork
    def test_a_training_tells_its_validation_and_leaves_the_checkpoints(self) -> None:
        put_own(self.folder)
        result = run([sys.executable, SCRIPT, "accumulation"], train(), cwd=self.folder)
        left = files_in(self.folder)
        self.assertEqual(left.pop(OWN), b"the user's own")
        # What TensorBoard shows of it.
        self.assertTrue(all("tfevents" in name for name in left), left)
        evaluated = [one for one in result.of_type("phase") if one["phase"] == "evaluate"]
        self.assertEqual([one["step"] for one in evaluated], [2, 4], result.output)

    def test_the_epochs_of_a_loop_with_accelerate_are_its_own(self) -> None:
        result = self.run_text(LOOP, train())
        (data,) = result.of_type("data")
        told = (data["batchesPerEpoch"], data["batchSize"], data["epochs"])
        self.assertEqual(told, (3, 16, 2), result.output)


if __name__ == "__main__":
    unittest.main()
