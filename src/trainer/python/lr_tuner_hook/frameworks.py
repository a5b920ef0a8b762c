"""Which module of which framework is patched by what, once it has loaded."""

from __future__ import annotations

from types import ModuleType
from typing import Callable

from . import (
    loading,
    saves,
    torch_data,
    torch_evaluation,
    torch_loss,
    torch_optimizer,
    torch_scaler,
    torch_start,
)
from .driver import Driver
from .guard import RATE, Guard

Patch = Callable[[ModuleType, Driver, Guard], None]

PATCHES: list[tuple[str, str, Patch]] = [
    ("torch.optim.optimizer", torch_start.DUTY, torch_start.install),
    ("torch.optim.optimizer", RATE, torch_optimizer.install),
    ("torch.autograd", torch_loss.DUTY, torch_loss.install),
    ("torch.amp.grad_scaler", torch_scaler.DUTY, torch_scaler.install),
    # Before PyTorch 2.3; since then it is a subclass of the one above.
    ("torch.cuda.amp.grad_scaler", torch_scaler.DUTY, torch_scaler.install),
    ("torch.utils.data.dataloader", torch_data.DUTY, torch_data.install),
    ("torch.nn.functional", torch_evaluation.DUTY, torch_evaluation.install),
]


def install(driver: Driver, guard: Guard) -> None:
    saves.install(driver, guard)
    for name, duty, patch in PATCHES:
        loading.after(name, _guarded(guard, duty, patch, driver))


def _guarded(guard: Guard, duty: str, patch: Patch, driver: Driver) -> loading.Callback:
    return lambda module: guard.run(duty, patch, module, driver, guard)
