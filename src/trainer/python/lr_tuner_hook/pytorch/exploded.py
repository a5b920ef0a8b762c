"""Numbers that are none any more: functions that check their input, such as a binary cross-entropy, then throw before
there is a loss to see."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from .groups import Group

# No weight of a training that works is as large, and in half precision it is infinite.
LARGEST_WEIGHT = 1e10
# Calls above the error whose values are looked at: the function that checks, and what handed it over.
MOST_CALLS = 8


def have_exploded(groups: Sequence[Group]) -> bool:
    weights = [weight.detach() for group in groups for weight in group["params"]]
    # No comparison holds for NaN.
    return not all(float(weight.abs().max()) <= LARGEST_WEIGHT for weight in weights if weight.numel() > 0)


def holds_nan(error: BaseException) -> bool:
    """Whether it was thrown over a tensor with NaN. An infinity may be a mask's."""
    frames = []
    trace = error.__traceback__
    while trace is not None:
        frames.append(trace.tb_frame)
        trace = trace.tb_next
    tensor: Any = sys.modules["torch"].Tensor
    return any(
        isinstance(value, tensor) and value.is_floating_point() and bool(value.isnan().any())
        for frame in frames[-MOST_CALLS:]
        for value in list(frame.f_locals.values())
    )
