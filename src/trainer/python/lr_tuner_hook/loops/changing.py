"""Which names may be worth something else in the next round of the loops over epochs."""

from __future__ import annotations

import ast
from types import CodeType, FrameType

from .settled import changed_in
from .source import Loop, calls_at


def changing_by_frame(
    frames: list[FrameType], outermost: FrameType, loops: list[Loop]
) -> dict[FrameType, frozenset[str]]:
    """
    What the loops change themselves, and what a function called within them is given of that.
    @param frames the script's own, from the one that makes the update outwards
    @param outermost where the outermost of the loops is
    """
    changed = frozenset(name for loop in loops for name in changed_in(loop))
    found = {outermost: changed}
    outer = outermost
    for inner in reversed(frames[: frames.index(outermost)]):
        found[inner] = changed | _given(inner.f_code, outer, found[outer])
        outer = inner
    return found


def _given(code: CodeType, caller: FrameType, changing: frozenset[str]) -> frozenset[str]:
    """The names of a function that are not the same at each call."""
    parameters = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    own = frozenset(code.co_varnames) - frozenset(parameters)
    calls = calls_at(caller, code.co_name)
    if len(calls) != 1:
        return own | frozenset(parameters)
    (call,) = calls
    if any(isinstance(one, ast.Starred) for one in call.args) or any(
        one.arg is None for one in call.keywords
    ):
        return own | frozenset(parameters)
    # A method's first one stands before the dot.
    bound = 1 if isinstance(call.func, ast.Attribute) and parameters[:1] in (("self",), ("cls",)) else 0
    given = [*zip(parameters[bound:], call.args), *((one.arg or "", one.value) for one in call.keywords)]
    return own | frozenset(name for name, value in given if _mentions(value, changing))


def _mentions(value: ast.expr, names: frozenset[str]) -> bool:
    return any(
        (isinstance(node, ast.Name) and node.id in names)
        or (isinstance(node, ast.Attribute) and node.attr in names)
        for node in ast.walk(value)
    )
