"""Rate and clock of every PyTorch optimizer: a wrapper around each class's `step`.

`torch.optim` has global hooks for steps, but none for a step that throws, and none at all for classes that were made
while the compiler was loaded. The wrapper is put in as an optimizer is made, so that subclasses of the script's own,
closures, LBFGS, and what accelerators wrap around an optimizer are all one case.
"""

from __future__ import annotations

import functools
import math
import sys
import weakref
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from ..driver import Driver, Training
from ..guard import RATE, Guard
from ..loops.executed import marks
from ..said import OVERRIDDEN, describe
from .check import RateCheck
from .exploded import have_exploded, holds_nan
from .groups import (
    MOMENTA,
    Group,
    as_number,
    first_variable,
    group_rate,
    groups_of,
    is_far,
    is_tensor,
    largest_rate,
    momentum_of,
    name_of,
    own_rate,
)
from .hello import hello

# Marks a class's `step` as wrapped.
MARK = "_lr_tuner_wrapped"
# In place of what a group does not have.
MISSING = object()


class Hooks:
    """Shared by the wrappers of all classes, those of fastai's own optimizers too."""

    def __init__(self, driver: Driver, guard: Guard) -> None:
        self._driver = driver
        self._trainings = Trainings(driver)
        self._check = RateCheck()
        self._rates = Rates(driver)
        self._driving = False
        self._lr: float | None = None
        self._driven: weakref.ref[Any] | None = None
        driver.has_exploded = lambda: bool(guard.run("looking for NaN", self._have_exploded))

    def _have_exploded(self) -> bool:
        error = self._driver.error
        if error is not None and holds_nan(error):
            return True
        optimizer = None if self._driven is None else self._driven()
        return optimizer is not None and have_exploded(groups_of(optimizer))

    def before(self, optimizer: Any) -> None:
        training = self._trainings.find(optimizer)
        self._driving = training is not None and training is self._driver.driven
        self._lr = self._driver.rate() if self._driving else None
        if self._lr is None:
            return
        self._rates.take(optimizer, self._lr)
        if self._driver.is_range_test:
            self._check.before(optimizer, self._lr)

    def after(self, optimizer: Any) -> None:
        used = self._lr
        doubt = None
        if used is not None:
            doubt = self._rates.doubt(optimizer)
            self._rates.give_back()
        if not self._driving:
            self._driver.pass_by()
            return
        self._driven = weakref.ref(optimizer)
        # A fused optimizer is called although its scaler skips the update, and then leaves the weights alone.
        found_inf = getattr(optimizer, "found_inf", None)
        if found_inf is not None and float(found_inf) > 0:
            self._driver.discard()
            return
        if used is not None and self._driver.is_range_test:
            doubt = doubt or self._check.after(optimizer, used)
            if doubt is not None:
                self._driver.end_and_leave("rate-not-applied", doubt)
        self._driver.settle(largest_rate(optimizer) if used is None else used)

    def thrown(self) -> None:
        """A step that throws is no update. The script, which may catch the error, sees its own rate again at once."""
        self._rates.give_back()
        self._driver.discard()

    def zeroed(self, optimizer: Any) -> None:
        """Gradients that are thrown away take no part in the update, nor do their losses (SAM's first pass)."""
        if self._driver.updating:
            self._driver.seen.is_whole = bool(self._driver.seen.losses)
        elif self._trainings.is_driven(optimizer):
            self._driver.discard()


