"""A loop by hand; ends as EXIT says, and saves to MODEL if that is set."""

import os
import sys

import torch

torch.manual_seed(0)
model = torch.nn.Linear(4, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for step in range(int(os.environ.get("STEPS", "100"))):
    inputs, targets = torch.randn(16, 4), torch.randint(0, 3, (16,))
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(model(inputs), targets).backward()
    optimizer.step()
    if str(step) == os.environ.get("LEAVE_AT"):
        sys.exit()
if "MODEL" in os.environ:
    torch.save(model.state_dict(), os.environ["MODEL"])
print("trained")
sys.exit(int(os.environ.get("EXIT", "0")))
