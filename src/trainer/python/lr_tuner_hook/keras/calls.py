"""When the updates of a graph are read: after each call of a `tf.function` from outside of any other."""

from __future__ import annotations

import functools
from types import ModuleType
from typing import Any

from ..guard import RATE, Guard
from .graph import GraphClock


def install(functions: ModuleType, clock: GraphClock, guard: Guard) -> None:
    function_class: Any = functions.Function
    call = function_class.__call__
    inside = False

    @functools.wraps(call)
    def called(self: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal inside
        if inside:
            return call(self, *args, **kwargs)
        inside = True
        try:
            result = call(self, *args, **kwargs)
        finally:
            inside = False
        guard.run(RATE, clock.read_when_due)
        return result

    function_class.__call__ = called
