"""How often the script goes through its data: `for epoch in range(args.epochs)` around `for batch in loader`.

An update is made inside both loops, so its stack names their lines, the source shows the loops, and the frames hold
what `args.epochs` is worth. Wherever something else may decide how often, nothing is said: a wrong length would spoil
every schedule that is planned by it.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Collection
from types import CodeType, FrameType
from typing import NamedTuple

from .changing import changing_by_frame
from .ending_early import may_end_early, truth_of
from .executed import Mark, own_frames
from .once import is_only_way, leaves_by_error
from .rounds import rounds
from .settled import Settled, UnsettledError
from .source import COMPREHENSIONS, Around, Loop, around, name_called

# Around a loader they give more or fewer batches than it has.
OTHER_LENGTH = ("zip", "zip_longest", "islice", "chain", "cycle", "takewhile", "product", "repeat")


class Place(NamedTuple):
    """A statement around the update, in its frame."""

    frame: FrameType
    node: ast.AST
    part: str


def passes(frame: FrameType | None, loader: Collection[Mark], optimizers: Collection[Mark]) -> int | None:
    """
    How often the script is to go through its loader; None where that cannot be told.
    @param frame from where on an update is made
    @param loader where the script's loop began to draw from it
    @param optimizers where optimizers were made
    """
    try:
        return _passes(own_frames(frame), loader, optimizers)
    except (UnsettledError, SyntaxError, RecursionError):
        return None


def _passes(frames: list[FrameType], loader: Collection[Mark], optimizers: Collection[Mark]) -> int | None:
    # From the innermost outwards.
    places = [
        Place(frame, *step) for frame in frames for step in reversed(around(frame.f_code, frame.f_lineno))
    ]
    loops = [(place, loop) for place in places if (loop := _loop_at(place)) is not None]
    # Within the loop over batches each makes one update.
    if not loops or not _draws(*loops[0], loader):
        return None
    batches, of_batches = loops[0]
    if not isinstance(of_batches, ast.For):
        return None
    outer = [(place, loop) for place, loop in loops[1:] if not _chooses_data(loop, of_batches)]
    if not outer or not is_only_way(frames, optimizers):
        return None
    # Each round with an optimizer of its own: folds, seeds, a search.
    if any(_holds(place.frame.f_code, loop, optimizers) for place, loop in outer):
        return None
    outermost = outer[-1][0]
    changing = changing_by_frame(frames, outermost.frame, [loop for _, loop in outer])
    if may_end_early(of_batches, Settled(batches.frame, changing[batches.frame])):
        return None
    if not _are_reached_always(places, batches, outermost, changing):
        return None
    counts = [rounds(place.frame, loop) for place, loop in outer]
    known = [count for count in counts if count is not None]
    if len(known) < len(counts) or sum(count > 1 for count in known) > 1:
        return None
    return math.prod(known)


def _loop_at(place: Place) -> Loop | None:
    """The loop whose rounds the place is in; what stands after it, in its `else`, is done once."""
    if isinstance(place.node, COMPREHENSIONS):
        return place.node.generators[0]
    if isinstance(place.node, (ast.For, ast.AsyncFor, ast.While)) and place.part == "body":
        return place.node
    return None


def _are_reached_always(
    places: list[Place], batches: Place, outermost: Place, changing: dict[FrameType, frozenset[str]]
) -> bool:
    """Whether each round goes through the batches and their updates, by conditions that do not change."""
    inside, outside = places[: places.index(batches)], places[places.index(batches) + 1 :]
    if leaves_by_error([Around(place.node, place.part) for place in outside]):
        return False
    turns = _names_in(getattr(outermost.node, "target", outermost.node))
    if any(isinstance(one.node, ast.If) and turns & _names_in(one.node.test) for one in inside):
        return False
    return all(_is_settled(place, changing[place.frame]) for place in outside[: outside.index(outermost)])


def _is_settled(place: Place, changing: frozenset[str]) -> bool:
    """Whether the way through a statement is the same in each round."""
    if isinstance(place.node, ast.If) and place.part:
        return truth_of(place.node.test, Settled(place.frame, changing)) is (place.part == "body")
    return type(place.node).__name__ != "Match"


def _names_in(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def _draws(place: Place, loop: Loop, loader: Collection[Mark]) -> bool:
    """Whether the loop is the one that takes its batches from the loader, and gets as many of them as it has."""
    if not isinstance(loop, ast.For):
        return False
    first, last = loop.lineno, loop.iter.end_lineno or loop.lineno
    drawn = any(mark.code is place.frame.f_code and first <= mark.line <= last for mark in loader)
    return drawn and not any(name_called(node) in OTHER_LENGTH for node in ast.walk(loop.iter))


def _chooses_data(loop: Loop, of_batches: ast.For) -> bool:
    """`for phase in ["train", "val"]` around `for batch in loaders[phase]`: one of its rounds trains."""
    if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name):
        return False
    if not isinstance(loop.iter, (ast.List, ast.Tuple)):
        return False
    words = [one.value for one in loop.iter.elts if isinstance(one, ast.Constant)]
    trains = [word for word in words if isinstance(word, str) and "train" in word.lower()]
    uses = any(isinstance(node, ast.Name) and node.id == loop.target.id for node in ast.walk(of_batches.iter))
    return uses and len(trains) == 1 and len(words) == len(loop.iter.elts)


def _holds(code: CodeType, loop: Loop, there: Collection[Mark]) -> bool:
    if isinstance(loop, ast.comprehension):
        return False
    last = loop.end_lineno or loop.lineno
    return any(mark.code is code and loop.lineno <= mark.line <= last for mark in there)
