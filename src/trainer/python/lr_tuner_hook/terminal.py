"""A run has no terminal, but scripts that draw a progress bar ask for its size, and fail where they get none."""

from __future__ import annotations

import functools
import os
from typing import Any

COLUMNS, LINES = 80, 24


def install() -> None:
    module: Any = os
    module.get_terminal_size = _with_usual_size(os.get_terminal_size)
    module.popen = _with_stty(os.popen)


def _with_usual_size(original: Any) -> Any:
    @functools.wraps(original)
    def size(*args: Any, **kwargs: Any) -> os.terminal_size:
        try:
            measured: os.terminal_size = original(*args, **kwargs)
        except OSError:
            return os.terminal_size((COLUMNS, LINES))
        return measured

    return size


def _with_stty(original: Any) -> Any:
    """The progress bar of pytorch-cifar, which hundreds of scripts have copied, asks so as it is imported."""

    @functools.wraps(original)
    def popen(cmd: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(cmd, str) and cmd.split() == ["stty", "size"] and os.name == "posix":
            cmd = f"stty size 2>/dev/null || echo {LINES} {COLUMNS}"
        return original(cmd, *args, **kwargs)

    return popen
