"""Keras on JAX: the same demands as on its other backends."""

from __future__ import annotations

import unittest

import test_keras
from harness import HookTest, needs_more, ramp

BACKEND_WITHOUT_GRADIENTS = """
import keras
print("loaded")
model = keras.Sequential([keras.layers.Dense(3)])
model.compile(optimizer="adam", loss="mse")
print("went on")
"""


@needs_more("keras", "jax")
class OnJax(test_keras.OnTorch):
    backend, framework = "jax", "JAX"

    def test_each_style_gets_its_ramp(self) -> None:
        self.assert_common_styles()
        self.assert_ramp("several_an_execution", "SGD", momentum="none")
        for name in ("eager", "observed_penalty"):
            self.assert_ramp(name, "Adam")

    def test_a_step_that_the_script_compiles_by_itself_is_refused_in_words(self) -> None:
        end = self.all.end(self.pid("compiled_loop"))
        self.assertEqual(end["reason"], "not-covered", end)
        self.assertIn("compiles its training step by itself", end["message"])


@needs_more("keras", "jax")
class EqualityOnJax(test_keras.Equality):
    def test_on_jax_a_rate_of_the_hook_is_one_set_by_hand(self) -> None:
        self.check("jax")


class OnNumPy(HookTest):
    @needs_more("keras")
    def test_it_is_refused_in_words(self) -> None:
        result = self.run_text(BACKEND_WITHOUT_GRADIENTS, ramp(10), env={"KERAS_BACKEND": "numpy"})
        end = result.end()
        self.assertEqual(end["reason"], "not-covered", result.output)
        self.assertIn("Keras computes with NumPy here", end["message"])
        self.assertIn("KERAS_BACKEND", end["message"])
        self.assertIn("loaded", result.output)
        self.assertNotIn("went on", result.output)
        self.assertEqual(result.codes(), [])


if __name__ == "__main__":
    unittest.main()
