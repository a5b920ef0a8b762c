"""Calls back when a module has been imported, without importing anything early."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Callable

Callback = Callable[[ModuleType], None]

_waiting: dict[str, list[Callback]] = {}


def after(name: str, callback: Callback) -> None:
    """Calls back right after module `name` was executed; at once where it has been. The callback must not raise."""
    if name in sys.modules:
        callback(sys.modules[name])
        return
    if not _waiting:
        sys.meta_path.insert(0, _Finder)
    _waiting.setdefault(name, []).append(callback)


class _Finder:
    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in _waiting:
            return None
        for finder in list(sys.meta_path):
            find = None if finder is _Finder else getattr(finder, "find_spec", None)
            spec: ModuleSpec | None = None if find is None else find(name, path, target)
            if spec is None:
                continue
            if hasattr(spec.loader, "exec_module"):
                _watch(name, spec.loader)
            return spec
        return None


def _watch(name: str, loader: Any) -> None:
    execute = loader.exec_module

    def exec_module(module: ModuleType) -> None:
        # The loader is as it was from here on: `inspect` and `pickle` look at a module's loader.
        loader.__dict__.pop("exec_module", None)
        execute(module)
        for callback in _waiting.pop(name, ()):
            callback(module)

    loader.exec_module = exec_module
