"""Whether a loop may end before its last round, and whether a condition of the script's always comes out the same."""

from __future__ import annotations

import ast

from .settled import Settled, UnsettledError, changed_in
from .source import FUNCTIONS


def may_end_early(loop: ast.For, settled: Settled, update: int | None = None) -> bool:
    """@param update the line within the loop that leads to an update, where a `continue` before it counts, too"""
    search = Leaving(settled.within(changed_in(loop)), update)
    return any(search.finds(statement) for statement in loop.body)


class Leaving:
    def __init__(self, settled: Settled, update: int | None) -> None:
        self._settled = settled
        self._update = update

    def finds(self, node: ast.AST, is_inner: bool = False) -> bool:
        """Whether what leaves the loop, or the round, may be met. @param is_inner within a loop inside"""
        if isinstance(node, ast.Return):
            return True
        if isinstance(node, ast.Break):
            return not is_inner
        if isinstance(node, ast.Continue):
            return not is_inner and self._update is not None and node.lineno < self._update
        if isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.Lambda)):
            return False
        # The script's settings keep the condition from ever holding, such as `args.dry_run`.
        if isinstance(node, ast.If) and truth_of(node.test, self._settled) is False:
            return any(self.finds(statement, is_inner) for statement in node.orelse)
        is_inner = is_inner or isinstance(node, (ast.For, ast.AsyncFor, ast.While))
        return any(self.finds(child, is_inner) for child in ast.iter_child_nodes(node))


def truth_of(test: ast.expr, settled: Settled) -> bool | None:
    """What the condition always is; None where that cannot be told."""
    if isinstance(test, ast.BoolOp):
        decides = isinstance(test.op, ast.Or)
        truths = [truth_of(one, settled) for one in test.values]
        if decides in truths:
            return decides
        return None if None in truths else not decides
    try:
        return settled.truth(test)
    except UnsettledError:
        return None
