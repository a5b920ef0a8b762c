"""Hugging Face's Trainer: what it knows, and its checkpoints, which are whole folders that it rotates itself."""

from __future__ import annotations

import functools
import math
import os
from types import ModuleType
from typing import Any

from ..driver import Driver
from ..guard import Guard
from .told import Length, is_stopped_by, length, validation_of

DUTY = "following Hugging Face's Trainer"

LEAVE_OPEN = ("EarlyStoppingCallback",)
# What writes into the script's output folder, or publishes it.
SAVES = ("_save_checkpoint", "save_model", "save_state", "save_metrics", "create_model_card", "push_to_hub")
# Where a Trainer that logs for TensorBoard does so.
LOGS_VARIABLE = "TENSORBOARD_LOGGING_DIR"


def install(trainer: ModuleType, driver: Driver, guard: Guard) -> None:
    cls: Any = getattr(trainer, "Trainer")  # noqa: B009
    trains = Trains(driver)
    driver.tells_length.append(lambda batches: guard.run(DUTY, trains.length, batches))
    cls.train = trains.watched_train(cls.train)
    cls.evaluate = trains.watched_evaluate(cls.evaluate, guard)
    if driver.plan.allow_save:
        return
    for name in SAVES:
        if hasattr(cls, name):
            setattr(cls, name, trains.skipped(getattr(cls, name), guard))
    if driver.is_trial:
        os.environ.setdefault(LOGS_VARIABLE, os.path.join(driver.plan.report_folder, "logs"))


class Trains:
    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        # Those inside whose `train` the script is.
        self._trainers: list[Any] = []

    def watched_train(self, train: Any) -> Any:
        @functools.wraps(train)
        def watched(trainer: Any, *args: Any, **kwargs: Any) -> Any:
            self._trainers.append(trainer)
            try:
                return train(trainer, *args, **kwargs)
            finally:
                self._trainers.pop()

        return watched

    def watched_evaluate(self, evaluate: Any, guard: Guard) -> Any:
        @functools.wraps(evaluate)
        def watched(trainer: Any, *args: Any, **kwargs: Any) -> Any:
            metrics = evaluate(trainer, *args, **kwargs)
            guard.run(DUTY, self._tell, metrics)
            return metrics

        return watched

    def _tell(self, metrics: Any) -> None:
        self._driver.tell_validation(validation_of(metrics))

    def skipped(self, save: Any, guard: Guard) -> Any:
        @functools.wraps(save)
        def skip(trainer: Any, *args: Any, **kwargs: Any) -> None:
            guard.run(DUTY, self._say_skipped, trainer)

        return skip

    def _say_skipped(self, trainer: Any) -> None:
        if self._driver.leads and not self._driver.ended:
            path = os.path.abspath(trainer.args.output_dir)
            self._driver.report.send({"type": "phase", "phase": "save-skipped", "path": path})

    def length(self, batches: int) -> Length | None:
        if not self._trainers:
            return None
        trainer = self._trainers[-1]
        handler = trainer.callback_handler
        together = trainer.args.gradient_accumulation_steps
        try:
            all_batches = len(handler.train_dataloader)
        except TypeError:
            # A stream.
            per_epoch = None
        else:
            per_epoch = math.ceil(all_batches / together)
        if is_stopped_by(handler.callbacks, LEAVE_OPEN):
            return Length(together, per_epoch, None, None)
        return length(together, per_epoch, trainer.state.max_steps if trainer.state.max_steps > 0 else None)
