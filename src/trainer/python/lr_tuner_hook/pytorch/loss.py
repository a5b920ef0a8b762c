"""Loss and accuracy of the update to come: every loop calls `backward`, and an evaluation never does."""

from __future__ import annotations

import functools
import sys
from types import ModuleType
from typing import Any

from ..driver import Driver, Reading
from ..guard import Guard
from ..said import NO_SCORES
from .accuracy import accuracy_of, are_of_bins
from .by_hand import WeightsByHand

DUTY = "reading the loss"
ACCURACY = "reading the accuracy"

# `GradScaler.scale` leaves the loss itself on its product.
UNSCALED = "_lr_tuner_unscaled"

# Losses without scores, after which none are looked for.
LOOKS_FOR_SCORES = 8


def install(autograd: ModuleType, driver: Driver, guard: Guard) -> None:
    target: Any = autograd
    backward, grad = target.backward, target.grad
    losses = Losses(driver, guard)

    @functools.wraps(backward)
    def watched_backward(tensors: Any, *args: Any, **kwargs: Any) -> Any:
        # Activation checkpointing calls it again from within, for a part of the same graph.
        if losses.inside:
            return backward(tensors, *args, **kwargs)
        guard.run(DUTY, losses.look, tensors)
        losses.inside = True
        try:
            return backward(tensors, *args, **kwargs)
        finally:
            losses.inside = False

    @functools.wraps(grad)
    def watched_grad(outputs: Any, *args: Any, **kwargs: Any) -> Any:
        if not losses.inside and not losses.come_from_backward:
            guard.run(DUTY, losses.look_by_hand, outputs)
        return grad(outputs, *args, **kwargs)

    target.backward, target.grad = watched_backward, watched_grad


class Losses:
    def __init__(self, driver: Driver, guard: Guard) -> None:
        self._driver = driver
        self._guard = guard
        self.inside = False
        # Then gradients taken by hand are penalties or products of Hessians.
        self.come_from_backward = False
        self._by_hand = WeightsByHand(driver)
        self._looks_left = LOOKS_FOR_SCORES
        self._found_scores = False

    def look(self, tensors: Any) -> None:
        if self._driver.rehearses:
            return
        self._driver.instead.add("took-gradients")
        self._by_hand.look(tensors)
        seen = self._driver.seen
        if (self._driver.updating and seen.is_whole) or is_compiling():
            return
        for loss in scalars(tensors):
            seen.is_whole = self._driver.updating
            self.come_from_backward = True
            seen.losses.append(value_of(loss))
            self._look_for_scores(loss)

    def look_by_hand(self, outputs: Any) -> None:
        if self._driver.rehearses:
            return
        self._driver.instead.add("took-gradients")
        if (self._driver.updating and self._driver.seen.by_hand) or is_compiling():
            return
        for loss in scalars(outputs):
            self._driver.seen.by_hand.append(value_of(loss))
            self._look_for_scores(loss)

    def _look_for_scores(self, loss: Any) -> None:
        # Keras has counted by its own loss functions.
        scores = self._driver.scores
        if scores:
            self._driver.seen.counts.extend((here(correct), here(counted)) for correct, counted in scores)
            scores.clear()
            return
        if self._found_scores or self._looks_left > 0:
            self._guard.run(ACCURACY, self._read_accuracy, loss)

    def _read_accuracy(self, loss: Any) -> None:
        are_bins = not self._found_scores and are_of_bins(loss.grad_fn)
        found = None if are_bins else accuracy_of(loss.grad_fn)
        # Pixels under a cross-entropy are no classes, of which nothing is counted. An accelerator is waited for until
        # the first is.
        if found is not None and (self._found_scores or int(found.counted) > 0):
            self._driver.seen.counts.append((here(found.correct), here(found.counted)))
            if not self._found_scores:
                self._found_scores = True
                self._driver.warn(
                    "accuracy-source",
                    f"The accuracy is that of the scores which the loss keeps for its gradient ({found.source}).",
                )
        elif not self._found_scores:
            self._looks_left -= 1
            if self._looks_left == 0:
                self._say_no_accuracy(loss)

    def _say_no_accuracy(self, loss: Any) -> None:
        self._driver.warn(*NO_SCORES)
        if loss.grad_fn.name().startswith("CompiledFunction"):
            self._driver.warn(
                "loss-compiled",
                "The loss is computed inside torch.compile, where its scores cannot be seen: no accuracy.",
            )


def scalars(tensors: Any) -> list[Any]:
    """The losses among what a gradient is asked of; vectors and edges of a graph have no one value."""
    several = (tensors,) if hasattr(tensors, "grad_fn") else tuple(tensors)
    return [one for one in several if getattr(one, "grad_fn", None) is not None and one.numel() == 1]


def value_of(loss: Any) -> Reading:
    return here(getattr(loss, UNSCALED, loss).detach())


def here(value: Any) -> Reading:
    """A number now where nobody waits for it; else a copy to be read later, since the script may change its own."""
    if isinstance(value, int):
        return value
    if value.device.type == "cpu":
        return float(value.item())
    copy: Reading = value.clone()
    return copy


def is_compiling() -> bool:
    dynamo = sys.modules.get("torch._dynamo")
    return dynamo is not None and bool(dynamo.is_compiling())
