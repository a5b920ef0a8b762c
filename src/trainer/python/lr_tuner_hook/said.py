"""What is said alike of every framework: the code of a warning with its sentence, and the names of variables."""

from __future__ import annotations

from typing import Any

OVERRIDDEN = (
    "schedule-overridden",
    "The script changes its learning rate while it trains; this experiment sets the rate instead.",
)
NO_SCORES = ("no-accuracy", "The loss does not keep the scores that an accuracy needs.")


def describe(variables: list[Any]) -> str:
    """By shape: an optimizer does not know its variables' names."""
    shapes = ["×".join(map(str, tuple(one.shape))) or "1" for one in variables]
    shown = ", ".join(shapes[:2])
    return f"{shown} … ({len(shapes)} variables)" if len(shapes) > 2 else shown
