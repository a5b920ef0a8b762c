"""The experiment without a framework: clock, sums, who is driven, and numbers that still lie on a device."""

from __future__ import annotations

import unittest
from typing import Any, cast

from harness import SURVEY, lines, ramp, train
from lr_tuner_hook import driver as driver_module
from lr_tuner_hook.driver import Driver
from lr_tuner_hook.plan import Plan
from lr_tuner_hook.report import Report


class Said:
    """A report that keeps what it is told."""

    def __init__(self) -> None:
        self.lines: list[Any] = []

    def step(self, i: int, lr: float, loss: float | None, accuracy: float | None) -> None:
        self.lines.append(("step", i, lr, loss, accuracy))

    def phase(self, message: Any) -> None:
        self.lines.append(message)

    def send(self, message: Any) -> None:
        self.lines.append(message)

    def warn(self, code: str, message: str) -> None:
        self.lines.append(("warning", code, message))

    def steps(self) -> list[Any]:
        return [one[3:] for one in self.lines if isinstance(one, tuple) and one[0] == "step"]


class OnDevice:
    """A number whose reading is counted."""

    reads = 0

    def __init__(self, value: float) -> None:
        self._value = value

    def item(self) -> float:
        OnDevice.reads += 1
        return self._value


def drive(experiment: Any, training: str | None = None) -> tuple[Driver, Said]:
    said = Said()
    plan = Plan(cast(Any, experiment), None, 1, False, training, "", "", 0, "")
    return Driver(plan, cast(Report, said)), said


class Clock(unittest.TestCase):
    def test_losses_of_one_update_are_summed_and_counts_added(self) -> None:
        driver, said = drive(ramp(10))
        driver.meet("SGD", "2×2", 0.1, None)
        driver.seen.losses += [1.5, 2.25]
        driver.seen.counts += [(3, 4), (1, 4)]
        driver.settle(0.1)
        driver.seen.by_hand += [9.0]
        driver.seen.losses += [1.0]
        driver.settle(0.1)
        driver.seen.by_hand += [9.0]
        driver.settle(0.1)
        driver.settle(0.1)
        self.assertEqual(said.steps(), [(3.75, 0.5), (1.0, None), (9.0, None), (None, None)])

    def test_losses_of_another_training_are_not_the_driven_ones_unless_shared(self) -> None:
        driver, said = drive(ramp(10))
        driver.seen.losses.append(1.0)
        driver.pass_by()
        driver.seen.losses.append(2.0)
        driver.settle(0.1)
        # One loss, whose gradients two optimizers use one after the other.
        driver.seen.losses.append(3.0)
        driver.pass_by()
        driver.settle(0.1)
        driver.settle(0.1)
        self.assertEqual(said.steps(), [(2.0, None), (3.0, None), (None, None)])

    def test_who_is_driven(self) -> None:
        for experiment, training, driven in (
            (ramp(10), None, [True, False, False]),
            (ramp(10), "2", [False, True, False]),
            (train(), None, [True, False, False]),
            (SURVEY, None, [False, False, False]),
        ):
            with self.subTest(experiment=experiment, training=training):
                driver, said = drive(experiment, training)
                for _ in range(3):
                    driver.meet("SGD", "2×2", 0.1, "none")
                met = [one for one in said.lines if isinstance(one, dict)]
                self.assertEqual([one["driven"] for one in met], driven)
                self.assertEqual([one["id"] for one in met], ["1", "2", "3"])

    def test_a_follower_keeps_the_rates_and_its_silence(self) -> None:
        driver, said = drive(ramp(10))
        driver.greet(lambda: {"rank": 1, "world": 2})
        driver.meet("SGD", "2×2", 0.1, None)
        first = driver.rate()
        driver.settle(0.1)
        driver.warn("other", "words")
        driver.end("script-ended")
        self.assertEqual((first, said.lines), (1e-4, []))

    def test_a_followers_error_is_told(self) -> None:
        driver, said = drive(ramp(10))
        driver.greet(lambda: {"rank": 1, "world": 2})
        driver.end("error", "words")
        self.assertEqual(said.lines, [{"type": "end", "reason": "error", "steps": 0, "message": "words"}])

    def test_only_one_end_and_nothing_after_it(self) -> None:
        driver, said = drive(ramp(10))
        driver.end("diverged", "words")
        driver.end("script-ended")
        driver.settle(0.1)
        self.assertEqual([one["reason"] for one in said.lines], ["diverged"])
        self.assertIsNone(driver.rate())

    def test_no_experiment_goes_unlisted(self) -> None:
        kinds = {line["experiment"]["kind"] for line in lines("protocol", "plan.jsonl")}
        self.assertEqual(kinds, {"range-test", "train", "survey"})


class Accelerators(unittest.TestCase):
    def setUp(self) -> None:
        OnDevice.reads = 0
        self.every = driver_module.READ_EVERY_S
        self.addCleanup(setattr, driver_module, "READ_EVERY_S", self.every)

    def test_numbers_on_a_device_are_read_together_and_in_order(self) -> None:
        driver_module.READ_EVERY_S = 1e9
        driver, said = drive(ramp(10))
        for loss in (1.0, 2.0):
            driver.seen.losses.append(OnDevice(loss))
            driver.seen.counts.append((OnDevice(1), OnDevice(4)))
            driver.settle(0.1)
        # One that is here waits for those before it.
        driver.seen.losses.append(3.0)
        driver.settle(0.1)
        self.assertEqual((OnDevice.reads, said.steps()), (0, []))
        driver.end("script-ended")
        self.assertEqual(said.steps(), [(1.0, 0.25), (2.0, 0.25), (3.0, None)])

    def test_they_are_read_when_it_is_time(self) -> None:
        driver_module.READ_EVERY_S = 0
        driver, said = drive(ramp(10))
        driver.seen.losses.append(OnDevice(1.0))
        driver.settle(0.1)
        self.assertEqual(said.steps(), [(1.0, None)])

    def test_nothing_counted_is_no_accuracy(self) -> None:
        driver, said = drive(ramp(10))
        driver.seen.losses.append(1.0)
        driver.seen.counts.append((0, 0))
        driver.settle(0.1)
        self.assertEqual(said.steps(), [(1.0, None)])


if __name__ == "__main__":
    unittest.main()
