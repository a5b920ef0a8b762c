"""Rate and clock of every Keras optimizer: a wrapper around `apply`, which `fit`, train steps and loops of the script's
own all call. In a graph it runs once, while the graph is made, so what it adds are operations of that graph.

For the time of a call the optimizer has a learning rate of the experiment's: callbacks, and the script itself, see
their own at all other times.
"""

from __future__ import annotations

import functools
import weakref
from types import ModuleType
from typing import Any

from ..driver import Driver, Training
from ..guard import RATE, Guard
from ..said import OVERRIDDEN, describe
from .clock import Clock

SCALE = "following the loss scale"
SCHEDULE = "following the script's schedule"

CURRENT_RATE = "_get_current_learning_rate"
UPDATE = "_backend_update_step"


def wrap(base_optimizer: ModuleType, optimizers: Optimizers, guard: Guard) -> None:
    cls: Any = base_optimizer.BaseOptimizer
    apply, initialize = cls.apply, cls.__init__

    @functools.wraps(initialize)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        optimizers.driver.met_optimizer = True
        initialize(self, *args, **kwargs)

    @functools.wraps(apply)
    def applied(self: Any, grads: Any, trainable_variables: Any = None) -> Any:
        # An optimizer inside an optimizer: the outermost is the one that the script chose.
        if optimizers.driver.updating:
            return apply(self, grads, trainable_variables)
        variables = None if trainable_variables is None else list(trainable_variables)
        optimizers.driver.updating = True
        try:
            training = guard.run(RATE, optimizers.before, self, variables)
            result = apply(self, grads, variables)
        finally:
            optimizers.give_back(self)
            optimizers.driver.updating = False
        if training is not None:
            guard.run(RATE, optimizers.after, self, training)
        return result

    def set_rate(self: Any, value: Any) -> None:
        own = guard.run(SCHEDULE, optimizers.clock.own_rate, self)
        set_own_rate(self, value)
        if own is not None and own != guard.run(SCHEDULE, optimizers.clock.own_rate, self):
            guard.run(SCHEDULE, optimizers.notice_change)

    cls.__init__, cls.apply = __init__, applied
    set_own_rate = cls.learning_rate.fset
    cls.learning_rate = cls.learning_rate.setter(set_rate)


def see_unscaled(cls: Any, clock: Clock, guard: Guard) -> None:
    """For half precision a loss is scaled before its gradients are taken."""
    scale_loss = cls.scale_loss

    @functools.wraps(scale_loss)
    def scaled(self: Any, loss: Any) -> Any:
        result = scale_loss(self, loss)
        guard.run(SCALE, clock.unscaled, loss, result)
        return result

    cls.scale_loss = scaled


class Optimizers:
    def __init__(self, driver: Driver, guard: Guard, clock: Clock) -> None:
        self.driver = driver
        self.clock = clock
        self._guard = guard
        self._known: dict[tuple[str, int], tuple[weakref.ref[Any], Training]] = {}
        self._asked_for_rate = self._made_update = False

    def before(self, optimizer: Any, variables: list[Any] | None) -> Training | None:
        updated = optimizer._trainable_variables if variables is None else variables
        if not updated:
            return None
        training = self._find(optimizer, updated)
        self._take(optimizer, training)
        return training

    def _find(self, optimizer: Any, variables: list[Any]) -> Training:
        """By class and first variable: a new optimizer on the same variables goes on with the same training."""
        class_name, first = type(optimizer).__name__, variables[0]
        known = self._known.get((class_name, id(first)))
        # The number alone may be used again.
        if known is not None and known[0]() is first:
            return known[1]
        self.driver.greet(lambda: self.clock.hello(first))
        own = self.clock.own_rate(optimizer)
        training = self.driver.meet(class_name, describe(variables), own, momentum_of(optimizer))
        self._known[class_name, id(first)] = (weakref.ref(first), training)
        if training is self.driver.driven:
            self._notice_schedule(optimizer)
        return training

    def _take(self, optimizer: Any, training: Training) -> None:
        driven = training is self.driver.driven
        own_rate, update = getattr(optimizer, CURRENT_RATE), getattr(optimizer, UPDATE)
        self._asked_for_rate = self._made_update = False

        def current_rate() -> Any:
            self._asked_for_rate = True
            rate = self._guard.run(RATE, self.clock.rate, training) if driven else None
            return own_rate() if rate is None else rate

        def updating(grads: Any, trainable_variables: Any, learning_rate: Any) -> Any:
            self._made_update = True
            variables = list(trainable_variables)
            result = update(grads, variables, learning_rate)
            self._guard.run(RATE, self.clock.updated, training, optimizer, variables, learning_rate)
            return result

        # Past Keras' own way of setting attributes, which would keep track of these.
        object.__setattr__(optimizer, CURRENT_RATE, current_rate)
        object.__setattr__(optimizer, UPDATE, updating)

    def give_back(self, optimizer: Any) -> None:
        for name in (CURRENT_RATE, UPDATE):
            optimizer.__dict__.pop(name, None)

    def after(self, optimizer: Any, training: Training) -> None:
        ignored = self._made_update and not self._asked_for_rate
        if ignored and training is self.driver.driven and self.driver.is_range_test:
            name = type(optimizer).__name__
            self.driver.end_and_leave("rate-not-applied", f"{name} never looks at its learning rate.")
        self.clock.applied(training)

    def _notice_schedule(self, optimizer: Any) -> None:
        if self.driver.momentum() is not None:
            self.driver.warn("momentum", "The schedule cycles momentum, which Keras holds fixed.")
        if callable(getattr(optimizer, "_learning_rate", None)):
            self._say_overridden()

    def notice_change(self) -> None:
        """By a callback, or by the script, while it trains."""
        if self.driver.steps > 0:
            self._say_overridden()

    def _say_overridden(self) -> None:
        if self.driver.rate() is not None:
            self.driver.warn(*OVERRIDDEN)


def momentum_of(optimizer: Any) -> str | None:
    """Only of optimizers that call it so: Adam's averages are another thing."""
    momentum = getattr(optimizer, "momentum", None)
    if not isinstance(momentum, (int, float)):
        return None
    if momentum == 0:
        return "none"
    return "nesterov" if getattr(optimizer, "nesterov", False) else "momentum"
