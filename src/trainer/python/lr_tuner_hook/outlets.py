"""The ways out of a process: a file in the run's folder, or what it prints where that folder is on another machine.

A file each, since appending by several processes is not atomic on Windows, and since the file's name then tells who
speaks. A file and no socket: it needs no listener, survives `torchrun` and fork, and never blocks the training.
"""

from __future__ import annotations

import os
import select
from typing import Protocol

from .opened import Opened, make_own_folder, write_all
from .process.alive import is_alive

STDOUT = 1
# So much the system writes to a pipe as one piece, whoever else writes to it; 512 is POSIX's least.
WHOLE_BYTES: int = getattr(select, "PIPE_BUF", 512)


class Outlet(Protocol):
    def write(self, lines: str) -> None:
        """Whole lines. Raises OSError where they cannot be written."""

    def fork(self) -> None:
        """In a forked child, whose lines must not land among its parent's."""

    def is_lost(self) -> bool:
        """Whether what was written has to be written anew, though there is nothing to add."""


class ReportFile:
    """A file of this process's own in the run's private folder."""

    def __init__(self, folder: str, host: int) -> None:
        self._folder = folder
        self._host = host
        self._opened: Opened | None = None

    def write(self, lines: str) -> None:
        if self._opened is None or not self._opened.is_still():
            self._opened = self._file()
        elif self._opened.is_unlinked():
            self._opened = self._made_anew(self._opened)
        write_all(self._opened.descriptor, lines)

    def fork(self) -> None:
        self._opened = None

    def is_lost(self) -> bool:
        return self._opened is not None and self._opened.is_unlinked()

    def _file(self) -> Opened:
        place = os.path.join(self._folder, f"{os.getpid()}.ndjson")
        flags = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        return Opened(os.open(place, os.O_RDWR | os.O_CREAT | os.O_APPEND | flags, 0o600))

    def _made_anew(self, gone: Opened) -> Opened:
        """The script has emptied the temporary folder: the host goes on reading where it stood, in a copy."""
        if not is_alive(self._host):
            return gone
        make_own_folder(self._folder)
        opened = self._file()
        write_all(opened.descriptor, gone.content())
        os.close(gone.descriptor)
        return opened


class MarkedOutput:
    """Lines of the script's output behind a mark, which whatever passes the output on (`srun`, `kubectl logs`, `ssh`)
    brings to the host. It takes them out again."""

    def __init__(self, marker: str, machine: str) -> None:
        self._marker = marker
        self._machine = machine
        # The script may close its output, and the system then gives the number to a file of the script's.
        self._opened = Opened(os.dup(STDOUT))

    def write(self, lines: str) -> None:
        if not self._opened.is_still():
            raise OSError("the script has closed its output")
        # The script may stand in the middle of a line of its own.
        start = f"\n{self._marker}:{self._machine}-{os.getpid()} "
        together = ""
        for line in lines.splitlines():
            if together and len(together) + len(start) + len(line) >= WHOLE_BYTES:
                write_all(self._opened.descriptor, together)
                together = ""
            together += f"{start}{line}\n"
        write_all(self._opened.descriptor, together)

    def fork(self) -> None:
        """The line tells who speaks."""

    def is_lost(self) -> bool:
        return False
