"""Losses on JAX: those whose gradients a script, or Keras' own train step, takes by `jax.value_and_grad` or `jax.grad`.

What is computed inside of a transformation may not be kept outside of it, so what was seen inside of a loss comes out
beside it, as `has_aux` lets a function's other results come out.
"""

from __future__ import annotations

import functools
import sys
from types import ModuleType
from typing import Any

from ..driver import Driver
from ..guard import Guard

DUTY = "reading the loss"


def traced_by() -> Any:
    """What JAX traces at this place; None where it computes at once. Numbers are kept only where this is the same."""
    return getattr(sys.modules["jax.numpy"].zeros(()), "_trace", None)


class Losses:
    """Losses whose gradients were taken, until an update uses them. Summed, as their gradients are."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._depth = 0
        self._computed_in: Any = None
        self._unscaled: Any = None
        # Correct and counted of the loss that is being computed.
        self.counts: list[tuple[Any, Any]] = []
        self._taken: list[tuple[Any, Any, list[tuple[Any, Any]]]] = []

    def is_computing(self) -> bool:
        """Whether gradients are to be taken of what is computed now, and it can come out beside the loss."""
        return self._depth == 1 and traced_by() is self._computed_in

    def begin(self) -> None:
        self._depth += 1
        if self._depth == 1:
            self.counts.clear()
            self._computed_in, self._unscaled = traced_by(), None

    def end(self) -> tuple[list[tuple[Any, Any]], Any]:
        """What is to come out beside the loss: its counts, and the loss before it was scaled."""
        self._depth -= 1
        if self._depth > 0:
            return [], None
        counts = [one for one in self.counts if not any(map(is_one_of_many, one))]
        self.counts.clear()
        return counts, self._unscaled

    def unscaled(self, loss: Any) -> None:
        if self.is_computing():
            self._unscaled = loss

    def add(self, loss: Any, counts: list[tuple[Any, Any]]) -> None:
        # A gradient inside of a loss is a penalty's.
        if self._depth == 0 and getattr(loss, "shape", None) == () and not is_one_of_many(loss):
            self._driver.instead.add("took-gradients")
            self._taken.append((traced_by(), loss, counts))

    def take(self) -> tuple[Any, list[tuple[Any, Any]]] | None:
        """Loss and counts for the update that is made here; None where no gradient was taken."""
        here = traced_by()
        taken = [(loss, counts) for place, loss, counts in self._taken if place is here]
        self._taken.clear()
        if not taken:
            return None
        return sum(loss for loss, _ in taken), [one for _, counts in taken for one in counts]


def install(jax: ModuleType, losses: Losses, guard: Guard) -> None:
    for name in ("value_and_grad", "grad"):
        setattr(jax, name, _watched(jax, getattr(jax, name), name == "grad", losses, guard))


def _watched(jax: Any, original: Any, drops_loss: bool, losses: Losses, guard: Guard) -> Any:
    derive = jax.value_and_grad

    @functools.wraps(original)
    def derived(fun: Any, argnums: Any = 0, has_aux: bool = False, **options: Any) -> Any:
        @functools.wraps(fun)
        def computing(*args: Any, **kwargs: Any) -> Any:
            seen: Any = ([], None)
            guard.run(DUTY, losses.begin)
            try:
                result = fun(*args, **kwargs)
            finally:
                seen = guard.run(DUTY, losses.end) or seen
            loss, rest = result if has_aux else (result, None)
            return loss, (rest, *seen)

        gradients_of = derive(computing, argnums, True, **options)

        @functools.wraps(fun)
        def taking(*args: Any, **kwargs: Any) -> Any:
            (loss, (rest, counts, unscaled)), gradients = gradients_of(*args, **kwargs)
            guard.run(DUTY, losses.add, loss if unscaled is None else unscaled, counts)
            if drops_loss:
                return (gradients, rest) if has_aux else gradients
            return ((loss, rest) if has_aux else loss), gradients

        return taking

    return derived


def is_one_of_many(value: Any) -> bool:
    """Inside of `vmap`, where each is computed for a whole batch."""
    # JAX keeps the class to itself.
    return type(value).__name__ == "BatchTracer"
