"""Keras 3 on TensorFlow and on PyTorch: every way to train gets its ramp, and nothing else of it changes by a bit."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import unittest
from typing import Any

from harness import HOOK, SCRIPTS, HookTest, Message, Run, needs_fork, ramp, run, train
from lr_tuner_hook.schedules import ramp_rate, schedule_rate

STYLES = os.path.join(SCRIPTS, "keras_styles.py")
EQUALITY = os.path.join(SCRIPTS, "keras_equality.py")
STEPS = 40
RAMP = ramp(STEPS, lo=1e-5, hi=0.1)
LONGER_RAMP = ramp(STEPS + 1)
TRIANGULAR = {"kind": "triangular", "baseLR": 0.01, "maxLR": 0.25, "stepSize": 8}

needs_keras = unittest.skipUnless(importlib.util.find_spec("keras"), "needs Keras")


def environment(backend: str) -> dict[str, str]:
    # TensorFlow computes with as many threads as it likes, in whatever order.
    return {"KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}


class Styles(HookTest):
    backend = ""
    framework = ""
    all: Run
    folder_of_all: str

    @classmethod
    def setUpClass(cls) -> None:
        if not cls.backend or not importlib.util.find_spec(cls.backend):
            raise unittest.SkipTest(f"needs {cls.backend or 'a backend'}")
        import tempfile

        cls.folder_of_all = tempfile.mkdtemp(prefix="lr-tuner-keras-")
        cls.all = run([sys.executable, STYLES, cls.folder_of_all], RAMP, env=environment(cls.backend))

    @classmethod
    def tearDownClass(cls) -> None:
        import shutil

        shutil.rmtree(cls.folder_of_all)

    def pid(self, name: str) -> int:
        results = self.all.results()
        self.assertIn(name, results, self.all.output)
        return int(results[name]["pid"])

    def messages(self, name: str, kind: str) -> list[Message]:
        return self.all.of_type(kind, self.pid(name))

    def assert_ramp(
        self, name: str, optimizer: str, *codes: str, accuracy: bool = True, **training: Any
    ) -> None:
        pid = self.pid(name)
        with self.subTest(name):
            self.assertEqual(self.all.end(pid)["reason"], "ramp-complete", self.all.end(pid))
            steps = self.all.steps(pid)
            self.assertEqual([one["lr"] for one in steps], [ramp_rate(RAMP["ramp"], i) for i in range(STEPS)])
            self.assertTrue(all(one["loss"] > 0 for one in steps))
            self.assertEqual(all("accuracy" in one for one in steps), accuracy)
            self.assertEqual([one for one in self.all.codes(pid) if one != "accuracy-source"], list(codes))
            driven = next(one for one in self.messages(name, "training") if one["driven"])
            self.assertEqual(driven["optimizer"], optimizer)
            for field, value in training.items():
                self.assertEqual(driven[field], value)

    def assert_data(self, name: str, batches: int, size: int | None, epochs: int) -> None:
        seen = self.messages(name, "data")[0]
        self.assertEqual(
            (seen["batchesPerEpoch"], seen["batchSize"], seen["epochs"]), (batches, size, epochs)
        )

    def assert_common_styles(self) -> None:
        self.assert_ramp("own_schedule", "SGD", "schedule-overridden", momentum="nesterov", lr=0.1)
        self.assert_ramp("regression", "RMSprop", "no-accuracy", accuracy=False)
        for name, optimizer in (("binary", "AdamW"), ("one_hot", "Nadam"), ("half_precision", "Adam")):
            self.assert_ramp(name, optimizer)
        for name in ("stream", "by_batch", "short_fits", "own_step", "own_loop", "accumulation"):
            self.assert_ramp(name, "Adam", lr=0.001)

    def assert_words(self) -> None:
        hello = self.messages("own_step", "hello")[0]
        self.assertEqual(hello["framework"]["name"], "Keras")
        self.assertRegex(hello["framework"]["version"], rf"^3\.[\d.]+ on {self.framework} \d")
        self.assertEqual(hello["device"], "cpu")

    def assert_sizes(self) -> None:
        self.assert_data("own_step", 16, 16, 30)
        self.assert_data("accumulation", 4, 64, 30)
        self.assert_data("stream", 16, None, 30)
        # One `fit` of many: of how many is not known.
        self.assert_data("short_fits", 16, 16, 1)

    def assert_callbacks(self) -> None:
        self.assert_ramp(
            "callbacks", "Adam", "early-stopping-ignored", "other", "other", "schedule-overridden", lr=0.001
        )
        self.assert_data("callbacks", 12, 16, 30)
        phases = self.messages("callbacks", "phase")
        evaluated = [one for one in phases if one["phase"] == "evaluate"]
        self.assertEqual([one["step"] for one in evaluated], [12, 24, 36])
        self.assertTrue(all(one["loss"] > 0 and 0 <= one["accuracy"] <= 1 for one in evaluated))
        kept = {os.path.basename(one["path"]) for one in phases if one["phase"] == "save-skipped"}
        self.assertEqual(kept, {"at-01.keras", "at-02.keras", "at-03.keras", "best.weights.h5"})
        self.assertEqual(os.listdir(self.folder_of_all), [])

    def assert_orders(self) -> None:
        """Its first epochs hardly train, so a batch that came again would have the same loss again."""
        losses = [one["loss"] for one in self.messages("seeded", "step")]
        self.assertGreater(max(abs(a - b) for a, b in zip(losses[:16], losses[16:32])), 0.01)

    def assert_deaf(self) -> None:
        end = self.all.end(self.pid("deaf"))
        self.assertEqual(end["reason"], "rate-not-applied")
        self.assertEqual(end["message"], "Deaf never looks at its learning rate.")


@needs_keras
@needs_fork
class OnTensorFlow(Styles):
    backend, framework = "tensorflow", "TensorFlow"

    def test_each_style_gets_its_ramp(self) -> None:
        self.assert_common_styles()
        self.assert_ramp("several_an_execution", "SGD", momentum="none")
        for name in ("compiled", "eager", "dataset", "whole_epochs", "fit_without_data"):
            self.assert_ramp(name, "Adam")

    def test_each_of_two_adversaries_has_its_own_loss(self) -> None:
        self.assert_ramp("adversaries", "Adam", "several-optimizers", lr=0.0001)
        names = [one["optimizer"] for one in self.messages("adversaries", "training")]
        self.assertEqual(names, ["Adam", "RMSprop"])

    def test_it_says_what_trains_and_how_long(self) -> None:
        self.assert_words()
        self.assert_sizes()
        self.assert_data("dataset", 16, None, 30)
        self.assert_data("fit_without_data", 16, 16, 30)

    def test_callbacks_of_the_script_neither_end_the_ramp_nor_write(self) -> None:
        self.assert_callbacks()

    def test_an_optimizer_with_a_rate_of_its_own_is_named(self) -> None:
        self.assert_deaf()

    def test_each_epoch_has_an_order_of_its_own(self) -> None:
        self.assert_orders()


@needs_keras
@needs_fork
class OnTorch(Styles):
    backend, framework = "torch", "PyTorch"

    def test_each_style_gets_its_ramp(self) -> None:
        self.assert_common_styles()
        self.assert_ramp("optimizer_of_torch", "Adam", lr=0.001)

    def test_it_says_what_trains_and_how_long(self) -> None:
        self.assert_words()
        self.assert_sizes()

    def test_callbacks_of_the_script_neither_end_the_ramp_nor_write(self) -> None:
        self.assert_callbacks()

    def test_an_optimizer_with_a_rate_of_its_own_is_named(self) -> None:
        self.assert_deaf()

    def test_each_epoch_has_an_order_of_its_own(self) -> None:
        self.assert_orders()


class Equality(HookTest):
    def by_hand(self, backend: str) -> dict[str, Any]:
        output = subprocess.run(
            [sys.executable, EQUALITY, "hand", json.dumps(TRIANGULAR)],
            env={
                **os.environ,
                **environment(backend),
                "OMP_NUM_THREADS": "1",
                "TF_NUM_INTRAOP_THREADS": "1",
                "TF_NUM_INTEROP_THREADS": "1",
                "PYTHONPATH": os.pathsep.join([SCRIPTS, HOOK]),
            },
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
        lines = [json.loads(line[1:]) for line in output.decode().splitlines() if line.startswith("@")]
        return {one["name"]: one["result"] for one in lines}

    def hooked(self, backend: str, experiment: Message, *names: str) -> Run:
        return run([sys.executable, EQUALITY, "hooked", *names], experiment, env=environment(backend))

    def assert_equal(
        self, result: Run, name: str, expected: Any, rates: list[float], own_rate: float
    ) -> None:
        one = result.results()[name]
        steps = result.steps(one["pid"])
        with self.subTest(name):
            self.assertEqual([step["lr"] for step in steps], rates)
            differences = [abs(step["loss"] - loss) for step, loss in zip(steps, expected["losses"])]
            self.assertEqual((len(differences), max(differences)), (STEPS, 0.0))
            self.assertEqual(one["result"]["weights"], expected["weights"])
            # The script sees its own rate at all times.
            self.assertAlmostEqual(one["result"]["rate"], own_rate, places=7)

    def check(self, backend: str) -> None:
        if not importlib.util.find_spec(backend):
            self.skipTest(f"needs {backend}")
        expected = self.by_hand(backend)
        ramped = self.hooked(backend, LONGER_RAMP, "momentum", "adam", "adamw")
        rates = [ramp_rate(LONGER_RAMP["ramp"], step) for step in range(STEPS)]
        for name, own_rate in (("momentum", 0.1), ("adam", 0.001), ("adamw", 0.001)):
            self.assert_equal(ramped, name, expected[f"{name} ramp"], rates, own_rate)
        cycled = self.hooked(backend, train(TRIANGULAR), "adam")
        cycle: Any = TRIANGULAR
        rates = [schedule_rate(cycle, step) for step in range(STEPS)]
        self.assert_equal(cycled, "adam", expected["adam cycle"], rates, 0.001)
        observed = self.hooked(backend, train(), "adam")
        self.assert_equal(observed, "adam", expected["adam own"], [0.001] * STEPS, 0.001)


@needs_keras
@needs_fork
class EqualityOfEach(Equality):
    def test_on_tensorflow_a_rate_of_the_hook_is_one_set_by_hand(self) -> None:
        self.check("tensorflow")

    def test_on_torch_a_rate_of_the_hook_is_one_set_by_hand(self) -> None:
        self.check("torch")


# It has no tests of its own.
del Styles

if __name__ == "__main__":
    unittest.main()
