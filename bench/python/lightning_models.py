"""The models of the measurements as modules of Lightning's."""

from __future__ import annotations

from typing import Any

import torch
from lightning import LightningModule
from models import make
from torch.nn.functional import cross_entropy

torch.set_num_threads(1)


class Classifier(LightningModule):
    def __init__(self, name: str, lr: float = 0.01) -> None:
        super().__init__()
        self.model = make(name)
        self.lr = lr

    def training_step(self, batch: Any, index: int) -> torch.Tensor:
        images, labels = batch
        return cross_entropy(self.model(images), labels)

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.SGD(self.parameters(), lr=self.lr, momentum=0.9)
