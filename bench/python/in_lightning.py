"""A script with Lightning as users write it: `in_lightning.py MODEL STEPS`."""

from __future__ import annotations

import sys

from lightning import Trainer
from lightning_models import Classifier
from models import loader

trainer = Trainer(
    max_steps=int(sys.argv[2]),
    accelerator="cpu",
    logger=False,
    enable_checkpointing=False,
    enable_progress_bar=False,
)
trainer.fit(Classifier(sys.argv[1]), loader())
