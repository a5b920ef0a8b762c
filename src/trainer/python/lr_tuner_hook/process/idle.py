"""Says where a script waits and does not train: for a request, for an answer, or for a process that is gone."""

from __future__ import annotations

import os
import re
import time
from typing import TYPE_CHECKING

from ..clock import ticks
from .alive import is_alive

if TYPE_CHECKING:
    from ..driver import Driver
    from .place import Place

LOOK_EVERY_S = 5.0
# So long without work. It is no end: a script may wait for its data.
LOOKS_UNTIL_SAID = 4
# Share of a core.
IDLE_LOAD = 0.05

WAITS = (
    "The script waits and has not trained yet. If it trains only when a request or an input comes, stop it, and choose"
    " a script that starts the training itself."
)


class Idle:
    def __init__(self, driver: Driver, place: Place) -> None:
        self._driver = driver
        self._place = place
        self._looked = ticks()
        self._used = time.process_time()
        self._quiet = 0

    def look(self) -> None:
        """To be called often; only the script's own process is looked at."""
        seconds = ticks() - self._looked
        if seconds < LOOK_EVERY_S or self._driver.trained or not self._place.is_first:
            return
        used = time.process_time()
        load = (used - self._used) / seconds
        self._looked, self._used = ticks(), used
        self._quiet = self._quiet + 1 if load < IDLE_LOAD else 0
        # It may wait for others, and they train.
        if self._quiet >= LOOKS_UNTIL_SAID and not has_others(self._driver.plan.report_folder):
            self._driver.warn("script-waits", WAITS)


def has_others(report_folder: str) -> bool:
    """Whether other processes of the run are at work."""
    try:
        found = [re.match(r"\d+", name) for name in os.listdir(report_folder)]
    except OSError:
        # A script may clean up the temporary folder, and the reports with it.
        return False
    pids = {int(one[0]) for one in found if one is not None}
    return any(pid != os.getpid() and is_alive(pid) for pid in pids)
