"""The two models of the measurements, on data of MNIST's shape that is made here."""

from __future__ import annotations

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

BATCH = 64
SAMPLES = 6400


def make(name: str) -> nn.Module:
    torch.manual_seed(0)
    if name == "mlp":
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(32 * 7 * 7, 10),
    )


def loader() -> DataLoader[tuple[torch.Tensor, ...]]:
    torch.manual_seed(1)
    images = torch.rand(SAMPLES, 1, 28, 28)
    labels = (images.flatten(1) @ torch.randn(784, 10)).argmax(1)
    return DataLoader(TensorDataset(images, labels), BATCH, shuffle=True)
