"""Mixed precision: the loss as it was before `GradScaler` scaled it, and the updates that it skips."""

from __future__ import annotations

import functools
from types import ModuleType
from typing import Any

from ..driver import Driver
from ..guard import Guard
from .loss import UNSCALED

DUTY = "following the gradient scaler"

# A scale that begins at 65,536 halves this often before it is 1, where gradients overflow by themselves.
MOST_SKIPS = 16


def install(grad_scaler: ModuleType, driver: Driver, guard: Guard) -> None:
    cls = grad_scaler.GradScaler
    # The class of torch.cuda.amp inherits both from that of torch.amp.
    if "step" in vars(cls):
        scaler = Scaler(driver)
        cls.scale = scaler.watched_scale(cls.scale, guard)
        cls.step = scaler.watched_step(cls.step, guard)


class Scaler:
    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._skips = 0

    def watched_scale(self, scale: Any, guard: Guard) -> Any:
        @functools.wraps(scale)
        def watched(scaler: Any, outputs: Any) -> Any:
            scaled = scale(scaler, outputs)
            guard.run(DUTY, keep_unscaled, outputs, scaled)
            return scaled

        return watched

    def watched_step(self, step: Any, guard: Guard) -> Any:
        @functools.wraps(step)
        def watched(scaler: Any, optimizer: Any, *args: Any, **kwargs: Any) -> Any:
            before = self._driver.updates
            result = step(scaler, optimizer, *args, **kwargs)
            guard.run(DUTY, self._count, self._driver.updates == before)
            return result

        return watched

    def _count(self, skipped: bool) -> None:
        if not skipped:
            self._skips = 0
            return
        # Nothing was updated, so these losses are not the next update's.
        self._driver.discard()
        self._skips += 1
        if self._skips != MOST_SKIPS:
            return
        which = "every update" if self._driver.updates == 0 else f"{MOST_SKIPS} updates in a row"
        message = f"The gradient scaler skipped {which}."
        self._driver.warn("updates-skipped", message)
        if self._driver.is_range_test:
            # No update will come any more, and so no loss that the host could judge by.
            self._driver.end("diverged", message)


def keep_unscaled(outputs: Any, scaled: Any) -> None:
    if outputs is scaled:
        return
    if hasattr(outputs, "grad_fn"):
        setattr(scaled, UNSCALED, outputs.detach())
    elif isinstance(outputs, (list, tuple)):
        for one, product in zip(outputs, scaled):
            keep_unscaled(one, product)
