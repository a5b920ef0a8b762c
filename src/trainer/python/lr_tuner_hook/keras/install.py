"""Takes hold of Keras right after its optimizers' base class has loaded; other parts follow as they load."""

from __future__ import annotations

import functools
import sys
from types import ModuleType
from typing import Any

from .. import loading
from ..driver import Driver
from ..guard import RATE, Guard
from . import calls, fit, pure_steps, scores, shuffling, tape
from .clock import Clock
from .graph import GraphClock
from .immediate import ImmediateClock
from .optimizer import SCALE, Optimizers, see_unscaled, wrap

NAMES = {"openvino": "OpenVINO", "numpy": "NumPy"}

FUNCTIONS_OF_TENSORFLOW = "tensorflow.python.eager.polymorphic_function.polymorphic_function"


def install(base_optimizer: ModuleType, driver: Driver, guard: Guard) -> None:
    if driver.numbering is not None:
        driver.numbering.announce()
    backend = str(sys.modules["keras.src.backend"].backend())
    clock = clock_of(backend, driver, guard)
    if clock is None:
        refuse(base_optimizer.BaseOptimizer, backend, driver, guard)
        return
    wrap(base_optimizer, Optimizers(driver, guard, clock), guard)
    see_unscaled(base_optimizer.BaseOptimizer, clock, guard)
    loading.after(
        "keras.src.optimizers.loss_scale_optimizer",
        lambda module: guard.run(SCALE, see_unscaled, module.LossScaleOptimizer, clock, guard),
    )

    def watch_losses(module: ModuleType) -> None:
        guard.run(scores.DUTY, scores.install, module, clock.scores, guard)

    loading.after(f"keras.src.backend.{backend}.nn", watch_losses)
    fit.install(backend, driver, guard)


def clock_of(backend: str, driver: Driver, guard: Guard) -> Clock | None:
    if backend == "tensorflow":
        return follow_graphs(driver, guard)
    if backend == "jax":
        return pure_steps.follow(driver, guard)
    return ImmediateClock(driver) if backend == "torch" else None


def refuse(cls: Any, backend: str, driver: Driver, guard: Guard) -> None:
    """As the first optimizer is made: a script may use Keras for its data alone."""
    initialize = cls.__init__
    name = NAMES.get(backend, backend)
    message = (
        f"Keras computes with {name} here, where LR Tuner cannot set the learning rate.\n"
        "Let it compute with TensorFlow, PyTorch or JAX for this run: set KERAS_BACKEND to tensorflow, torch or jax."
    )

    @functools.wraps(initialize)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        guard.run(RATE, driver.end_and_leave, "not-covered", message)
        initialize(self, *args, **kwargs)

    cls.__init__ = __init__


def follow_graphs(driver: Driver, guard: Guard) -> GraphClock:
    clock = GraphClock(driver)
    loading.after(
        "tensorflow.python.eager.backprop",
        lambda module: guard.run(tape.DUTY, tape.install, module, clock, guard),
    )
    loading.after(
        FUNCTIONS_OF_TENSORFLOW,
        lambda module: guard.run(RATE, calls.install, module, clock, guard),
    )
    loading.after(
        "keras.src.backend.tensorflow.trainer",
        lambda module: guard.run(shuffling.DUTY, shuffling.install, module, driver, guard),
    )
    driver.before_end.append(lambda: guard.run(RATE, clock.read))
    return clock
