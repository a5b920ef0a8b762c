"""Time as it goes on, whatever is set or put in its place.

The machine's clock may be set at any moment, and a script may replace `time.monotonic` and `time.sleep`, as freezegun
does: without their real selves a wait of ours would never end, or would keep a core busy.
"""

from __future__ import annotations

import time


class _Real:
    # In a class, since freezegun goes through the names of modules.
    monotonic = staticmethod(time.monotonic)
    sleep = staticmethod(time.sleep)


def ticks() -> float:
    """Seconds since some moment; they only go forward."""
    return _Real.monotonic()


def rest(seconds: float) -> None:
    _Real.sleep(seconds)
