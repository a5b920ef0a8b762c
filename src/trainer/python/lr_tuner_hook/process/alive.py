"""Whether a process is there."""

from __future__ import annotations

import os
import sys

if sys.platform == "win32":
    import ctypes

    SYNCHRONIZE = 0x00100000

    def is_alive(pid: int) -> bool:
        handle = ctypes.windll.kernel32.OpenProcess(SYNCHRONIZE, False, pid)
        if not handle:
            return False
        ctypes.windll.kernel32.CloseHandle(handle)
        return True

else:

    def is_alive(pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        # A dead process that nobody has collected yet still answers.
        return state_of(pid) != "Z"

    def state_of(pid: int) -> str | None:
        """Linux's letter for what a process does; None where there is no /proc."""
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
                return file.read().rpartition(")")[2].split()[0]
        except (OSError, IndexError):
            return None
