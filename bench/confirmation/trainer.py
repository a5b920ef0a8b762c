"""Trains one network on one set as often as it is asked to: one JSON object a line in, one out.

python trainer.py NODE_MODULES DATA MODEL OPTIMIZER BATCH

Asked: {"rates": one a step, "seed": …, "optimizer": another than the case's}
Told: {"losses": …, "accuracies": of the batches, null for a regression, "score": validation accuracy or R2, "ms": …}
"""

import json
import math
import sys
import time
from collections.abc import Iterator
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
    modules, data_name, model, optimizer, batch = sys.argv[1:]
    torch.set_num_threads(1)
    data = load(data_name, Path(modules))
    targets = data.validation_targets
    chance = 0.0 if is_regression(data) else targets.flatten().bincount().max().item() / targets.numel()
    about = {"stepsPerEpoch": math.ceil(len(data.inputs) / int(batch)), "chance": chance}
    print(json.dumps(about), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        began = time.perf_counter()
        told = train(
            data, model, asked.get("optimizer", optimizer), int(batch), asked["rates"], asked["seed"]
        )
        told["score"] = chance if told["score"] is None else max(told["score"], 0.0)
        told["ms"] = 1000 * (time.perf_counter() - began) / max(1, len(told["losses"]))
        print(json.dumps(told), flush=True)


def is_regression(data: Data) -> bool:
    return data.targets.is_floating_point()


def batches(count: int, size: int, seed: int) -> Iterator[Tensor]:
    """Shuffled epochs. The last few of each are left out."""
    generator = torch.Generator().manual_seed(seed)
    while True:
        order = torch.randperm(count, generator=generator)
        for start in range(0, count - size + 1, size):
            yield order[start : start + size]


def train(
    data: Data, kind: str, optimizer_name: str, size: int, rates: list[float], seed: int
) -> dict[str, Any]:
    torch.manual_seed(seed)
    model = build(kind, data.inputs[0], data.outputs)
    optimizer = optimizer_of(optimizer_name, model)
    switch(optimizer, "train")
    order = batches(len(data.inputs), size, seed)
    losses: list[float | None] = []
    accuracies: list[float] = []
    for rate in rates:
        chosen = next(order)
        loss, accuracy = judge(model, data.inputs[chosen], data.targets[chosen])
        value = loss.item()
        losses.append(value if math.isfinite(value) else None)
        accuracies.append(accuracy)
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
    score = validate(model, data) if losses[-1] is not None else None
    return {"losses": losses, "accuracies": None if is_regression(data) else accuracies, "score": score}


def switch(optimizer: torch.optim.Optimizer, mode: str) -> bool:
    """To the weights that are trained, or to their average; False for an optimizer that has only the former."""
    method = getattr(optimizer, mode, None)
    if method is not None:
        method()
    return method is not None


def judge(model: nn.Module, inputs: Tensor, targets: Tensor) -> tuple[Tensor, float]:
    output = model(inputs)
    if targets.is_floating_point():
        return F.mse_loss(output[:, 0], targets), math.nan
    classes = output.flatten(0, -2)
    right = (classes.argmax(1) == targets.flatten()).float().mean().item()
    return F.cross_entropy(classes, targets.flatten()), right


def validate(model: nn.Module, data: Data) -> float | None:
    """None where the model blew up."""
    model.eval()
    targets = data.validation_targets
    with torch.no_grad():
        loss, accuracy = judge(model, data.validation_inputs, targets)
    if not math.isfinite(loss.item()):
        return None
    return 1 - loss.item() / targets.var(unbiased=False).item() if targets.is_floating_point() else accuracy


main()
