"""How often the script goes through its data: `for epoch in range(args.epochs)` around `for batch in loader`.

An update is made inside both loops, so its stack names their lines, the source shows the loops, and the frames hold
what `args.epochs` is worth. Wherever something else may decide how often, nothing is said: a wrong length would spoil
every schedule that is planned by it.
"""

from __future__ import annotations

import ast
import functools
import linecache
import math
from collections.abc import Collection, Iterator
from types import CodeType, FrameType
from typing import Union

from .executed import Mark, own_frames
from .settled import Settled, UnsettledError, changed_in

Loop = Union[ast.For, ast.AsyncFor, ast.While, ast.comprehension]

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
# Around an iterable they give each of its elements once.
TRANSPARENT = ("tqdm", "trange", "enumerate", "track", "progress_bar", "master_bar", "iter")
# Around a loader they give more or fewer batches than it has.
OTHER_LENGTH = ("zip", "zip_longest", "islice", "chain", "cycle", "takewhile", "product", "repeat")


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


def _passes(around: list[FrameType], loader: Collection[Mark], optimizers: Collection[Mark]) -> int | None:
    loops = [(one, loop) for one in around for loop in _loops_around(one)]
    batches = next((index for index, (one, loop) in enumerate(loops) if _draws(one, loop, loader)), None)
    # Within the loop over batches each makes one update.
    if batches != 0:
        return None
    own_frame, of_batches = loops[0]
    if not isinstance(of_batches, ast.For) or _may_end_early(own_frame, of_batches):
        return None
    outer = [(one, loop) for one, loop in loops[1:] if not _chooses_data(loop, of_batches)]
    # Each round with an optimizer of its own: folds, seeds, a search.
    if any(_holds(one.f_code, loop, optimizers) for one, loop in outer):
        return None
    counts = [_rounds(one, loop) for one, loop in outer]
    known = [count for count in counts if count is not None]
    if not known or len(known) < len(counts) or sum(count > 1 for count in known) > 1:
        return None
    return math.prod(known)


def _loops_around(frame: FrameType) -> list[Loop]:
    """From the innermost outwards, those of the frame's own function."""
    line, found = frame.f_lineno, []
    for node in _statements(frame.f_code):
        if isinstance(node, COMPREHENSIONS):
            around: Loop = node.generators[0]
        elif isinstance(node, (ast.For, ast.AsyncFor, ast.While)):
            around = node
        else:
            continue
        if node.lineno <= line <= (node.end_lineno or node.lineno):
            found.append((node.lineno, around))
    return [loop for _, loop in sorted(found, key=lambda one: -one[0])]


@functools.lru_cache(maxsize=64)
def _statements(code: CodeType) -> tuple[ast.AST, ...]:
    """What stands in the function of the code, or in the module, without what its inner functions hold."""
    tree = _tree(code.co_filename)
    if tree is None:
        raise UnsettledError(code.co_filename)
    owner: ast.AST = tree
    if code.co_name != "<module>":
        inside = [
            node
            for node in ast.walk(tree)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            and node.name == code.co_name
            # With decorators the code begins at the first of them.
            and code.co_firstlineno in (node.lineno, *(decorator.lineno for decorator in node.decorator_list))
        ]
        if len(inside) != 1:
            raise UnsettledError(code.co_name)
        owner = inside[0]
    return tuple(_within(owner))


def _within(owner: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(owner):
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            yield from _within(node)


@functools.lru_cache(maxsize=16)
def _tree(file: str) -> ast.Module | None:
    source = "".join(linecache.getlines(file))
    return ast.parse(source) if source else None


def _draws(frame: FrameType, loop: Loop, loader: Collection[Mark]) -> bool:
    """Whether the loop is the one that takes its batches from the loader, and gets as many of them as it has."""
    if not isinstance(loop, ast.For):
        return False
    first, last = loop.lineno, loop.iter.end_lineno or loop.lineno
    drawn = any(mark.code is frame.f_code and first <= mark.line <= last for mark in loader)
    return drawn and not any(_called(node) in OTHER_LENGTH for node in ast.walk(loop.iter))


def _called(node: ast.AST) -> str:
    """The last name of what is called."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def _may_end_early(frame: FrameType, loop: ast.For) -> bool:
    settled = Settled(frame, changed_in(loop))
    return any(_leaves(statement, settled, True) for statement in loop.body)


def _leaves(node: ast.AST, settled: Settled, breaks: bool) -> bool:
    """Whether a `break` or a `return` may be met. @param breaks whether a `break` would leave the loop asked about"""
    if isinstance(node, ast.Return) or (breaks and isinstance(node, ast.Break)):
        return True
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
        return False
    if isinstance(node, ast.If) and _is_off(node.test, settled):
        return any(_leaves(statement, settled, breaks) for statement in node.orelse)
    inner = breaks and not isinstance(node, (ast.For, ast.AsyncFor, ast.While))
    return any(_leaves(child, settled, inner) for child in ast.iter_child_nodes(node))


def _is_off(test: ast.expr, settled: Settled) -> bool:
    """Whether the script's settings keep the condition from ever holding, such as `args.dry_run`."""
    if isinstance(test, ast.BoolOp):
        off = [_is_off(one, settled) for one in test.values]
        return any(off) if isinstance(test.op, ast.And) else all(off)
    try:
        return not settled.value(test)
    except UnsettledError:
        return False


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


def _rounds(frame: FrameType, loop: Loop) -> int | None:
    # One that stops early, say where it learns no more, has no number of rounds before its end.
    if not isinstance(loop, ast.For) or _may_end_early(frame, loop):
        return None
    try:
        return _length(loop.iter, Settled(frame, changed_in(loop)))
    except UnsettledError:
        return None


def _length(iterable: ast.expr, settled: Settled) -> int | None:
    name = _called(iterable)
    if isinstance(iterable, ast.Call) and name in TRANSPARENT and iterable.args:
        if name == "trange":
            return len(range(*(settled.value(argument) for argument in iterable.args)))
        return _length(iterable.args[0], settled)
    value = settled.value(iterable)
    return len(value) if isinstance(value, range) or type(value).__name__.startswith("tqdm") else None
