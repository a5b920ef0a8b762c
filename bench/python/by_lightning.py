"""The same range test by Lightning's `lr_find`, as its users write it: `by_lightning.py MODEL STEPS`."""

from __future__ import annotations

import sys

from lightning import Trainer
from lightning.pytorch.tuner import Tuner
from lightning_models import Classifier
from models import loader

steps = int(sys.argv[2])
trainer = Trainer(
    max_steps=10 * steps,
    accelerator="cpu",
    logger=False,
    enable_checkpointing=False,
    enable_progress_bar=False,
)
Tuner(trainer).lr_find(
    Classifier(sys.argv[1]), loader(), min_lr=1e-5, max_lr=10, num_training=steps, early_stop_threshold=None
)
