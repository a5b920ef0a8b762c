"""Accuracy from what a loss's graph keeps for its own gradient: scores and targets, whatever function made the loss.

Read before `backward`, which frees it. Everything stays a tensor, so that no accelerator is waited for.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any, Callable, NamedTuple, Optional

# Further from the loss lies the model, which has softmaxes and products of its own.
MOST_NODES = 200
# Above this many classes it is several times as fast to compare with the largest score than to find which it is.
MANY_CLASSES = 1_000
NOTHING_IGNORED = -100
# So few targets may be beside each other by chance (mixup).
FEWEST_BINS = 4
# Where the nodes that take scores by their class keep the classes.
TARGETS = (("NllLoss", "_saved_target"), ("GatherBackward", "_saved_index"))
# Rows of class probabilities, or of a one-hot code: their sums are 1.
SUM_TOLERANCE = 1e-3


class Accuracy(NamedTuple):
    # Of no dimension each; nothing counted where the targets were no classes after all.
    correct: Any
    counted: Any
    source: str


Count = Optional[tuple[Any, Any]]


def accuracy_of(loss_node: Any) -> Accuracy | None:
    torch = sys.modules["torch"]
    with torch.no_grad():
        for node in nearest_first(loss_node):
            name = node.name()
            for prefix, read in READERS:
                if name.startswith(prefix):
                    found = read(node)
                    if found is not None:
                        return Accuracy(*found, name.partition("Backward")[0])
    return None


def are_of_bins(loss_node: Any) -> bool:
    """Whether the scores are those of a distance that is spread over two bins beside each other, as the distribution
    focal loss of detectors does: these are no classes."""
    targets = [
        own.flatten()
        for node in nearest_first(loss_node)
        for prefix, name in TARGETS
        if node.name().startswith(prefix) and (own := getattr(node, name, None)) is not None
    ]
    return any(
        one.shape == other.shape and one.numel() >= FEWEST_BINS and bool((other - one).eq(1).all())
        for one in targets
        for other in targets
    )


def nearest_first(start: Any) -> Iterator[Any]:
    queue, seen = [start], {start}
    for node in queue:
        yield node
        for above, _ in node.next_functions:
            if above is not None and above not in seen and len(seen) < MOST_NODES:
                seen.add(above)
                queue.append(above)


def of_nll_loss(node: Any) -> Count:
    return by_class(node._saved_self, node._saved_target, node._saved_ignore_index)


def of_margin_loss(node: Any) -> Count:
    return by_class(node._saved_self, node._saved_target)


def of_logits(node: Any) -> Count:
    return by_threshold(node._saved_self, node._saved_target, 0.0)


def of_probabilities(node: Any) -> Count:
    return by_threshold(node._saved_self, node._saved_target, 0.5)


def of_gather(node: Any) -> Count:
    """`log_softmax(…).gather(1, target[:, None])`."""
    scores, index = scores_above(node), node._saved_index
    if scores is None or scores.dim() < 2 or tuple(index.shape) != (*scores.shape[:-1], 1):
        return None
    return by_class(scores.flatten(0, -2), index.flatten())


def of_index(node: Any) -> Count:
    """`log_softmax(…)[arange(n), target]`."""
    scores = scores_above(node)
    pair = [one for one in node._saved_indices if one is not None]
    if scores is None or scores.dim() != 2 or len(pair) != 2:
        return None
    return by_class(scores[pair[0]], pair[1])


def of_product(node: Any) -> Count:
    """`log_softmax(…) * target`, with a one-hot code or class probabilities, of either sign."""
    scores = scores_above(node)
    if scores is None or scores.dim() < 2:
        return None
    # A product with a number keeps neither under these names.
    for weights in (getattr(node, "_saved_self", None), getattr(node, "_saved_other", None)):
        if weights is None or weights.shape != scores.shape:
            continue
        # Where the row's classes are: images have them on their second axis.
        code, axis = weights.abs(), 1
        is_code = ((code.sum(axis) - 1).abs() < SUM_TOLERANCE).all()
        hits = scores.argmax(axis).eq(code.argmax(axis))
        return hits.sum() * is_code, is_code * hits.numel()
    return None


Reader = Callable[[Any], Count]

READERS: list[tuple[str, Reader]] = [
    ("NllLoss", of_nll_loss),
    ("MultiMarginLossBackward", of_margin_loss),
    ("BinaryCrossEntropyWithLogitsBackward", of_logits),
    ("BinaryCrossEntropyBackward", of_probabilities),
    ("GatherBackward", of_gather),
    ("IndexBackward", of_index),
    ("MulBackward", of_product),
]


def scores_above(node: Any, depth: int = 2) -> Any:
    """The result of the softmax or log-softmax that the node works on: `log(softmax(…))`, a changed sign between."""
    for above, _ in node.next_functions:
        if above is None:
            continue
        name = above.name()
        if name.startswith(("LogSoftmaxBackward", "SoftmaxBackward")):
            return above._saved_result
        if depth > 0 and name.startswith(("NegBackward", "LogBackward")):
            found = scores_above(above, depth - 1)
            if found is not None:
                return found
    return None


def by_class(scores: Any, targets: Any, ignored: int = NOTHING_IGNORED) -> Count:
    if scores.dim() == 1:
        scores, targets = scores.unsqueeze(0), targets.reshape(1)
    targets = targets.long()
    # The graph gives it as an unsigned number.
    ignored = ignored - 2**64 if ignored >= 2**63 else ignored
    if ignored < 0 and are_all_classes(targets):
        return largest_is(scores, targets, None).sum(), targets.numel()
    counted = targets.ne(ignored)
    hits = largest_is(scores, targets, counted)
    return (hits & counted).sum(), counted.sum()


def are_all_classes(targets: Any) -> bool:
    """Then nothing is to be left out, which is the usual case and saves half of the work on small batches."""
    return targets.device.type == "cpu" and targets.numel() > 0 and bool(targets.min() >= 0)


def largest_is(scores: Any, targets: Any, counted: Any) -> Any:
    if scores.shape[1] > MANY_CLASSES and not is_flat(scores):
        known = targets if counted is None else targets.where(counted, targets.new_zeros(()))
        own = scores.gather(1, known.unsqueeze(1)).squeeze(1)
        return own.eq(scores.amax(1))
    return scores.argmax(1).eq(targets)


def is_flat(scores: Any) -> bool:
    """A head that starts at zero gives all classes the same score, and every target would be among the largest."""
    if scores.device.type != "cpu":
        # Finding the largest is fast there, and looking here would wait.
        return True
    first = scores[0]
    return bool(first.amin().eq(first.amax()))


def by_threshold(scores: Any, targets: Any, threshold: float) -> Count:
    """A detector's or an image's targets are no classes: only 0 and 1, of at most two axes, count."""
    if targets.dim() > 2:
        return None
    is_code = (targets.eq(0) | targets.eq(1)).all()
    hits = scores.gt(threshold).eq(targets.gt(0.5))
    correct, counted = hits.sum(), is_code * hits.numel()
    if targets.dim() == 2 and targets.shape[1] > 1:
        one_each = targets.sum(1).eq(1).all()
        correct = scores.argmax(1).eq(targets.argmax(1)).sum().where(one_each, correct)
        counted = (is_code * len(targets)).where(one_each, counted)
    return correct * is_code, counted
