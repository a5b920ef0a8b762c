"""timm's optimizers and schedules, which set the rate behind each update, with a share of it for each layer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unittest
from typing import Any

from harness import SCRIPTS, HookTest, Run, needs_fork, needs_more, ramp, run
from lr_tuner_hook.schedules import ramp_rate

SCRIPT = os.path.join(SCRIPTS, "timm_styles.py")
RAMP = ramp(200)
RATES = [ramp_rate(RAMP["ramp"], step) for step in range(200)]
LOOP = """
import timm, torch
from timm.optim import create_optimizer_v2
from timm.scheduler import CosineLRScheduler
from torch.utils.data import DataLoader, TensorDataset

images = torch.randn(48, 3, 32, 32)
loader = DataLoader(TensorDataset(images, images.mean((2, 3)).argmax(1)), 8, shuffle=True)
model = timm.create_model("test_vit", img_size=32, num_classes=3)
optimizer = create_optimizer_v2(model, opt="adamw", lr=1e-3, weight_decay=0.05)
epochs = 3
scheduler = CosineLRScheduler(optimizer, t_initial=epochs * len(loader), warmup_t=4, t_in_epochs=False)
updates = 0
for epoch in range(epochs):
    for images, classes in loader:
        loss = torch.nn.functional.cross_entropy(model(images), classes)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        updates += 1
        scheduler.step_update(num_updates=updates)
"""
STYLES = ("sgd", "lamb", "lion", "adamw")


@needs_more("timm")
@needs_fork
class Timm(HookTest):
    all: Run
    by_hand: dict[str, Any]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.all = run([sys.executable, SCRIPT], RAMP)
        output = subprocess.run(
            [sys.executable, SCRIPT, "hand"],
            env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": SCRIPTS},
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
        cls.by_hand = json.loads(output.decode()[1:])["result"]

    def test_a_ramp_is_one_written_by_hand(self) -> None:
        for name in STYLES:
            with self.subTest(name):
                self.assertIn(name, self.all.results(), self.all.output)
                pid = int(self.all.results()[name]["pid"])
                steps = self.all.steps(pid)
                self.assertEqual([step["lr"] for step in steps], RATES[:18])
                self.assertEqual([step["loss"] for step in steps], self.by_hand[name]["losses"])
                self.assertTrue(all("accuracy" in step for step in steps))
                self.assertIn("schedule-overridden", self.all.codes(pid))
                self.assertNotIn("hook-fault", self.all.codes(pid))

    def test_a_script_of_its_own_tells_its_length(self) -> None:
        result = self.run_text(LOOP, RAMP)
        self.assertEqual([step["lr"] for step in result.steps()], RATES[:18], result.output)
        (data,) = result.of_type("data")
        self.assertEqual((data["batchesPerEpoch"], data["batchSize"], data["epochs"]), (6, 8, 3))


if __name__ == "__main__":
    unittest.main()
