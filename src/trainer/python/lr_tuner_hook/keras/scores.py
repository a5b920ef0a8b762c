"""Accuracy from the scores and targets of Keras' cross-entropies, wherever gradients are to be taken of them.

An evaluation takes none, so it never counts. Computed with Keras' own operations, so in its graphs as well.
"""

from __future__ import annotations

import functools
import sys
from types import ModuleType
from typing import Any, Callable

from ..driver import Driver
from ..guard import Guard
from ..said import NO_SCORES

DUTY = "reading the accuracy"

# Further axes are an image's, whose targets are no classes.
MOST_AXES = 2

UPDATES_WITHOUT_SCORES = 8


class Scores:
    def __init__(
        self, driver: Driver, counts: list[tuple[Any, Any]], is_training: Callable[[], bool]
    ) -> None:
        self._driver = driver
        self._counts = counts
        self._is_training = is_training

    def look(self, name: str, target: Any, output: Any, logits: bool) -> None:
        if not self._is_training():
            return
        counted = COUNTS[name](target, output, logits)
        if counted is not None:
            self._counts.append(counted)
            self._driver.warn(
                "accuracy-source",
                f"The accuracy is that of the scores which the loss is computed from ({name}).",
            )

    def miss(self) -> None:
        """After an update whose loss showed no scores."""
        if self._driver.steps == UPDATES_WITHOUT_SCORES:
            self._driver.warn(*NO_SCORES)


def install(nn: ModuleType, scores: Scores, guard: Guard) -> None:
    for name in COUNTS:
        setattr(nn, name, _watched(getattr(nn, name), name, scores, guard))


def _watched(function: Any, name: str, scores: Scores, guard: Guard) -> Any:
    @functools.wraps(function)
    def watched(target: Any, output: Any, from_logits: bool = False, *args: Any, **kwargs: Any) -> Any:
        guard.run(DUTY, scores.look, name, target, output, from_logits)
        return function(target, output, from_logits, *args, **kwargs)

    return watched


def _of_classes(target: Any, output: Any, logits: bool) -> Any:
    ops = sys.modules["keras.src.ops"]
    target = ops.convert_to_tensor(target)
    if len(target.shape) == len(output.shape):
        target = ops.squeeze(target, -1)
    return _count(ops.equal(ops.argmax(output, -1), ops.cast(target, _index_type(output, ops))))


def _of_codes(target: Any, output: Any, logits: bool) -> Any:
    ops = sys.modules["keras.src.ops"]
    return _count(ops.equal(ops.argmax(output, -1), ops.argmax(target, -1)))


def _of_binary(target: Any, output: Any, logits: bool) -> Any:
    """A detector's or a picture's targets are no classes: only 0 and 1, of at most two axes, count."""
    ops = sys.modules["keras.src.ops"]
    if len(output.shape) > MOST_AXES:
        return None
    target = ops.cast(target, output.dtype)
    is_code = _number(ops.all(ops.logical_or(ops.equal(target, 0), ops.equal(target, 1))), ops)
    hits = ops.equal(ops.greater(output, 0.0 if logits else 0.5), ops.greater(target, 0.5))
    correct, counted = _count(hits)
    if len(output.shape) == MOST_AXES and output.shape[-1] != 1:
        one_each = _number(ops.all(ops.equal(ops.sum(target, -1), 1)), ops)
        of_rows, rows = _of_codes(target, output, logits)
        correct = correct * (1 - one_each) + of_rows * one_each
        counted = counted * (1 - one_each) + rows * one_each
    return correct * is_code, counted * is_code


def _count(hits: Any) -> Any:
    ops = sys.modules["keras.src.ops"]
    one_each = _number(hits, ops)
    return ops.sum(one_each), ops.sum(ops.ones_like(one_each))


def _number(truth: Any, ops: Any) -> Any:
    return ops.cast(truth, "float32")


def _index_type(output: Any, ops: Any) -> Any:
    return ops.argmax(output, -1).dtype


COUNTS = {
    "sparse_categorical_crossentropy": _of_classes,
    "categorical_crossentropy": _of_codes,
    "binary_crossentropy": _of_binary,
}
