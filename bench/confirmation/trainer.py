"""Trains small networks for as long as it is asked to: one JSON object a line in, one out.

python trainer.py NODE_MODULES

Asked: {"data", "model", "optimizer", "batch"}, alone or with {"rates": one a step, "seed", "accuracies": if wanted}
Told: {"stepsPerEpoch", "chance"}, or {"losses" and "accuracies" of the batches, "score": validation accuracy or R2}
"""

import json
import math
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from datasets import Data, load
from networks import build, optimizer_of
from torch import Tensor, nn
from torch.nn import functional as F

NORMALISED_AGAIN = 50
"""Batches that batch normalisation sees with the averaged weights of a schedule-free optimizer."""


def main() -> None:
    modules = Path(sys.argv[1])
    torch.set_num_threads(1)
    for line in sys.stdin:
        asked = json.loads(line)
        data = loaded(asked["data"], modules)
        told = train(data, asked) if "rates" in asked else about(data, asked["batch"])
        print(json.dumps(told), flush=True)


@lru_cache(maxsize=1)
def loaded(name: str, modules: Path) -> Data:
    return load(name, modules)


def about(data: Data, batch: int) -> dict[str, Any]:
    return {"stepsPerEpoch": len(data.inputs) // batch, "chance": chance_of(data)}


def chance_of(data: Data) -> float:
    """Of saying the same for every input."""
    targets = data.validation_targets.flatten()
    return 0.0 if is_regression(data) else targets.bincount().max().item() / len(targets)


def is_regression(data: Data) -> bool:
    return data.targets.is_floating_point()


def batches(count: int, size: int, seed: int) -> Iterator[Tensor]:
    """Shuffled epochs. The last few of each are left out."""
    generator = torch.Generator().manual_seed(seed)
    while True:
        order = torch.randperm(count, generator=generator)
        for start in range(0, count - size + 1, size):
            yield order[start : start + size]


def train(data: Data, asked: dict[str, Any]) -> dict[str, Any]:
    torch.manual_seed(asked["seed"])
    model = build(asked["model"], data.inputs[0], data.outputs)
    optimizer = optimizer_of(asked["optimizer"], model)
    switch(optimizer, "train")
    order = batches(len(data.inputs), asked["batch"], asked["seed"])
    losses: list[float | None] = []
    accuracies: list[float] = []
    for rate in asked["rates"]:
        chosen = next(order)
        targets = data.targets[chosen]
        output = model(data.inputs[chosen])
        loss = loss_of(output, targets)
        value = loss.item()
        if asked.get("accuracies") and not is_regression(data):
            accuracies.append(accuracy_of(output, targets))
        losses.append(value if math.isfinite(value) else None)
        if losses[-1] is None:
            break
        optimizer.param_groups[0]["lr"] = rate
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    if switch(optimizer, "eval"):
        with torch.no_grad():
            for _ in range(NORMALISED_AGAIN):
                model(data.inputs[next(order)])
    score = None if losses[-1] is None else validate(model, data)
    reached = chance_of(data) if score is None else max(score, 0.0)
    return {"losses": losses, "accuracies": accuracies or None, "score": reached}


def switch(optimizer: torch.optim.Optimizer, mode: str) -> bool:
    """To the weights that are trained, or to their average; False for an optimizer that has only the former."""
    method = getattr(optimizer, mode, None)
    if method is not None:
        method()
    return method is not None


def loss_of(output: Tensor, targets: Tensor) -> Tensor:
    if targets.is_floating_point():
        return F.mse_loss(output[:, 0], targets)
    return F.cross_entropy(output.flatten(0, -2), targets.flatten())


def accuracy_of(output: Tensor, targets: Tensor) -> float:
    return (output.argmax(-1) == targets).float().mean().item()


def validate(model: nn.Module, data: Data) -> float | None:
    """None where the model blew up."""
    model.eval()
    targets = data.validation_targets
    with torch.no_grad():
        output = model(data.validation_inputs)
        loss = loss_of(output, targets).item()
    if not math.isfinite(loss):
        return None
    return (
        1 - loss / targets.var(unbiased=False).item() if is_regression(data) else accuracy_of(output, targets)
    )


main()
