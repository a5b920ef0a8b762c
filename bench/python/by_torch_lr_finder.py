"""The same range test by torch-lr-finder, as its users write it: `peer.py MODEL STEPS`."""

from __future__ import annotations

import sys

import torch
from models import loader, make
from torch import nn
from torch_lr_finder import LRFinder

torch.set_num_threads(1)
model = make(sys.argv[1])
optimizer = torch.optim.SGD(model.parameters(), lr=1e-5, momentum=0.9)
finder = LRFinder(model, optimizer, nn.CrossEntropyLoss(), device="cpu")
finder.range_test(loader(), end_lr=10, num_iter=int(sys.argv[2]), step_mode="exp", diverge_th=1e9)
finder.reset()
