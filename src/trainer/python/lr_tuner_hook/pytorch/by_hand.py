"""Scripts that update their weights themselves: nothing of theirs can be driven, however long they run."""

from __future__ import annotations

import weakref
from typing import Any

from ..driver import Driver
from .accuracy import nearest_first

# A script that has made no optimizer by then is told so. It may still make one: what its gradients are for is unknown.
PASSES_WITHOUT_OPTIMIZER = 24
# The same weight has been another before so many passes: this is a training. An attack's input is a new one each batch.
CHANGES_OF_A_TRAINING = 100


class WeightsByHand:
    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._passes = 0
        self._weight: weakref.ref[Any] | None = None
        self._last: Any = None
        self._changes = 0

    def look(self, tensors: Any) -> None:
        """Before each pass backward."""
        if self._driver.met_optimizer:
            return
        self._passes += 1
        if self._passes < PASSES_WITHOUT_OPTIMIZER:
            return
        if self._passes == PASSES_WITHOUT_OPTIMIZER:
            self._driver.warn(
                "no-optimizer", "The script updates its weights itself: there is no optimizer to drive."
            )
        if self._driver.speaks_for_script:
            self._watch(tensors)

    def _watch(self, tensors: Any) -> None:
        weight = None if self._weight is None else self._weight()
        if weight is None:
            weight = nearest_weight(tensors)
            if weight is None:
                return
            self._weight, self._changes = weakref.ref(weight), 0
        elif not weight.detach().equal(self._last):
            self._changes += 1
        self._last = weight.detach().clone()
        if self._changes >= CHANGES_OF_A_TRAINING:
            self._driver.instead.add("updated-weights")
            self._driver.end_and_leave("script-ended")


def nearest_weight(tensors: Any) -> Any:
    """The variable nearest to the loss, which every pass changes; an embedding's rows are not all touched."""
    for one in (tensors,) if hasattr(tensors, "grad_fn") else tuple(tensors):
        if one.grad_fn is None:
            continue
        for node in nearest_first(one.grad_fn):
            if node.name().endswith("AccumulateGrad"):
                return node.variable
    return None