class Trainings:
    """Tells trainings apart by the class of the optimizer and the first variable that it updates."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._known: dict[tuple[str, int], tuple[weakref.ref[Any], Training]] = {}
        self._latest: tuple[weakref.ref[Any], Any, Training] | None = None

    def find(self, optimizer: Any) -> Training | None:
        """None where the optimizer updates nothing."""
        first = first_variable(groups_of(optimizer))
        if first is None:
            return None
        if self._latest is not None and self._latest[0]() is optimizer and self._latest[1] is first:
            return self._latest[2]
        class_name = name_of(optimizer)
        known = self._known.get((class_name, id(first)))
        # A new optimizer on the same variables goes on with the same training. The number alone may be used again.
        if known is not None and known[0]() is first:
            training = known[1]
        else:
            training = self._meet(optimizer, class_name, first)
            self._known[class_name, id(first)] = (weakref.ref(first), training)
        self._latest = (weakref.ref(optimizer), first, training)
        return training

    def is_driven(self, optimizer: Any) -> bool:
        """By the variables, since SAM zeroes the gradients of the optimizer inside it. Before the first update of all
        it may well be the one to drive."""
        return self._latest is None or (
            self._latest[2] is self._driver.driven and self._latest[1] is first_variable(groups_of(optimizer))
        )

    def _meet(self, optimizer: Any, class_name: str, first: Any) -> Training:
        self._driver.greet(lambda: hello(first))
        groups = groups_of(optimizer)
        variables = describe([one for group in groups for one in group["params"]])
        rate = max(self._driver.own_rates or map(own_rate, groups))
        return self._driver.meet(class_name, variables, rate, momentum_of(optimizer), is_shared(first))


class Rates:
    """Rates and momenta of an optimizer's groups: the experiment's during a step, the script's own at all other times,
    so that its schedulers and its "stop when lr < x" see their own numbers."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._ratios: list[float] = []
        self._measured: list[float] | None = None
        self._largest = 1.0
        self._first_momenta: list[Any] = []
        self._taken: list[tuple[Group, str, Any]] = []
        self._set: float = math.nan
        self._last_own: float = math.nan

    def take(self, optimizer: Any, lr: float) -> None:
        groups = groups_of(optimizer)
        if self._measured is not self._driver.own_rates:
            self._measured, self._ratios = self._driver.own_rates, []
        if len(self._ratios) != len(groups):
            self._measure(groups)
        self._notice_own_schedule(groups)
        cycled = self._driver.momentum()
        for index, group in enumerate(groups):
            self._put(group, "lr", lr * self._ratios[index])
            self._hold_momentum(group, index, cycled)
        self._set = lr * self._ratios[0]

    def give_back(self) -> None:
        taken, self._taken = self._taken, []
        for group, name, own in taken:
            if own is MISSING:
                group.pop(name, None)
            elif is_tensor(group[name]) and is_tensor(own):
                # In place: a captured graph knows the rate by its address.
                group[name].copy_(own)
            else:
                group[name] = own

    def doubt(self, optimizer: Any) -> str | None:
        """Why the rate was not used, if the optimizer replaced it on its way."""
        value = groups_of(optimizer)[0].get("lr")
        if is_far(value):
            return None
        now = as_number(value)
        if math.isclose(now, self._set, rel_tol=1e-5):
            return None
        return f"{type(optimizer).__name__} sets its rate by itself: it used {now} where {self._set} was set."

    def _put(self, group: Group, name: str, value: Any) -> None:
        own = group.get(name, MISSING)
        if is_tensor(own):
            self._taken.append((group, name, own.detach().clone()))
            own.fill_(value)
        else:
            self._taken.append((group, name, own))
            group[name] = value

    def _measure(self, groups: Sequence[Group]) -> None:
        """Groups keep their rates in proportion, the largest gets the experiment's. By `initial_lr` where a scheduler
        has left it, since a warm-up starts at 0; times the `lr_scale` of timm's layer decay. Anew for added groups."""
        told = self._driver.own_rates
        rates = told if told and len(told) == len(groups) else [group_rate(group) for group in groups]
        known = len(self._ratios)
        if known == 0:
            self._largest = max((rate for rate in rates if rate > 0), default=1.0)
        added = [rate / self._largest if rate > 0 else 1.0 for rate in rates[known:]]
        self._ratios = [*self._ratios[: len(groups)], *added]
        if known == 0 and len(set(self._ratios)) > 1:
            self._driver.warn(
                "rate-scaled",
                "The script's parameter groups have several rates: the largest is driven, the others in proportion.",
            )

    def _notice_own_schedule(self, groups: Sequence[Group]) -> None:
        value = groups[0].get("lr")
        if is_far(value):
            return
        own = as_number(value)
        if not math.isnan(self._last_own) and own != self._last_own:
            self._driver.warn(*OVERRIDDEN)
        self._last_own = own

    def _hold_momentum(self, group: Group, index: int, cycled: float | None) -> None:
        """The schedule's where it cycles momentum; else the first that was seen: OneCycleLR moves it against a rate
        that is not used."""
        name = next((one for one in MOMENTA if one in group), None)
        own = None if name is None else group[name]
        if index >= len(self._first_momenta):
            self._first_momenta.append(own)
        if cycled is not None:
            if name is None or not own:
                self._driver.warn(
                    "momentum", "The schedule cycles momentum, which the script's optimizer does not have."
                )
                return
            self._put(group, name, (cycled, *own[1:]) if name == "betas" else cycled)
        elif name is not None and not is_tensor(own) and own != self._first_momenta[index]:
            self._driver.warn(
                "momentum", "The script changes its momentum while it trains; it is held where it began."
            )
            if not (isinstance(own, tuple) and any(map(is_tensor, own))):
                self._put(group, name, self._first_momenta[index])


@functools.cache
def hooks_of(driver: Driver, guard: Guard) -> Hooks:
    """One for all optimizers of a process, whatever class they extend."""
    return Hooks(driver, guard)


def install(optimizer_module: ModuleType, driver: Driver, guard: Guard) -> None:
    if driver.numbering is not None:
        driver.numbering.announce()
    watch(optimizer_module.Optimizer, driver, guard)


def watch(optimizer_class: Any, driver: Driver, guard: Guard) -> None:
    """@param optimizer_class what all optimizers of a kind extend"""
    hooks = hooks_of(driver, guard)
    initialize, zero_grad = optimizer_class.__init__, optimizer_class.zero_grad

    @functools.wraps(initialize)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        initialize(self, *args, **kwargs)
        driver.met_optimizer = True
        if not driver.steps:
            driver.optimizers_made.update(marks(sys._getframe()))
        guard.run(RATE, wrap_step, type(self), hooks, driver, guard)

    @functools.wraps(zero_grad)
    def zeroed(self: Any, *args: Any, **kwargs: Any) -> Any:
        guard.run(RATE, hooks.zeroed, self)
        return zero_grad(self, *args, **kwargs)

    optimizer_class.__init__, optimizer_class.zero_grad = __init__, zeroed


def wrap_step(cls: Any, hooks: Hooks, driver: Driver, guard: Guard) -> None:
    step = cls.step
    if hasattr(step, MARK):
        return

    @functools.wraps(step)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        # ZeRO, SAM and subclasses that call super().step: the outermost step is the update.
        if driver.updating or driver.rehearses:
            return step(*args, **kwargs)
        driver.updating = True
        try:
            guard.run(RATE, hooks.before, args[0])
            result = step(*args, **kwargs)
        except BaseException:
            guard.run(RATE, hooks.thrown)
            raise
        finally:
            driver.updating = False
        guard.run(RATE, hooks.after, args[0])
        return result

    setattr(wrapped, MARK, True)
    cls.step = wrapped


def is_shared(variable: Any) -> bool:
    """Whether several processes train it together (Hogwild). On an accelerator every tensor says so of itself."""
    return variable.device.type == "cpu" and bool(variable.is_shared())
