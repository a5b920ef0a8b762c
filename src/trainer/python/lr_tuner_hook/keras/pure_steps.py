"""Where Keras on JAX makes its train step, and where half precision makes an update only on a condition."""

from __future__ import annotations

import functools
import sys
from types import ModuleType
from typing import Any

from .. import loading
from ..driver import Driver
from ..guard import RATE, Guard
from . import derived
from .carried import CarriedClock

# Of a model, while its train function is made.
REPLACED = ("train_step", "_make_function")

OLD = (
    "This version of Keras trains on JAX in a way that LR Tuner cannot follow.\n"
    "Update Keras, switch NNX off where it is on, or set KERAS_BACKEND to tensorflow or torch for this run."
)


def follow(driver: Driver, guard: Guard) -> CarriedClock:
    clock = CarriedClock(driver)
    loading.after("jax", lambda module: guard.run(derived.DUTY, derived.install, module, clock.losses, guard))
    loading.after(
        "keras.src.backend.jax.trainer",
        lambda module: guard.run(RATE, carry, module.JAXTrainer, clock, driver, guard),
    )
    loading.after(
        "keras.src.optimizers.loss_scale_optimizer",
        lambda module: guard.run(RATE, watch_condition, module, clock, guard),
    )
    return clock


def carry(trainer: Any, clock: CarriedClock, driver: Driver, guard: Guard) -> None:
    make_train_function = trainer.make_train_function

    @functools.wraps(make_train_function)
    def make(self: Any, force: bool = False) -> None:
        guard.run(RATE, clock.prepare, self.optimizer)
        if self.train_function is not None and not force:
            return
        if not can_carry(self):
            driver.end_and_leave("not-covered", OLD)
        own = {name: self.__dict__[name] for name in REPLACED if name in self.__dict__}
        train_step, make_function = self.train_step, self._make_function

        def carrying(state: Any, carried: Any) -> Any:
            data, rates = carried
            with clock.stepping(rates) as step:
                logs, state = train_step(state, data)
            return (logs, step.rows), state

        def making(step_function: Any, *args: Any, **kwargs: Any) -> Any:
            def stepping(state: Any, data: Any) -> Any:
                rates = guard.run(RATE, clock.rates)
                (logs, rows), state = step_function(state, (data, rates))
                guard.run(RATE, clock.stepped, rows)
                return logs, state

            return make_function(stepping, *args, **kwargs)

        # Past Keras' own way of setting attributes, which would keep track of these.
        object.__setattr__(self, "train_step", carrying)
        object.__setattr__(self, "_make_function", making)
        try:
            make_train_function(self, force)
        finally:
            for name in REPLACED:
                self.__dict__.pop(name, None)
            self.__dict__.update(own)

    trainer.make_train_function = make


def can_carry(model: Any) -> bool:
    config: Any = sys.modules["keras.src.backend.config"]
    uses_nnx = getattr(config, "is_nnx_enabled", lambda: False)()
    return hasattr(model, "_make_function") and not uses_nnx


def watch_condition(module: ModuleType, clock: CarriedClock, guard: Guard) -> None:
    cls: Any = module.LossScaleOptimizer
    stateless_apply = cls.stateless_apply

    @functools.wraps(stateless_apply)
    def applied(self: Any, optimizer_variables: Any, grads: Any, trainable_variables: Any) -> Any:
        with clock.condition() as trainings:
            result = stateless_apply(self, optimizer_variables, grads, trainable_variables)

        def write() -> None:
            backend = sys.modules["keras.src.backend"]
            mapping = list(zip(self.variables, optimizer_variables))
            with backend.StatelessScope(state_mapping=mapping):
                own_rate = backend.convert_to_tensor(self.inner_optimizer.learning_rate)
            clock.updated_if(self.check_finite(grads), trainings, own_rate)

        guard.run(RATE, write)
        return result

    cls.stateless_apply = applied
