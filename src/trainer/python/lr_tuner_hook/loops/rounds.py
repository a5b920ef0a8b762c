"""How many rounds a loop over a range makes, also behind a progress bar."""

from __future__ import annotations

import ast
import sys
from types import FrameType
from typing import Any

from .ending_early import may_end_early
from .executed import is_own
from .settled import Settled, UnsettledError, changed_in
from .source import Loop, name_called

# Around an iterable they give each of its elements once.
TRANSPARENT = ("tqdm", "trange", "enumerate", "track", "progress_bar", "master_bar", "iter")


def rounds(frame: FrameType, loop: Loop) -> int | None:
    # One that stops early, say where it learns no more, has no number of rounds before its end.
    if not isinstance(loop, ast.For) or may_end_early(loop, Settled(frame), frame.f_lineno):
        return None
    try:
        return _length(loop.iter, Settled(frame, changed_in(loop)))
    except UnsettledError:
        return None


def _length(iterable: ast.expr, settled: Settled) -> int | None:
    name = name_called(iterable)
    if isinstance(iterable, ast.Call) and name in TRANSPARENT and iterable.args:
        # The script may have a function of that name.
        if is_own(_file_of(settled.value(iterable.func))):
            return None
        if name == "trange":
            return len(range(*(settled.value(argument) for argument in iterable.args)))
        return _length(iterable.args[0], settled)
    value = settled.value(iterable)
    return len(value) if isinstance(value, range) or _is_bar(value) else None


def _is_bar(value: Any) -> bool:
    return type(value).__module__.split(".")[0] == "tqdm"


def _file_of(value: Any) -> str:
    """Where a class or a function is from; "" for Python's own."""
    module = sys.modules.get(str(getattr(value, "__module__", "")))
    return getattr(module, "__file__", None) or ""
