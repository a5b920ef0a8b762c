"""Where Lightning's loggers write: trainings that end before their time are no versions of the user's."""

from __future__ import annotations

import functools
import os
from types import ModuleType
from typing import Any

from ..driver import Driver
from ..guard import Guard

CLASSES = ("CSVLogger", "TensorBoardLogger")


def install(loggers: ModuleType, driver: Driver, guard: Guard) -> None:
    if driver.plan.allow_save or not driver.is_trial:
        return
    for name in CLASSES:
        _log_to(os.path.join(driver.plan.report_folder, "logs"), getattr(loggers, name))


def _log_to(folder: str, cls: Any) -> None:
    initialize = cls.__init__

    @functools.wraps(initialize)
    def __init__(self: Any, save_dir: Any = None, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        initialize(self, folder, *args, **kwargs)

    cls.__init__ = __init__
