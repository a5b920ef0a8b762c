"""The loss under TensorFlow: what a tape takes the gradients of."""

from __future__ import annotations

import functools
import sys
from types import ModuleType
from typing import Any

from ..guard import Guard
from .graph import GraphClock

DUTY = "reading the loss"


def install(backprop: ModuleType, clock: GraphClock, guard: Guard) -> None:
    tape_class: Any = backprop.GradientTape
    gradient = tape_class.gradient

    @functools.wraps(gradient)
    def watched(self: Any, target: Any, sources: Any, *args: Any, **kwargs: Any) -> Any:
        result = gradient(self, target, sources, *args, **kwargs)
        guard.run(DUTY, look, clock, target, sources)
        return result

    tape_class.gradient = watched


def look(clock: GraphClock, target: Any, sources: Any) -> None:
    clock.gradient(target, sys.modules["tensorflow"].nest.flatten(sources))
