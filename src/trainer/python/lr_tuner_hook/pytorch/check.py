"""Whether an optimizer uses the rate that it is given: some compute their own whatever their group says.

Seen from outside, without an update of our own: while the rates of a ramp are small, weights hardly move and gradients
stay what they were, so an update at 100 times the rate is about 100 times as large. Where neither this nor 1,000 or
10,000 times the rate makes it 3 times as large, the rate is not what decides. (Adagrad's own decay over a very long
ramp hides the first two.)
"""

from __future__ import annotations

from typing import Any

from .groups import groups_of

FACTORS = (100.0, 1_000.0, 10_000.0)
LEAST_GROWTH = 3.0

# Enough elements to be no chance, few enough to cost nothing.
FEWEST, MOST = 2, 100_000


class RateCheck:
    def __init__(self) -> None:
        self._variable: Any = None
        self._before: Any = None
        self._first_rate: float | None = None
        self._first_change = 0.0
        self._factors = list(FACTORS)

    def before(self, optimizer: Any, lr: float) -> None:
        self._before = None
        if not self._factors:
            return
        if self._first_rate is None:
            self._variable = smallest(optimizer)
            if self._variable is None:
                self._factors = []
                return
        elif lr < self._first_rate * self._factors[0]:
            return
        self._before = self._variable.detach().clone()

    def after(self, optimizer: Any, lr: float) -> str | None:
        """What is to be said where the rate is not used."""
        if self._before is None:
            return None
        change = float((self._variable.detach() - self._before).abs().sum())
        self._before = None
        if self._first_rate is None:
            self._first_rate, self._first_change = lr, change
            # Too small to show in the weights' precision, or not finite: the rate may well be used.
            if not 0 < change < float("inf"):
                self._factors = []
            return None
        self._factors = self._factors[1:]
        if not 0 < change < LEAST_GROWTH * self._first_change:
            self._factors = []
            return None
        if self._factors:
            return None
        name, first = type(optimizer).__name__, self._first_rate
        return f"{name} moves the weights about as far at a rate of {lr:g} as at {first:g}."


def smallest(optimizer: Any) -> Any:
    """None where no variable will do. A decay that does not go by the rate would move weights at any rate."""
    found = None
    for group in groups_of(optimizer):
        if group.get("weight_decay"):
            return None
        for variable in group["params"]:
            size = variable.numel()
            is_fit = FEWEST <= size <= MOST and getattr(variable, "grad", None) is not None
            if is_fit and (found is None or size < found.numel()):
                found = variable
    return found
