"""The same range test by fastai's `lr_find`, as its users write it: `by_fastai.py MODEL STEPS`."""

from __future__ import annotations

import sys

import torch
from fastai.basics import DataLoaders, Learner
from fastai.callback import schedule  # noqa: F401  gives Learner its `lr_find`
from fastai.optimizer import SGD
from models import loader, make
from torch.nn.functional import cross_entropy

torch.set_num_threads(1)
batches = loader()
learner = Learner(DataLoaders(batches, batches), make(sys.argv[1]), loss_func=cross_entropy, opt_func=SGD)
learner.lr_find(start_lr=1e-5, end_lr=10, num_it=int(sys.argv[2]), stop_div=False, show_plot=False)
