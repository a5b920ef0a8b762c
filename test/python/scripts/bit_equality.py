"""Trains small models in every way the hook must not disturb: bit_equality.py hand|ramp|triangular|… NAME …

Under the hook the rates come from the plan. `hand` sets the same rates itself, in one process, unhooked.
"""

from __future__ import annotations

import hashlib
import json
import sys
from typing import Any, Callable

import torch
from scenarios import run_each
from torch.utils.data import DataLoader, TensorDataset

STEPS = 40
# Of the ramp: one more than is trained, since its end would end the process.
RAMP = {"lo": 1e-4, "hi": 1.0, "steps": STEPS + 1}

Parameters = Any
Make = Callable[[Parameters], torch.optim.Optimizer]


def two_groups(parameters: Parameters) -> torch.optim.Optimizer:
    every = list(parameters)
    return torch.optim.SGD([{"params": every[:2], "lr": 0.01}, {"params": every[2:]}], lr=0.1, momentum=0.9)


OPTIMIZERS: dict[str, Make] = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
    "momentum_with_own_schedule": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
    "adam": lambda p: torch.optim.Adam(p, lr=1e-3),
    "adamw_fused": lambda p: torch.optim.AdamW(p, lr=1e-3, fused=True),
    "adamw_foreach": lambda p: torch.optim.AdamW(p, lr=1e-3, foreach=True),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=1e-2),
    "two_groups": two_groups,
    "tensor_rate": lambda p: torch.optim.Adam(p, lr=torch.tensor(1e-3), capturable=False, foreach=False),
}


def train(name: str, rate: Callable[[torch.optim.Optimizer], Any] | None) -> Any:
    torch.manual_seed(7)
    inputs = torch.randn(160, 12)
    targets = inputs[:, :3].argmax(1)
    loader = DataLoader(TensorDataset(inputs, targets), batch_size=16, shuffle=True)
    model = torch.nn.Sequential(
        torch.nn.Linear(12, 16), torch.nn.ReLU(), torch.nn.Dropout(0.2), torch.nn.Linear(16, 3)
    )
    optimizer = OPTIMIZERS[name](model.parameters())
    own_schedule = None
    if name == "momentum_with_own_schedule" and rate is None:
        own_schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=5, gamma=0.5)
    advance = rate(optimizer) if rate else None
    losses, seen_rates, step = [], [], 0
    while step < STEPS:
        for batch, labels in loader:
            if advance:
                advance.before(step)
            loss = torch.nn.functional.cross_entropy(model(batch), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            if advance:
                advance.after()
            if own_schedule:
                own_schedule.step()
            seen_rates.append(float(optimizer.param_groups[0]["lr"]))
            step += 1
    weights = b"".join(p.detach().numpy().tobytes() for p in model.parameters())
    return {"losses": losses, "weights": hashlib.sha256(weights).hexdigest(), "own": seen_rates}


class ByHand:
    """The ramp, written into the groups in the proportion that they have."""

    def __init__(self, optimizer: torch.optim.Optimizer) -> None:
        self.groups = optimizer.param_groups
        first = [float(group["lr"]) for group in self.groups]
        self.ratios = [rate / max(first) for rate in first]

    def before(self, step: int) -> None:
        lr = RAMP["lo"] * (RAMP["hi"] / RAMP["lo"]) ** (step / (RAMP["steps"] - 1)) if step else RAMP["lo"]
        for group, ratio in zip(self.groups, self.ratios):
            if isinstance(group["lr"], torch.Tensor):
                group["lr"].fill_(lr * ratio)
            else:
                group["lr"] = lr * ratio

    def after(self) -> None:
        pass


class Cyclic:
    """PyTorch's own. A step size that is a power of two, so that no way of computing the share rounds."""

    def __init__(self, optimizer: torch.optim.Optimizer, mode: str) -> None:
        self.scheduler = torch.optim.lr_scheduler.CyclicLR(
            optimizer, 0.01, 0.25, step_size_up=8, mode=mode, cycle_momentum=False
        )

    def before(self, step: int) -> None:
        pass

    def after(self) -> None:
        self.scheduler.step()


if __name__ == "__main__":
    how, *names = sys.argv[1:]
    if how == "hand":
        results: dict[str, Any] = {name: train(name, ByHand) for name in OPTIMIZERS}
        for mode in ("triangular", "triangular2"):
            results[mode] = train(
                "momentum_with_own_schedule", lambda optimizer, m=mode: Cyclic(optimizer, m)
            )
        results["observe"] = train("momentum_with_own_schedule", None)
        print("@" + json.dumps({"name": "hand", "result": results}))
    else:

        def named(name: str) -> Callable[[], Any]:
            def scenario() -> Any:
                return train(name, None)

            scenario.__name__ = name
            return scenario

        run_each(*map(named, names))
