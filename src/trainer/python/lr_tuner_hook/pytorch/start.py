"""Keeps PyTorch from importing its compiler where nothing is compiled.

torch 2.13 imports `torch._dynamo` with the first optimizer only to say "do not compile this": 1.2 s of processor time
in each of the 6 to 9 processes of a test. While the compiler is not loaded, nothing can be compiling.
"""

from __future__ import annotations

import functools
import sys
from types import ModuleType
from typing import Any, Callable

from ..driver import Driver
from ..guard import Guard

METHODS = ("add_param_group", "zero_grad", "state_dict", "load_state_dict")
# Around the step of PyTorch's own optimizers, whose modules import it once this one is patched.
STEP_DECORATOR = "_use_grad_for_differentiable"

Step = Callable[..., Any]


def install(optimizer_module: ModuleType, driver: Driver, guard: Guard) -> None:
    for name in METHODS:
        _without_compiler(optimizer_module.Optimizer, name)
    decorate = getattr(optimizer_module, STEP_DECORATOR, None)
    if decorate is not None:
        setattr(optimizer_module, STEP_DECORATOR, _without_graph_breaks(decorate))


def _without_compiler(cls: Any, name: str) -> None:
    wrapped = getattr(cls, name)
    plain = getattr(wrapped, "__wrapped__", None)
    if plain is None:
        return

    @functools.wraps(plain)
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        return (wrapped if "torch._dynamo" in sys.modules else plain)(self, *args, **kwargs)

    setattr(cls, name, method)


def _without_graph_breaks(decorate: Callable[[Step], Step]) -> Callable[[Step], Step]:
    torch = sys.modules["torch"]

    def decorated(step: Step) -> Step:
        for_compiler = decorate(step)

        @functools.wraps(step)
        def use_grad(*args: Any, **kwargs: Any) -> Any:
            if "torch._dynamo" in sys.modules:
                return for_compiler(*args, **kwargs)
            before = torch.is_grad_enabled()
            try:
                torch.set_grad_enabled(args[0].defaults["differentiable"])
                return step(*args, **kwargs)
            finally:
                torch.set_grad_enabled(before)

        return use_grad

    return decorated
