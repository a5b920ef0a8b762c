"""Rates and momenta are those of src/tuning, by the same golden files."""

from __future__ import annotations

import os
import unittest

from harness import FIXTURES, golden
from lr_tuner_hook.plan import Ramp
from lr_tuner_hook.schedules import ramp_rate, schedule_momentum, schedule_rate

# JavaScript's `**` and C's `pow` round differently now and then.
TOLERANCE = 2e-15


class Schedules(unittest.TestCase):
    def assert_close(self, actual: float | None, expected: float, tolerance: float) -> None:
        assert actual is not None
        self.assertLessEqual(abs(actual - expected), tolerance * max(abs(expected), 1e-300))

    def test_rates_and_momenta_of_every_golden_schedule(self) -> None:
        files = [name for name in os.listdir(os.path.join(FIXTURES, "schedules")) if name.endswith(".json")]
        self.assertIn("pytorch.json", files)
        for one in golden("schedules", "pytorch.json")["schedules"]:
            schedule = one["schedule"]
            # PyTorch computes along another path than src/tuning does: the same tolerance as that one's own test.
            for step, lr in enumerate(one["lr"]):
                with self.subTest(schedule=schedule, step=step):
                    self.assert_close(schedule_rate(schedule, step), lr, 1e-12)
                    if "momentum" in one:
                        self.assert_close(schedule_momentum(schedule, step), one["momentum"][step], 1e-12)

    def test_every_golden_ramp(self) -> None:
        for one in golden("schedules", "typescript.json")["ramps"]:
            for step, lr in enumerate(one["lr"]):
                with self.subTest(ramp=one["ramp"], step=step):
                    self.assert_close(ramp_rate(one["ramp"], step), lr, TOLERANCE)

    def test_every_golden_schedule_of_our_own(self) -> None:
        for one in golden("schedules", "typescript.json")["schedules"]:
            for step, lr in enumerate(one["lr"]):
                with self.subTest(schedule=one["schedule"], step=step):
                    self.assert_close(schedule_rate(one["schedule"], step), lr, TOLERANCE)
                    momentum = schedule_momentum(one["schedule"], step)
                    if "momentum" in one:
                        self.assert_close(momentum, one["momentum"][step], TOLERANCE)
                    else:
                        self.assertIsNone(momentum)

    def test_a_ramp_keeps_its_last_rate(self) -> None:
        ramp: Ramp = {"shape": "exponential", "lo": 1e-6, "hi": 10.0, "steps": 200}
        self.assertEqual([ramp_rate(ramp, step) for step in (0, 199, 500)], [1e-6, 10.0, 10.0])


if __name__ == "__main__":
    unittest.main()
