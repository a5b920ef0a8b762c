"""Early stopping: the loss stands still at the low rates of a ramp, which would end it before it shows anything."""

from __future__ import annotations

import functools
from types import ModuleType
from typing import Any

from .driver import Driver
from .guard import Guard

# Classes of trainers' callbacks, and the method by which each may end the training.
CHECKS = (
    # Lightning
    ("EarlyStopping", "_run_early_stopping_check"),
    # Hugging Face
    ("EarlyStoppingCallback", "on_evaluate"),
    # fastai
    ("EarlyStoppingCallback", "after_epoch"),
)


def install(callbacks: ModuleType, driver: Driver, _guard: Guard) -> None:
    if not driver.is_range_test:
        return
    for name, method in CHECKS:
        cls: Any = getattr(callbacks, name, None)
        if method in vars(cls or object):
            setattr(cls, method, _ignored(getattr(cls, method), driver))


def _ignored(check: Any, driver: Driver) -> Any:
    @functools.wraps(check)
    def watched(*args: Any, **kwargs: Any) -> Any:
        if driver.ended:
            return check(*args, **kwargs)
        say_ignored(driver)
        return None

    return watched


def say_ignored(driver: Driver) -> None:
    driver.warn("early-stopping-ignored", "The range test ignores early stopping.")
