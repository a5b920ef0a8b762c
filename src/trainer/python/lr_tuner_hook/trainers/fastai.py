"""fastai: its own optimizers, and what its Learner knows of the training that it runs."""

from __future__ import annotations

import functools
import inspect
import math
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Callable

from .. import loading
from ..driver import Driver
from ..guard import RATE, Guard
from ..pytorch.optimizer import watch
from .told import Length, is_stopped_by, validation_of

DUTY = "following fastai's Learner"

# By them a training ends early, or an epoch is not whole.
LEAVE_OPEN = ("EarlyStoppingCallback", "ShortEpochCallback")
# They set the highest rate of their schedule before they fit.
SCHEDULED = ("fit_one_cycle", "fit_flat_cos", "fit_sgdr")


def install(learner: ModuleType, driver: Driver, guard: Guard) -> None:
    """`learner` is the module of the Learner, to which those of the callbacks add `fit_one_cycle` and others."""
    cls: Any = getattr(learner, "Learner")  # noqa: B009
    guard.run(RATE, watch, sys.modules["fastai.optimizer"].Optimizer, driver, guard)
    fits = Fits(driver, guard)
    driver.tells_length.append(lambda batches: guard.run(DUTY, fits.length, batches))
    cls.fit = fits.watched_fit(cls.fit)
    cls._do_fit = within(cls._do_fit, fits.training)
    cls._do_epoch_validate = fits.watched_validate(cls._do_epoch_validate)
    cls.get_preds = within(cls.get_preds, fits.predicting)

    def watch_schedules(_schedule: ModuleType) -> None:
        cls.lr_find = within(cls.lr_find, fits.looking_for_rate)
        cls.fine_tune = within(cls.fine_tune, fits.fine_tuning)
        for name in SCHEDULED:
            setattr(cls, name, within(getattr(cls, name), fits.scheduling))

    def after(name: str, patch: Callable[[ModuleType], None]) -> None:
        loading.after(name, lambda module: guard.run(DUTY, patch, module))

    after("fastai.callback.schedule", watch_schedules)
    if driver.is_trial and not driver.plan.allow_save:
        after("fastai.callback.progress", functools.partial(log_to, driver.plan.report_folder))


class Fits:
    def __init__(self, driver: Driver, guard: Guard) -> None:
        self._driver = driver
        self._guard = guard
        # Those that train, the innermost last.
        self._learners: list[Any] = []
        # Of a `fine_tune`, which fits twice: frozen, then all.
        self._epochs: int | None = None
        self._is_scheduled = self._predicts = False

    def watched_fit(self, fit: Any) -> Any:
        @functools.wraps(fit)
        def watched(learner: Any, *args: Any, **kwargs: Any) -> Any:
            self._guard.run(DUTY, self._begin, learner)
            return fit(learner, *args, **kwargs)

        return watched

    def _begin(self, learner: Any) -> None:
        """Its groups may be thawed since the last, with rates in other proportions."""
        if not self._driver.rehearses:
            hypers = learner.opt.hypers if self._is_scheduled else ()
            self._driver.own_rates = [float(hyper["lr"]) for hyper in hypers]

    @contextmanager
    def training(self, learner: Any, **_arguments: Any) -> Iterator[None]:
        self._learners.append(learner)
        try:
            yield
        finally:
            self._learners.pop()

    @contextmanager
    def fine_tuning(
        self, _learner: Any, epochs: Any, freeze_epochs: Any, **_arguments: Any
    ) -> Iterator[None]:
        is_known = isinstance(epochs, int) and isinstance(freeze_epochs, int)
        self._epochs = epochs + freeze_epochs if is_known else None
        try:
            yield
        finally:
            self._epochs = None

    @contextmanager
    def scheduling(self, _learner: Any, **_arguments: Any) -> Iterator[None]:
        self._is_scheduled = True
        try:
            yield
        finally:
            self._is_scheduled = False

    @contextmanager
    def looking_for_rate(self, _learner: Any, **_arguments: Any) -> Iterator[None]:
        """fastai's own range test takes its updates back."""
        self._driver.rehearses = True
        try:
            yield
        finally:
            self._driver.rehearses = False

    @contextmanager
    def predicting(self, _learner: Any, **_arguments: Any) -> Iterator[None]:
        """By the loop of an evaluation."""
        before = self._predicts, self._driver.tells_of_validation
        self._predicts = self._driver.tells_of_validation = True
        try:
            yield
        finally:
            self._predicts, self._driver.tells_of_validation = before

    def watched_validate(self, validate: Any) -> Any:
        @functools.wraps(validate)
        def watched(learner: Any, *args: Any, **kwargs: Any) -> Any:
            result = validate(learner, *args, **kwargs)
            self._guard.run(DUTY, self._tell, learner)
            return result

        return watched

    def _tell(self, learner: Any) -> None:
        recorder = getattr(learner, "recorder", None)
        if self._driver.rehearses or self._predicts or recorder is None:
            return
        seen = {f"valid_{one.name}": one.value for one in (*learner.metrics, recorder.loss)}
        if "valid_error_rate" in seen:
            seen.setdefault("valid_accuracy", 1 - float(seen["valid_error_rate"]))
        self._driver.tell_validation(validation_of(seen))

    def length(self, batches: int) -> Length | None:
        """@param batches seen between two updates of the driven optimizer"""
        if not self._learners:
            return None
        learner = self._learners[-1]
        callbacks = list(learner.cbs)
        if is_stopped_by(callbacks, LEAVE_OPEN):
            return Length(batches, None, None, None)
        skipped = max((getattr(one, "_skip_to", 0) for one in callbacks), default=0)
        epochs = learner.n_epoch - skipped if self._epochs is None else self._epochs
        try:
            return Length(batches, math.ceil(len(learner.dls.train) / batches), epochs, None)
        except TypeError:
            # A stream.
            return Length(batches, None, epochs, None)


def within(method: Any, context: Any) -> Any:
    """The method, called inside a context that is made of the arguments that it gets."""
    signature = inspect.signature(method)

    @functools.wraps(method)
    def wrapped(learner: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            bound = signature.bind(learner, *args, **kwargs)
        except TypeError:
            # It says itself what is wrong with them.
            return method(learner, *args, **kwargs)
        bound.apply_defaults()
        given = {name: value for name, value in bound.arguments.items() if name != "self"}
        with context(learner, **given):
            return method(learner, *args, **kwargs)

    return wrapped


def log_to(folder: str, progress: ModuleType) -> None:
    """The short trainings of a range test are no history of the user's."""
    cls: Any = getattr(progress, "CSVLogger")  # noqa: B009
    begin = cls.before_fit

    @functools.wraps(begin)
    def before_fit(self: Any) -> None:
        place = os.path.join(folder, "logs", os.path.basename(self.fname))
        os.makedirs(os.path.dirname(place), exist_ok=True)
        self.fname = type(self.fname)(place)
        begin(self)

    cls.before_fit = before_fit
