"""Keeps PyTorch from importing its compiler where nothing is compiled.

torch 2.13 imports `torch._dynamo` at the first optimizer only to say "do not compile this": 1.2 s of processor time in
each of the 6 to 9 processes of a test. While the compiler is not loaded, nothing can be compiling.
"""

from __future__ import annotations

import functools
import sys
from types import ModuleType
from typing import Any

from .driver import Driver
from .guard import Guard

DUTY = "leaving the compiler unloaded"

METHODS = ("add_param_group", "zero_grad", "state_dict", "load_state_dict")


def install(optimizer_module: ModuleType, driver: Driver, guard: Guard) -> None:
    for name in METHODS:
        _without_compiler(optimizer_module.Optimizer, name)


def _without_compiler(cls: Any, name: str) -> None:
    wrapped = getattr(cls, name)
    plain = getattr(wrapped, "__wrapped__", None)
    if plain is None:
        return

    @functools.wraps(plain)
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        return (wrapped if "torch._dynamo" in sys.modules else plain)(self, *args, **kwargs)

    setattr(cls, name, method)
