"""The script's source as trees, and what stands around a line of it."""

from __future__ import annotations

import ast
import functools
import linecache
from collections.abc import Iterator
from types import CodeType, FrameType
from typing import NamedTuple, Union

from .settled import UnsettledError

Loop = Union[ast.For, ast.AsyncFor, ast.While, ast.comprehension]
Function = Union[ast.FunctionDef, ast.AsyncFunctionDef]

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Around(NamedTuple):
    """A statement around a line, and the part of it that holds the line: `body`, `orelse`, …; "" for its head."""

    node: ast.AST
    part: str


@functools.lru_cache(maxsize=16)
def tree_of(file: str) -> ast.Module:
    """@raise UnsettledError where there is no source"""
    source = "".join(linecache.getlines(file))
    if not source:
        raise UnsettledError(file)
    return ast.parse(source)


@functools.lru_cache(maxsize=64)
def owner_of(code: CodeType) -> ast.Module | Function:
    """
    The function of the code, or its module.
    @raise UnsettledError where it is not the only one that it could be
    """
    tree = tree_of(code.co_filename)
    if code.co_name == "<module>":
        return tree
    inside = [
        node
        for node in ast.walk(tree)
        if isinstance(node, FUNCTIONS)
        and node.name == code.co_name
        # With decorators the code begins at the first of them.
        and code.co_firstlineno in (node.lineno, *(decorator.lineno for decorator in node.decorator_list))
    ]
    if len(inside) != 1:
        raise UnsettledError(code.co_name)
    return inside[0]


def around(code: CodeType, line: int) -> list[Around]:
    """What spans the line within the code's own function, from the outside inwards."""
    return list(_inside(owner_of(code), line))


def _inside(node: ast.AST, line: int) -> Iterator[Around]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (*FUNCTIONS, ast.ClassDef, ast.Lambda)) or not _spans(child, line):
            continue
        yield Around(child, _part_of(child, line))
        yield from _inside(child, line)


def _spans(node: ast.AST, line: int) -> bool:
    first = getattr(node, "lineno", None)
    if first is None:
        # What has no lines of its own, such as a `match`'s case.
        return any(_spans(child, line) for child in ast.iter_child_nodes(node))
    return bool(first <= line <= (getattr(node, "end_lineno", None) or first))


def _part_of(node: ast.AST, line: int) -> str:
    return next(
        (
            part
            for part, value in ast.iter_fields(node)
            if isinstance(value, list)
            and any(_spans(child, line) for child in value if isinstance(child, ast.stmt))
        ),
        "",
    )


def name_called(node: ast.AST) -> str:
    """The last name of what is called; "" where nothing is."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def calls_at(frame: FrameType, name: str) -> list[ast.Call]:
    """Calls of that name on the line that is being executed."""
    steps = around(frame.f_code, frame.f_lineno)
    statement = next((node for node, _ in reversed(steps) if isinstance(node, ast.stmt)), None)
    if statement is None:
        return []
    return [
        node
        for node in ast.walk(statement)
        if isinstance(node, ast.Call)
        and name_called(node) == name
        and node.lineno <= frame.f_lineno <= (node.end_lineno or node.lineno)
    ]
