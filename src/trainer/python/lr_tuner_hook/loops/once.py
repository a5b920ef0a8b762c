"""Whether the loops around an update are gone through once, so that their rounds are all there is.

A function that is called at a second place, a second place that makes updates, or an error that leaves the loops: each
makes the number of rounds wrong, so then there is none.
"""

from __future__ import annotations

import ast
from collections.abc import Collection
from types import FrameType

from .executed import Mark
from .source import FUNCTIONS, Around, calls_at, owner_of, tree_of

# These end a script, or go round a batch: nobody ends a loop over epochs by them.
GENERAL = (
    "BaseException",
    "Exception",
    "KeyboardInterrupt",
    "MemoryError",
    "OutOfMemoryError",
    "RuntimeError",
    "SystemExit",
)
MEASURES = ("val", "test", "eval")


def is_only_way(frames: list[FrameType], optimizers: Collection[Mark]) -> bool:
    """
    @param frames the script's own, from the one that makes the update outwards
    @param optimizers where optimizers were made
    """
    codes = {mark.code for mark in optimizers}
    # A function that makes the optimizer itself makes another one when it is called again: another training.
    shared = next((index for index, frame in enumerate(frames) if frame.f_code in codes), len(frames))
    trees = [tree_of(file) for file in {frame.f_code.co_filename for frame in frames}]
    return _updates_once(frames[0], trees) and all(
        _is_called_once(inner, outer, trees) for inner, outer in zip(frames[:shared], frames[1:])
    )


def leaves_by_error(steps: list[Around]) -> bool:
    """Whether an error of the script's own ends what is done there, and is caught around it."""
    return any(
        isinstance(node, ast.Try) and part == "body" and any(not _is_general(one) for one in node.handlers)
        for node, part in steps
    )


def _is_general(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return all(any(_names(one, name) for name in GENERAL) for one in types)


def _updates_once(frame: FrameType, trees: list[ast.Module]) -> bool:
    """Whether `optimizer.step()` stands at one place only."""
    made = calls_at(frame, "step")
    # None: a library makes the update.
    return not made or (len(made) == 1 and _count(made[0], trees) == 1)


def _is_called_once(inner: FrameType, outer: FrameType, trees: list[ast.Module]) -> bool:
    owner = owner_of(inner.f_code)
    if not isinstance(owner, FUNCTIONS):
        return True
    made = calls_at(outer, owner.name)
    if made:
        return len(made) == 1 and _count(made[0], trees) == 1
    # Handed to what calls it, such as `fire.Fire(main)`; one that is never named is called by the language.
    return sum(_names(node, owner.name) for tree in trees for node in ast.walk(tree)) == 1


def _names(node: ast.AST, name: str) -> bool:
    return (isinstance(node, ast.Name) and node.id == name) or (
        isinstance(node, ast.Attribute) and node.attr == name
    )


def _count(made: ast.Call, trees: list[ast.Module]) -> int:
    """At how many places the same is called; one that measures does not train."""
    same = ast.dump(made.func)
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    others = [one for one in calls if one is not made and ast.dump(one.func) == same]
    return 1 + sum(_measures(made) or not _measures(one) for one in others)


def _measures(call: ast.Call) -> bool:
    """`run_epoch(model, val_loader)` beside `run_epoch(model, train_loader, optimizer)`."""
    named = [node.id if isinstance(node, ast.Name) else "" for node in ast.walk(call)]
    named += [node.attr for node in ast.walk(call) if isinstance(node, ast.Attribute)]
    named += [str(node.value) for node in ast.walk(call) if isinstance(node, ast.Constant)]
    return any(word in one.lower() for one in named for word in MEASURES)
