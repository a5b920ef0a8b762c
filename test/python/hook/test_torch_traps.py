"""Trainings that are unlike a plain loop: what counts as an update, whose losses it has, what the script sees."""

from __future__ import annotations

import os
import sys
import unittest
from typing import Any

from harness import SCRIPTS, SURVEY, HookTest, Message, Run, needs_fork, needs_torch, ramp, run, train
from lr_tuner_hook.schedules import ramp_rate

SCRIPT = os.path.join(SCRIPTS, "traps.py")
STEPS = 12
# Longer than the scenarios, so that they end by themselves.
RAMP = ramp(100, lo=1e-5, hi=1.0)
RATES = [ramp_rate(RAMP["ramp"], step) for step in range(100)]


@needs_torch
@needs_fork
class Traps(HookTest):
    all: Run

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.all = run([sys.executable, SCRIPT], RAMP)

    def pid(self, name: str) -> int:
        results = self.all.results()
        self.assertIn(name, results, self.all.output)
        return int(results[name]["pid"])

    def result(self, name: str) -> Any:
        return self.all.results()[name]["result"]

    def steps(self, name: str) -> list[Message]:
        return self.all.steps(self.pid(name))

    def losses(self, name: str) -> list[float]:
        return [step["loss"] for step in self.steps(name)]

    def assert_steps(self, name: str, count: int = STEPS) -> None:
        """Each update once, at the rates of the ramp, and no fault."""
        steps = self.steps(name)
        self.assertEqual([step["i"] for step in steps], list(range(count)))
        self.assertEqual([step["lr"] for step in steps], RATES[:count])
        self.assertNotIn("hook-fault", self.all.codes(self.pid(name)))
        self.assertEqual(self.all.end(self.pid(name))["reason"], "script-ended")

    def test_the_outermost_step_is_the_update(self) -> None:
        for name, optimizer in (
            ("super_step", "CallsSuper"),
            ("sam_with_closure", "Sam"),
            ("zero_redundancy", "ZeroRedundancyOptimizer"),
        ):
            with self.subTest(name):
                self.assert_steps(name)
                (training,) = self.all.of_type("training", self.pid(name))
                self.assertEqual(training["optimizer"], optimizer)

    def test_losses_of_gradients_that_were_thrown_away_do_not_count(self) -> None:
        for name in ("sam_with_closure", "sam_by_hand"):
            with self.subTest(name):
                self.assert_steps(name)
                self.assertEqual(self.losses(name), self.result(name))

    def test_a_closures_first_loss_is_the_one_before_the_update(self) -> None:
        self.assert_steps("closure_of_sgd")
        self.assertEqual(self.losses("closure_of_sgd"), self.result("closure_of_sgd"))
        self.assert_steps("lbfgs")
        self.assertEqual(self.losses("lbfgs"), self.result("lbfgs")["losses"])
        self.assertGreater(self.result("lbfgs")["calls"], 2 * STEPS)

    def test_accumulated_losses_are_summed_and_updates_counted(self) -> None:
        self.assert_steps("accumulation")
        self.assertEqual(self.losses("accumulation"), self.result("accumulation"))
        (data,) = self.all.of_type("data", self.pid("accumulation"))
        self.assertEqual((data["batchesPerEpoch"], data["batchSize"]), (2, 32))

    def test_data_without_an_end_has_an_epoch_all_the_same(self) -> None:
        self.assert_steps("sampler_without_an_end")
        (data,) = self.all.of_type("data", self.pid("sampler_without_an_end"))
        samples = self.result("sampler_without_an_end")
        self.assertEqual(data["batchesPerEpoch"], -(-samples // 12))
        self.assertIsNone(data["epochs"])

    def test_a_step_that_throws_is_none_and_leaves_the_scripts_rate(self) -> None:
        self.assert_steps("step_that_throws", STEPS - 1)
        self.assertEqual(set(self.result("step_that_throws")), {0.1})

    def test_groups_keep_their_proportion(self) -> None:
        self.assert_steps("group_added_later")
        expected = [
            [rate, rate * 0.25, rate * 0.5][: 2 if i < 4 else 3] for i, rate in enumerate(RATES[:STEPS])
        ]
        self.assertEqual(self.result("group_added_later"), expected)
        self.assert_steps("layer_decay")
        self.assertEqual(self.result("layer_decay"), [[rate * 0.5, rate] for rate in RATES[:STEPS]])

    def test_a_warm_up_that_starts_at_zero_keeps_the_proportion_too(self) -> None:
        self.assert_steps("warm_up_from_zero")
        result = self.result("warm_up_from_zero")
        self.assertEqual(result["used"], [[rate, rate * 0.25] for rate in RATES[:STEPS]])
        self.assertEqual(result["own"], [0.4 * (step / STEPS) for step in range(STEPS)])
        self.assertEqual(self.all.of_type("training", self.pid("warm_up_from_zero"))[0]["lr"], 0.4)

    def test_momentum_that_the_script_cycles_is_held(self) -> None:
        self.assert_steps("one_cycle")
        result = self.result("one_cycle")
        self.assertEqual(set(result["used"]), {result["own"][0]})
        self.assertGreater(len(set(result["own"])), 3)
        self.assertIn("momentum", self.all.codes(self.pid("one_cycle")))

    def test_a_gan_has_two_trainings_and_the_first_is_driven_with_its_own_losses(self) -> None:
        self.assert_steps("gan")
        for got, expected in zip(self.losses("gan"), self.result("gan")):
            self.assertAlmostEqual(got, expected, places=6)
        trainings = self.all.of_type("training", self.pid("gan"))
        self.assertEqual([(one["id"], one["driven"]) for one in trainings], [("1", True), ("2", False)])
        self.assertIn("several-optimizers", self.all.codes(self.pid("gan")))

    def test_a_new_optimizer_on_the_same_weights_goes_on_and_other_weights_do_not(self) -> None:
        self.assert_steps("new_optimizer_each_step")
        self.assertEqual(len(self.all.of_type("training", self.pid("new_optimizer_each_step"))), 1)
        self.assert_steps("folds", 4)
        self.assertEqual(len(self.all.of_type("training", self.pid("folds"))), 3)

    def test_gradients_taken_by_hand(self) -> None:
        self.assert_steps("gradients_by_hand")
        self.assertEqual(self.losses("gradients_by_hand"), self.result("gradients_by_hand"))
        self.assert_steps("gradient_penalty")
        self.assertEqual(self.losses("gradient_penalty"), self.result("gradient_penalty"))

    def test_weights_updated_by_hand_are_said_but_not_long_accumulations(self) -> None:
        self.assertIn("no-optimizer", self.all.codes(self.pid("weights_by_hand")))
        self.assertNotIn("no-optimizer", self.all.codes(self.pid("many_micro_batches")))
        self.assert_steps("many_micro_batches", 1)

    def test_updates_that_the_gradient_scaler_skips_do_not_count(self) -> None:
        for name in ("scaler_skips", "scaler_skips_fused"):
            with self.subTest(name):
                self.assert_steps(name)
                # Unscaled, and none of a skipped update.
                self.assertEqual(self.losses(name), self.result(name))

    def test_a_scaler_that_skips_everything_is_said(self) -> None:
        pid = self.pid("scaler_skips_all")
        self.assertEqual(self.all.end(pid)["reason"], "diverged")
        self.assertIn("updates-skipped", self.all.codes(pid))
        self.assertEqual(len(self.all.steps(pid)), 3)

    def test_the_compiler_is_not_loaded_for_nothing(self) -> None:
        self.assertIs(self.result("compiler_stays_unloaded"), False)

    def test_a_compiled_loss_is_followed_and_its_missing_accuracy_explained(self) -> None:
        self.assert_steps("compiled_loss")
        result = self.result("compiled_loss")
        self.assertIs(result["loaded"], True)
        self.assertEqual(self.losses("compiled_loss"), result["losses"])
        self.assertEqual(self.all.codes(self.pid("compiled_loss")), ["no-accuracy", "loss-compiled"])

    def test_rates_that_are_not_used(self) -> None:
        ends = [end for end in self.all.of_type("end") if end["reason"] == "rate-not-applied"]
        self.assertEqual(sorted(end["message"].split()[0] for end in ends), ["Adaptive", "Deaf"], ends)
        self.assertNotIn("own_rate_in_step", self.all.results())
        self.assertNotIn("deaf_optimizer", self.all.results())

    def test_the_process_ends_with_the_ramp_and_nothing_after_it_runs(self) -> None:
        self.assertNotIn("leaves_at_the_end", self.all.results())
        self.assertNotIn("finally was reached", self.all.output)
        complete = [end for end in self.all.of_type("end") if end["reason"] == "ramp-complete"]
        self.assertEqual([end["steps"] for end in complete], [100])

    def test_an_error_of_a_child_that_trained_is_told(self) -> None:
        errors = [end for end in self.all.of_type("end") if end["reason"] == "error"]
        self.assertEqual([end["message"] for end in errors], ["ValueError: after one update"])
        self.assertEqual(errors[0]["steps"], 1)


@needs_torch
@needs_fork
class OtherExperiments(HookTest):
    def test_a_survey_lists_trainings_and_leaves_every_rate(self) -> None:
        result = run([sys.executable, SCRIPT, "folds", "gan", "layer_decay"], SURVEY)
        folds = result.results()["folds"]["pid"]
        self.assertEqual([one["id"] for one in result.of_type("training", folds)], ["1", "2", "3"])
        self.assertEqual({one["driven"] for one in result.of_type("training")}, {False})
        self.assertEqual(result.steps(), [])
        self.assertNotIn("several-optimizers", result.codes())
        self.assertEqual(result.results()["layer_decay"]["result"], [[0.1, 0.1]] * STEPS)

    def test_the_chosen_training_is_driven(self) -> None:
        result = run([sys.executable, SCRIPT, "folds", "gan"], RAMP, training="2")
        for name, count in (("folds", 4), ("gan", STEPS)):
            pid = result.results()[name]["pid"]
            self.assertEqual([step["lr"] for step in result.steps(pid)], RATES[:count])
            self.assertTrue(all("loss" in step for step in result.steps(pid)))

    def test_a_schedule_that_cycles_momentum(self) -> None:
        schedule = {
            "kind": "triangular",
            "baseLR": 0.01,
            "maxLR": 0.1,
            "stepSize": 4,
            "momentum": {"base": 0.85, "max": 0.95},
        }
        result = run([sys.executable, SCRIPT, "one_cycle", "layer_decay"], train(schedule))
        used = result.results()["one_cycle"]["result"]["used"]
        for got, expected in zip(used, [0.95, 0.925, 0.9, 0.875, 0.85, 0.875, 0.9, 0.925, 0.95]):
            self.assertAlmostEqual(got, expected, places=12)
        # Plain SGD stays plain.
        self.assertIn("momentum", result.codes(result.results()["layer_decay"]["pid"]))


if __name__ == "__main__":
    unittest.main()
