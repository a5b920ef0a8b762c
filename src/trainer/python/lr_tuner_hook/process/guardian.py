"""No orphans, even where the host was killed and could not clean up: a daemon thread looks whether it is still there.

It also writes the rows that a pause in the training left unwritten, so that the chart keeps up.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import warnings

from ..clock import rest
from ..report import Report
from .alive import is_alive
from .idle import Idle

LOOK_EVERY_S = 0.25


class Guardian:
    def __init__(self, host: int | None, report: Report, idle: Idle) -> None:
        self._report = report
        self._idle = idle
        # In a container the host's number names nobody, or somebody else: then only the parent is watched.
        self._host = host if host is not None and is_alive(host) else None
        self._ends_group = not shares_group_with(self._host)
        self._runs = False

    def ensure(self) -> None:
        if self._runs:
            return
        self._runs = True
        if sys.version_info >= (3, 12):
            # Our thread must not make Python complain about the script's forks, which under -W error would fail.
            warnings.filterwarnings(
                "ignore", r"This process \(pid=\d+\) is multi-threaded", DeprecationWarning
            )
        parent = os.getppid()
        threading.Thread(target=self._watch, args=(parent,), daemon=True, name="lr-tuner-guardian").start()

    def fork(self) -> None:
        """A thread does not survive a fork. A loader's worker goes with the group; a child that trains starts anew."""
        self._runs = False

    def _watch(self, parent: int) -> None:
        wait = host_waiter(self._host)
        while wait(LOOK_EVERY_S):
            self._report.flush()
            self._idle.look()
            # torchrun puts its workers into sessions of their own, which the host's kill of a group does not reach.
            if os.getppid() != parent:
                self._report.abandon()
                end(whole_group=leads_its_group())
        self._report.abandon()
        # The group is the one that the host made: else `bash a.sh` would go on with its next line.
        end(whole_group=self._ends_group)


if sys.platform == "win32":
    import ctypes

    SYNCHRONIZE = 0x00100000
    WAIT_TIMEOUT = 0x102

    class HostWaiter:
        """Windows gives no orphan a new parent, and its `kill(pid, 0)` sends Ctrl-C: wait on a handle instead."""

        def __init__(self, pid: int) -> None:
            self._handle = ctypes.windll.kernel32.OpenProcess(SYNCHRONIZE, False, pid)

        def __call__(self, seconds: float) -> bool:
            waited: int = ctypes.windll.kernel32.WaitForSingleObject(self._handle, int(seconds * 1000))
            return waited == WAIT_TIMEOUT

    def leads_its_group() -> bool:
        return False

    def shares_group_with(pid: int | None) -> bool:
        return True

    def end(whole_group: bool) -> None:
        os._exit(1)

else:

    class HostWaiter:
        def __init__(self, pid: int) -> None:
            self._pid = pid

        def __call__(self, seconds: float) -> bool:
            rest(seconds)
            return is_alive(self._pid)

    def leads_its_group() -> bool:
        return os.getpgrp() == os.getpid()

    def shares_group_with(pid: int | None) -> bool:
        """Then the group is not the run's but that of whoever started the host."""
        try:
            return pid is not None and os.getpgid(pid) == os.getpgrp()
        except OSError:
            return False

    def end(whole_group: bool) -> None:
        if whole_group:
            os.killpg(os.getpgrp(), signal.SIGKILL)
        os._exit(1)


class NoHost:
    def __call__(self, seconds: float) -> bool:
        rest(seconds)
        return True


def host_waiter(host: int | None) -> HostWaiter | NoHost:
    return NoHost() if host is None else HostWaiter(host)
