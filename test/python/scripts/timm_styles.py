"""Trainings with timm's optimizers and schedules; `hand` trains as they do, with the ramp written into the groups."""

from __future__ import annotations

import json
import sys
from typing import Any, Callable

import torch
from scenarios import run_each

RAMP = {"lo": 1e-4, "hi": 1.0, "steps": 200}
EPOCHS, BATCHES = 3, 6


def train(
    optimizer: str, rate: Callable[[int], float] | None = None, schedule: str = "cosine", **options: Any
) -> Any:
    import timm
    from timm.optim import create_optimizer_v2
    from timm.scheduler import create_scheduler_v2
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(3)
    images = torch.randn(48, 3, 32, 32)
    classes = images.mean((2, 3)).argmax(1)
    loader = DataLoader(TensorDataset(images, classes), 8, shuffle=True)
    model = timm.create_model("test_vit", pretrained=False, img_size=32, num_classes=3)
    made = create_optimizer_v2(model, opt=optimizer, lr=1e-2, **options)
    shares = [group.get("lr_scale", 1.0) for group in made.param_groups]
    scheduler = None
    if rate is None:
        scheduler, _ = create_scheduler_v2(
            made,
            sched=schedule,
            num_epochs=EPOCHS,
            warmup_epochs=1,
            warmup_lr=1e-5,
            updates_per_epoch=BATCHES,
            step_on_epochs=False,
        )
    losses: list[float] = []
    torch.manual_seed(5)
    for _epoch in range(EPOCHS):
        for x, y in loader:
            if rate is not None:
                for group, share in zip(made.param_groups, shares):
                    group["lr"] = rate(len(losses)) * share / max(shares)
            loss = torch.nn.functional.cross_entropy(model(x), y)
            made.zero_grad()
            loss.backward()
            made.step()
            losses.append(loss.item())
            if scheduler is not None:
                scheduler.step_update(len(losses))
    return {"losses": losses}


def sgd(**options: Any) -> Any:
    return train("sgd", momentum=0.9, **options)


def lamb(**options: Any) -> Any:
    """timm's own, with a decay by layers."""
    return train("lamb", layer_decay=0.7, **options)


def lion(**options: Any) -> Any:
    return train("lion", schedule="tanh", **options)


def adamw(**options: Any) -> Any:
    return train("adamw", weight_decay=0.05, **options)


STYLES = (sgd, lamb, lion, adamw)


def ramp(step: int) -> float:
    return RAMP["lo"] * (RAMP["hi"] / RAMP["lo"]) ** (step / (RAMP["steps"] - 1)) if step else RAMP["lo"]


if __name__ == "__main__":
    if sys.argv[1:] == ["hand"]:
        print("@" + json.dumps({"name": "hand", "result": {one.__name__: one(rate=ramp) for one in STYLES}}))
    else:
        import timm  # noqa: F401

        run_each(*STYLES)
