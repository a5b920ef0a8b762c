"""Ultralytics: what its trainer knows. Its updates are those of PyTorch's optimizers, in a loop of its own."""

from __future__ import annotations

import functools
import math
import os
from pathlib import Path
from types import ModuleType
from typing import Any

from ..driver import Driver
from ..guard import Guard
from .told import Length, Validation

DUTY = "following Ultralytics' trainer"


def install(trainer: ModuleType, driver: Driver, guard: Guard) -> None:
    module: Any = trainer
    cls = module.BaseTrainer
    runs = Runs(driver, guard)
    driver.tells_length.append(lambda batches: guard.run(DUTY, runs.length, batches))
    cls._do_train = runs.watched_train(cls._do_train)
    cls.validate = runs.watched_validate(cls.validate)
    if driver.is_trial and not driver.plan.allow_save:
        # The short trainings of a range test are no runs of the user's.
        folder = Path(driver.plan.report_folder) / "logs"
        module.get_save_dir = lambda args, name=None: folder / (name or str(os.getpid()))


class Runs:
    def __init__(self, driver: Driver, guard: Guard) -> None:
        self._driver = driver
        self._guard = guard
        # Those that train, the innermost last.
        self._trainers: list[Any] = []

    def watched_train(self, train: Any) -> Any:
        @functools.wraps(train)
        def watched(trainer: Any, *args: Any, **kwargs: Any) -> Any:
            # A part of a detector's loss looks like that of a classifier.
            before, self._driver.tells_of_validation = self._driver.tells_of_validation, True
            self._trainers.append(trainer)
            try:
                return train(trainer, *args, **kwargs)
            finally:
                self._trainers.pop()
                self._driver.tells_of_validation = before

        return watched

    def watched_validate(self, validate: Any) -> Any:
        @functools.wraps(validate)
        def watched(trainer: Any, *args: Any, **kwargs: Any) -> Any:
            result = validate(trainer, *args, **kwargs)
            self._guard.run(DUTY, self._tell, result)
            return result

        return watched

    def _tell(self, result: Any) -> None:
        metrics = (result[0] if isinstance(result, tuple) else result) or {}
        losses = [
            float(value) for name, value in metrics.items() if name.startswith("val/") and "loss" in name
        ]
        accuracy = metrics.get("metrics/accuracy_top1")
        self._driver.tell_validation(
            Validation(sum(losses) if losses else None, None if accuracy is None else float(accuracy))
        )

    def length(self, _batches: int) -> Length | None:
        """It accumulates more and more batches while it warms up, then as many as make up its nominal batch."""
        if not self._trainers:
            return None
        trainer = self._trainers[-1]
        args, batches = trainer.args, len(trainer.train_loader)
        together = min(max(round(args.nbs / trainer.batch_size), 1), batches * trainer.epochs)
        may_end_early = bool(getattr(args, "time", None)) or 0 < (args.patience or 0) < trainer.epochs
        epochs = None if may_end_early else trainer.epochs - trainer.start_epoch
        return Length(together, math.ceil(batches / together), epochs, None)
