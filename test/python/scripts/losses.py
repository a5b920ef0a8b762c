"""One update with each loss of a list, and what an argmax gives for the same batch. The weights' first tensor is always
the same, so that all updates are those of one training."""

from __future__ import annotations

import json
from typing import Any, Callable

import torch
import torch.nn.functional as F
from torch.utils.checkpoint import checkpoint

torch.manual_seed(3)
N, CLASSES, WIDTH = 48, 7, 10
inputs = torch.randn(N, WIDTH)
model = torch.nn.Linear(WIDTH, CLASSES)
targets = torch.randint(0, CLASSES, (N,))
one_hot = F.one_hot(targets, CLASSES).float()
other = torch.randint(0, CLASSES, (N,))
some_ignored = torch.where(torch.arange(N) % 3 == 0, torch.tensor(-100), targets)
binary = (targets > 3).float()
multi_label = (torch.rand(N, CLASSES) > 0.6).float()
sequence = torch.randint(0, CLASSES, (8, 6))
image = torch.randint(0, CLASSES, (2, 4, 6))
many = torch.nn.Linear(WIDTH, 1500)
flat = torch.nn.Linear(WIDTH, 1500)
torch.nn.init.zeros_(flat.weight)
torch.nn.init.zeros_(flat.bias)
many_targets = torch.randint(0, 1500, (N,))
torch.nn.init.normal_(many.weight[many_targets[:5]], std=2.0)
rows = torch.arange(N)


def share(hits: torch.Tensor) -> float:
    return hits.double().mean().item()


def by_argmax(scores: torch.Tensor, labels: torch.Tensor = targets) -> float:
    return share(scores.argmax(1) == labels)


def focal(scores: torch.Tensor) -> torch.Tensor:
    each = F.cross_entropy(scores, targets, reduction="none")
    return ((1 - torch.exp(-each)) ** 2 * each).mean()


def l2(scores: torch.Tensor) -> torch.Tensor:
    return F.cross_entropy(scores, targets) + 1e-3 * sum((p**2).sum() for p in model.parameters())


Scores = torch.Tensor
Row = tuple[Callable[[Scores], Any], Callable[[Scores], Any]]
kept = some_ignored != -100
probabilities = 0.8 * one_hot + 0.2 / CLASSES

