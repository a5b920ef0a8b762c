"""Numbers the trainings of all processes of a run, in the order in which they begin: one number names one training.

A number is taken by making its file in the report folder, which succeeds once. Processes that start side by side begin
in the order in which they were made, not as chance has it.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress

from ..clock import rest, ticks
from .alive import is_alive

# How long one that was made later lets those before it begin first; they may never train.
LONGEST_WAIT_S = 3.0
LOOK_EVERY_S = 0.02

MARK = re.compile(r"starts-(\d+)-\d+$")


class Numbering:
    def __init__(self, folder: str, is_first: bool) -> None:
        self._folder = folder
        # The process that the host started: it waits for none, and none waits for it.
        self._is_first = is_first
        self._taken = 0
        self._has_begun = False

    def fork(self) -> None:
        self._is_first = self._has_begun = False

    def announce(self) -> None:
        """This process may train soon."""
        if not self._is_first and not self._has_begun:
            self._make(self._mark())

    def withdraw(self) -> None:
        """It trains by now, or never will."""
        if not self._is_first:
            with suppress(OSError):
                os.unlink(os.path.join(self._folder, self._mark()))

    def next(self) -> int:
        """The number of a training that begins."""
        if not self._has_begun and not self._is_first:
            until = ticks() + LONGEST_WAIT_S
            while ticks() < until and self._earlier_are_starting():
                rest(LOOK_EVERY_S)
        self._has_begun = True
        self._taken += 1
        while not self._make(f"training-{self._taken}"):
            self._taken += 1
        self.withdraw()
        return self._taken

    def _earlier_are_starting(self) -> bool:
        try:
            names = os.listdir(self._folder)
        except OSError:
            # A script may clean up the temporary folder: then each process counts its own.
            return False
        pids = [int(found[1]) for found in map(MARK.match, names) if found is not None]
        return any(pid < os.getpid() and is_alive(pid) for pid in pids)

    def _make(self, name: str) -> bool:
        """False where another has made it."""
        try:
            os.close(os.open(os.path.join(self._folder, name), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            return False
        except OSError:
            return True
        return True

    def _mark(self) -> str:
        return f"starts-{os.getpid()}-0"
