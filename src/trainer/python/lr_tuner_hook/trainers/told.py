"""What a framework's own trainer says of the training that it runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

# Words in the names of metrics, such as `val_loss`, `eval/accuracy`, `loss_val`.
OF_VALIDATION = ("val", "valid", "validation", "eval", "dev")
BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")


class Length(NamedTuple):
    # Batches an update.
    batches: int
    # Updates an epoch.
    per_epoch: int | None
    # None where that is left open: early stopping, streams.
    epochs: int | None
    # Of the whole training, where it is not whole epochs.
    updates: int | None


class Validation(NamedTuple):
    loss: float | None
    accuracy: float | None


NOTHING = Validation(None, None)


def length(batches: int, per_epoch: int | None, updates: int | None) -> Length:
    """In whole epochs, where the updates are that."""
    if per_epoch is None or updates is None or updates % per_epoch:
        return Length(batches, per_epoch, None, updates)
    return Length(batches, per_epoch, updates // per_epoch, None)


def is_stopped_by(callbacks: Iterable[object], names: Iterable[str]) -> bool:
    """Whether a callback, or what it extends, may end the training before its last epoch."""
    wanted = set(names)
    return any(wanted & {kind.__name__ for kind in type(callback).__mro__} for callback in callbacks)


def validation_of(metrics: Mapping[str, Any]) -> Validation:
    """The loss and the accuracy among what was logged, by their names. The shortest name is the whole's."""
    loss = accuracy = None
    for words, value in sorted(_of_validation(metrics), key=lambda one: len(one[0])):
        if loss is None and "loss" in words:
            loss = value
        elif accuracy is None and 0 <= value <= 1 and any(map(_is_accuracy, words)):
            accuracy = value
    return Validation(loss, accuracy)


def _of_validation(metrics: Mapping[str, Any]) -> Iterable[tuple[list[str], float]]:
    for name, value in metrics.items():
        words = BETWEEN_WORDS.split(name.lower())
        if any(word in OF_VALIDATION for word in words):
            try:
                yield words, float(value)
            except (TypeError, ValueError, RuntimeError):
                # A table, a picture, a tensor of several numbers.
                continue


def _is_accuracy(word: str) -> bool:
    return word in ("acc", "acc1", "top1") or word.endswith("accuracy")
