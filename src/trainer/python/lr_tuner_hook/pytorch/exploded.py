"""Weights that are none any more: functions that check their input, such as a binary cross-entropy, then throw before
there is a loss to see."""

from __future__ import annotations

from typing import Any

# No weight of a training that works is as large, and in half precision it is infinite.
LARGEST_WEIGHT = 1e10


def have_exploded(groups: list[dict[str, Any]]) -> bool:
    weights = [weight.detach() for group in groups for weight in group["params"]]
    # No comparison holds for NaN.
    return not all(float(weight.abs().max()) <= LARGEST_WEIGHT for weight in weights if weight.numel() > 0)
