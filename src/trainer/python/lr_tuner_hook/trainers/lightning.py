"""Lightning: what its Trainer knows. Its updates are those of PyTorch's optimizers, made inside `Trainer.fit`."""

from __future__ import annotations

import functools
import math
import weakref
from types import ModuleType
from typing import Any

from ..driver import Driver
from ..guard import Guard
from .told import Length, is_stopped_by, length, validation_of

DUTY = "following Lightning's Trainer"

# By them a training ends early, or an epoch gets another number of updates.
LEAVE_OPEN = ("EarlyStopping", "Timer", "GradientAccumulationScheduler")


def install(call: ModuleType, driver: Driver, guard: Guard) -> None:
    """`call` is the module through which every event of a Trainer goes."""
    module: Any = call
    fits = Fits(driver)
    driver.tells_length.append(lambda batches: guard.run(DUTY, fits.length, batches))
    original = module._call_callback_hooks

    @functools.wraps(original)
    def called(trainer: Any, hook_name: str, *args: Any, **kwargs: Any) -> Any:
        guard.run(DUTY, fits.hear, trainer, hook_name)
        return original(trainer, hook_name, *args, **kwargs)

    module._call_callback_hooks = called


class Fits:
    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        # The one inside whose `fit` the script is.
        self._trainer: weakref.ref[Any] | None = None

    def hear(self, trainer: Any, event: str) -> None:
        if event == "on_train_start":
            self._trainer = weakref.ref(trainer)
        elif event == "on_train_end":
            self._trainer = None
        elif event == "on_validation_end" and not trainer.sanity_checking:
            self._driver.tell_validation(validation_of(trainer.callback_metrics))

    def length(self, batches: int) -> Length | None:
        """@param batches seen between two updates of the driven optimizer"""
        trainer = None if self._trainer is None else self._trainer()
        if trainer is None:
            return None
        is_automatic = trainer.lightning_module.automatic_optimization
        together = trainer.accumulate_grad_batches if is_automatic else batches
        all_batches = trainer.num_training_batches
        per_epoch = math.ceil(all_batches / together) if math.isfinite(all_batches) else None
        if is_stopped_by(trainer.callbacks, LEAVE_OPEN):
            return Length(together, per_epoch, None, None)
        # Of manual updates the Trainer counts those of each optimizer.
        if is_automatic:
            updates = trainer.estimated_stepping_batches
        elif trainer.max_steps != -1 or trainer.max_epochs is None or per_epoch is None:
            updates = -1
        else:
            updates = per_epoch * trainer.max_epochs
        return length(together, per_epoch, int(updates) if 0 < updates < math.inf else None)
