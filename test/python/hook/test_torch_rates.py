"""The hook's rates are those of the plan, and what it does beside them changes no bit of a training."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unittest
from typing import Any

from harness import SCRIPTS, HookTest, Run, needs_fork, needs_torch, ramp, run, train
from lr_tuner_hook.schedules import ramp_rate, schedule_rate

SCRIPT = os.path.join(SCRIPTS, "bit_equality.py")
STEPS = 40
RAMP = ramp(STEPS + 1)
TRIANGULAR = {"kind": "triangular", "baseLR": 0.01, "maxLR": 0.25, "stepSize": 8}
RAMPED = (
    "sgd",
    "momentum_with_own_schedule",
    "adam",
    "adamw_fused",
    "adamw_foreach",
    "rmsprop",
    "two_groups",
    "tensor_rate",
)


@needs_torch
@needs_fork
class BitEquality(HookTest):
    by_hand: dict[str, Any]
    ramped: Run

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        output = subprocess.run(
            [sys.executable, SCRIPT, "hand"],
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
        cls.by_hand = json.loads(output.decode()[1:])["result"]
        cls.ramped = run([sys.executable, SCRIPT, "ramp", *RAMPED], RAMP)

    def assert_equal_to_hand(self, result: Run, name: str, as_by_hand: str) -> dict[str, Any]:
        one = result.results()[name]
        expected, got = self.by_hand[as_by_hand], one["result"]
        losses = [step["loss"] for step in result.steps(one["pid"])]
        self.assertEqual(len(losses), STEPS)
        self.assertEqual(max(abs(a - b) for a, b in zip(losses, expected["losses"])), 0.0)
        self.assertEqual(got["losses"], expected["losses"])
        self.assertEqual(got["weights"], expected["weights"])
        return one

    def test_a_ramp_is_one_written_by_hand(self) -> None:
        expected = [ramp_rate(RAMP["ramp"], step) for step in range(STEPS)]
        for name in RAMPED:
            with self.subTest(optimizer=name):
                one = self.assert_equal_to_hand(self.ramped, name, name)
                self.assertEqual([step["lr"] for step in self.ramped.steps(one["pid"])], expected)
                self.assertEqual([step["i"] for step in self.ramped.steps(one["pid"])], list(range(STEPS)))

    def test_the_script_sees_its_own_rates(self) -> None:
        own = self.ramped.results()["momentum_with_own_schedule"]
        self.assertEqual(own["result"]["own"], [0.1 * 0.5 ** ((step + 1) // 5) for step in range(STEPS)])
        self.assertIn("schedule-overridden", self.ramped.codes(own["pid"]))
        adam = self.ramped.results()["adam"]
        self.assertEqual(set(adam["result"]["own"]), {1e-3})
        self.assertNotIn("schedule-overridden", self.ramped.codes(adam["pid"]))

    def test_what_is_told_of_the_training(self) -> None:
        for name, optimizer, lr, momentum in (
            ("sgd", "SGD", 0.1, "none"),
            ("momentum_with_own_schedule", "SGD", 0.1, "momentum"),
            ("adamw_fused", "AdamW", 1e-3, None),
            ("two_groups", "SGD", 0.1, "momentum"),
        ):
            with self.subTest(optimizer=name):
                pid = self.ramped.results()[name]["pid"]
                (training,) = self.ramped.of_type("training", pid)
                self.assertEqual((training["optimizer"], training["lr"]), (optimizer, lr))
                self.assertEqual(training.get("momentum"), momentum)
                self.assertEqual(training["variables"], "16×12, 16 … (4 variables)")
                self.assertIs(training["driven"], True)
                (hello,) = self.ramped.of_type("hello", pid)
                self.assertEqual((hello["rank"], hello["world"], hello["device"]), (0, 1, "cpu"))
                (data,) = self.ramped.of_type("data", pid)
                self.assertEqual((data["batchesPerEpoch"], data["batchSize"], data["epochs"]), (10, 16, None))
        self.assertIn("rate-scaled", self.ramped.codes(self.ramped.results()["two_groups"]["pid"]))

    def test_cyclical_rates_are_those_of_pytorch(self) -> None:
        name = "momentum_with_own_schedule"
        for kind in ("triangular", "triangular2"):
            schedule: Any = {**TRIANGULAR, "kind": kind}
            with self.subTest(kind=kind):
                result = run([sys.executable, SCRIPT, kind, name], train(schedule))
                one = self.assert_equal_to_hand(result, name, kind)
                rates = [step["lr"] for step in result.steps(one["pid"])]
                self.assertEqual(rates, [schedule_rate(schedule, step) for step in range(STEPS)])

    def test_watching_changes_nothing(self) -> None:
        name = "momentum_with_own_schedule"
        result = run([sys.executable, SCRIPT, "observe", name], train(None))
        one = self.assert_equal_to_hand(result, name, "observe")
        rates = [step["lr"] for step in result.steps(one["pid"])]
        self.assertEqual(rates, [0.1, *one["result"]["own"][:-1]])
        self.assertNotIn("schedule-overridden", result.codes())


if __name__ == "__main__":
    unittest.main()
