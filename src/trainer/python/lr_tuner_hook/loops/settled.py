"""What an expression of the script is worth by the names around it. Of the script's own code only lengths are asked."""

from __future__ import annotations

import ast
import builtins
import inspect
import math
from collections.abc import Mapping
from types import FrameType
from typing import Any, Callable

CALLS: tuple[Callable[..., Any], ...] = (int, len, max, min, round, range, math.ceil, math.floor)

OPERATIONS: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: lambda left, right: left / right,
    ast.FloorDiv: lambda left, right: left // right,
    ast.Mod: lambda left, right: left % right,
}

COMPARISONS: dict[type[ast.AST], Callable[[Any, Any], bool]] = {
    ast.Is: lambda left, right: left is right,
    ast.IsNot: lambda left, right: left is not right,
    ast.Eq: lambda left, right: left == right,
    ast.NotEq: lambda left, right: left != right,
    ast.Lt: lambda left, right: left < right,
    ast.LtE: lambda left, right: left <= right,
    ast.Gt: lambda left, right: left > right,
    ast.GtE: lambda left, right: left >= right,
}

CONTAINERS = (dict, list, tuple)
NUMBERS = (bool, int, float, type(None))


class UnsettledError(Exception):
    """The expression's worth cannot be told, or may change while the loop goes on."""


class Settled:
    def __init__(self, frame: FrameType, changing: frozenset[str] = frozenset()) -> None:
        self._frame = frame
        # Names, and attributes of whatever object, that the loop itself changes.
        self._changing = changing

    def within(self, changing: frozenset[str]) -> Settled:
        """The same, where more changes."""
        return Settled(self._frame, self._changing | changing)

    def truth(self, node: ast.expr) -> bool:
        """@raise UnsettledError also where the truth of a value is told by code of whoever wrote its class"""
        value = self.value(node)
        if not isinstance(value, (*NUMBERS, str)) and type(value) not in CONTAINERS:
            raise UnsettledError(type(value).__name__)
        return bool(value)

    def value(self, node: ast.expr) -> Any:
        """@raise UnsettledError"""
        try:
            return self._value(node)
        except UnsettledError:
            raise
        except Exception as error:
            raise UnsettledError(str(error)) from None

    def _value(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return self._named(node.id)
        if isinstance(node, ast.Attribute):
            if node.attr in self._changing:
                raise UnsettledError(node.attr)
            return inspect.getattr_static(self._value(node.value), node.attr)
        if isinstance(node, ast.Subscript):
            return self._element(self._value(node.value), self._value(node.slice))
        if isinstance(node, ast.UnaryOp):
            operand = self._number(node.operand)
            return not operand if isinstance(node.op, ast.Not) else -operand
        if isinstance(node, ast.BinOp) and type(node.op) in OPERATIONS:
            return OPERATIONS[type(node.op)](self._number(node.left), self._number(node.right))
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in COMPARISONS:
            right = node.comparators[0]
            return COMPARISONS[type(node.ops[0])](self._number(node.left), self._number(right))
        if isinstance(node, ast.Call) and not node.keywords:
            return self._called(node)
        raise UnsettledError(type(node).__name__)

    def _element(self, container: Any, key: Any) -> Any:
        """Another class may compute its elements, by code of the script's."""
        if type(container) not in CONTAINERS:
            raise UnsettledError(type(container).__name__)
        return container[key]

    def _number(self, node: ast.expr) -> Any:
        """Operators of other types are code of whoever wrote them."""
        value = self._value(node)
        if not isinstance(value, NUMBERS) and not isinstance(value, str):
            raise UnsettledError(type(value).__name__)
        return value

    def _named(self, name: str) -> Any:
        if name in self._changing:
            raise UnsettledError(name)
        places: tuple[Mapping[str, Any], ...] = (
            self._frame.f_locals,
            self._frame.f_globals,
            vars(builtins),
        )
        for place in places:
            if name in place:
                return place[name]
        raise UnsettledError(name)

    def _called(self, node: ast.Call) -> Any:
        function = self._value(node.func)
        # A function of the script's own may have the name of one of these.
        if not any(function is known for known in CALLS):
            raise UnsettledError("a call")
        return function(*(self._value(argument) for argument in node.args))


def changed_in(loop: ast.AST) -> frozenset[str]:
    """Names and attributes that the loop gives a value, its own among them, and what it gives an element."""
    found = set()
    for node in ast.walk(loop):
        if not isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)) or isinstance(node.ctx, ast.Load):
            continue
        changed: ast.AST = node
        while isinstance(changed, ast.Subscript):
            changed = changed.value
        if isinstance(changed, ast.Name):
            found.add(changed.id)
        elif isinstance(changed, ast.Attribute):
            found.add(changed.attr)
    return frozenset(found)