# Name: the loss of the scores, and the accuracy of the batch; None where none can be told.
ROWS: dict[str, Row] = {
    "cross_entropy": (lambda s: F.cross_entropy(s, targets), by_argmax),
    "nll_loss": (lambda s: F.nll_loss(F.log_softmax(s, 1), targets), by_argmax),
    "weight": (lambda s: F.cross_entropy(s, targets, weight=torch.arange(1.0, CLASSES + 1)), by_argmax),
    "ignore_index": (
        lambda s: F.cross_entropy(s, some_ignored),
        lambda s: share((s.argmax(1) == targets)[kept]),
    ),
    "another ignore_index": (
        lambda s: F.cross_entropy(s, targets, ignore_index=2),
        lambda s: share((s.argmax(1) == targets)[targets != 2]),
    ),
    "label smoothing": (lambda s: F.cross_entropy(s, targets, label_smoothing=0.1), by_argmax),
    "class probabilities": (lambda s: F.cross_entropy(s, probabilities), by_argmax),
    "mixup": (lambda s: 0.7 * F.cross_entropy(s, targets) + 0.3 * F.cross_entropy(s, other), by_argmax),
    "reduction none": (lambda s: F.cross_entropy(s, targets, reduction="none").mean(), by_argmax),
    "reduction sum": (lambda s: F.cross_entropy(s, targets, reduction="sum"), by_argmax),
    "focal": (focal, by_argmax),
    "with L2 terms": (l2, by_argmax),
    "sequences": (
        lambda s: F.cross_entropy(s.view(8, 6, CLASSES).transpose(1, 2), sequence),
        lambda s: by_argmax(s, sequence.flatten()),
    ),
    "images": (
        lambda s: F.cross_entropy(s.view(2, 4, 6, CLASSES).permute(0, 3, 1, 2), image),
        lambda s: by_argmax(s, image.flatten()),
    ),
    "gather": (lambda s: -F.log_softmax(s, 1).gather(1, targets[:, None]).mean(), by_argmax),
    "gather of sequences": (
        lambda s: -F.log_softmax(s.view(8, 6, CLASSES), -1).gather(-1, sequence[..., None]).mean(),
        lambda s: by_argmax(s, sequence.flatten()),
    ),
    "indexed": (lambda s: -F.log_softmax(s, 1)[rows, targets].mean(), by_argmax),
    "negated first": (lambda s: (-F.log_softmax(s, 1))[rows, targets].mean(), by_argmax),
    "one-hot product": (lambda s: -(one_hot * F.log_softmax(s, 1)).sum(1).mean(), by_argmax),
    "log of softmax": (lambda s: -torch.log(F.softmax(s, 1)).gather(1, targets[:, None]).mean(), by_argmax),
    "kl_div": (lambda s: F.kl_div(F.log_softmax(s, 1), one_hot, reduction="batchmean"), by_argmax),
    "multi_margin": (lambda s: F.multi_margin_loss(s, targets), by_argmax),
    "binary, one column": (
        lambda s: F.binary_cross_entropy_with_logits(s[:, 0], binary),
        lambda s: share((s[:, 0] > 0) == (binary > 0.5)),
    ),
    "binary of probabilities": (
        lambda s: F.binary_cross_entropy(s[:, :1].sigmoid(), binary[:, None]),
        lambda s: share((s[:, 0].sigmoid() > 0.5) == (binary > 0.5)),
    ),
    "binary, one-hot": (lambda s: F.binary_cross_entropy_with_logits(s, one_hot), by_argmax),
    "multi-label": (
        lambda s: F.binary_cross_entropy_with_logits(s, multi_label),
        lambda s: share((s > 0) == (multi_label > 0.5)),
    ),
    "many classes": (
        lambda s: F.cross_entropy(many(inputs) + 0 * s.sum(), many_targets),
        lambda s: by_argmax(many(inputs), many_targets),
    ),
    "many classes, head at zero": (
        lambda s: F.cross_entropy(flat(inputs) + 0 * s.sum(), many_targets),
        lambda s: by_argmax(flat(inputs), many_targets),
    ),
    "one example": (
        lambda s: F.cross_entropy(s[0], targets[0]),
        lambda s: share(s[0].argmax() == targets[0]),
    ),
    "activation checkpointing": (
        lambda s: F.cross_entropy(checkpoint(torch.tanh, s, use_reentrant=True), targets),
        by_argmax,
    ),
    "two losses": (
        lambda s: [F.cross_entropy(s[:16], targets[:16]), F.cross_entropy(s[16:], targets[16:])],
        by_argmax,
    ),
    "mean squares": (lambda s: F.mse_loss(s, one_hot), lambda s: None),
    "mean squares of a softmax": (lambda s: F.mse_loss(s.softmax(1), one_hot), lambda s: None),
    "logsumexp": (lambda s: (s.logsumexp(1) - s[rows, targets]).mean(), lambda s: None),
    "binary, soft targets": (
        lambda s: F.binary_cross_entropy_with_logits(s, probabilities),
        lambda s: None,
    ),
    "binary of images": (
        lambda s: F.binary_cross_entropy_with_logits(s.view(8, 6, CLASSES), multi_label.view(8, 6, CLASSES)),
        lambda s: None,
    ),
}
if hasattr(F, "linear_cross_entropy"):
    ROWS["linear_cross_entropy"] = (
        lambda s: F.linear_cross_entropy(inputs, model.weight, targets, linear_bias=model.bias),
        by_argmax,
    )

optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for name, (make, accuracy) in ROWS.items():
    optimizer.zero_grad()
    scores = model(inputs)
    with torch.no_grad():
        # An evaluation in the script's own loop: it counts for nothing.
        F.cross_entropy(torch.randn(4, CLASSES), torch.zeros(4, dtype=torch.long))
        expected = accuracy(scores)
    losses = make(scores)
    losses = losses if isinstance(losses, list) else [losses]
    total = sum(loss.item() for loss in losses)
    for index, loss in enumerate(losses):
        loss.backward(retain_graph=index + 1 < len(losses))
    optimizer.step()
    print("@" + json.dumps({"name": name, "accuracy": expected, "loss": total}))
