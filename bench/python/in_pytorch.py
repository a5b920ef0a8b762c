"""A script as users write it: `train.py MODEL STEPS`. Says what a step cost, in milliseconds of CPU time."""

from __future__ import annotations

import sys
import time
from itertools import chain, islice, repeat

import torch
from models import loader, make
from torch import nn

WARM_UP = 50

torch.set_num_threads(1)
model = make(sys.argv[1])
steps = int(sys.argv[2])
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
batches = islice(chain.from_iterable(repeat(loader())), steps)
started = 0.0
for step, (images, labels) in enumerate(batches):
    if step == WARM_UP:
        started = time.process_time()
    optimizer.zero_grad()
    loss = criterion(model(images), labels)
    loss.backward()
    optimizer.step()
    # The last step may be the last thing that a ramp lets the script do.
    if step == steps - 2 and steps > 2 * WARM_UP:
        cost = (time.process_time() - started) / (step - WARM_UP + 1)
        print(f"ms a step: {1000 * cost}", flush=True)
