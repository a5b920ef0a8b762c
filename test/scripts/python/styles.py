"""Styles of training, chosen by the first argument."""

import sys

import torch
from torch import nn

torch.manual_seed(0)


def batch():
    inputs = torch.randn(16, 4)
    return inputs, (inputs.sum(1) > 0).long()


def accumulation():
    model = nn.Linear(4, 2)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for step in range(400):
        inputs, targets = batch()
        (nn.functional.cross_entropy(model(inputs), targets) / 4).backward()
        if step % 4 == 3:
            optimizer.step()
            optimizer.zero_grad()


def closure():
    model = nn.Linear(4, 2)
    optimizer = torch.optim.LBFGS(model.parameters(), lr=0.1, max_iter=3)

    def loss():
        optimizer.zero_grad()
        value = nn.functional.cross_entropy(model(inputs), targets)
        value.backward()
        return value

    for _ in range(100):
        inputs, targets = batch()
        optimizer.step(loss)


def scaler():
    model = nn.Linear(4, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scaling = torch.amp.GradScaler("cpu")
    for _ in range(100):
        inputs, targets = batch()
        optimizer.zero_grad()
        with torch.autocast("cpu", torch.bfloat16):
            loss = nn.functional.cross_entropy(model(inputs), targets)
        scaling.scale(loss).backward()
        scaling.step(optimizer)
        scaling.update()


def gan():
    generator, critic = nn.Linear(2, 4), nn.Linear(4, 1)
    of_critic = torch.optim.Adam(critic.parameters(), lr=1e-3)
    of_generator = torch.optim.SGD(generator.parameters(), lr=1e-3)
    judge = nn.functional.binary_cross_entropy_with_logits
    for _ in range(100):
        real, fake = torch.randn(16, 4) + 2, generator(torch.randn(16, 2))
        of_critic.zero_grad()
        judge(critic(real), torch.ones(16, 1)).backward()
        judge(critic(fake.detach()), torch.zeros(16, 1)).backward()
        of_critic.step()
        of_generator.zero_grad()
        judge(critic(fake), torch.ones(16, 1)).backward()
        of_generator.step()


def scheduled():
    model = nn.Linear(4, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 10)
    for _ in range(100):
        inputs, targets = batch()
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(inputs), targets).backward()
        optimizer.step()
        scheduler.step()


def groups():
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
    optimizer = torch.optim.SGD(
        [{"params": model[0].parameters(), "lr": 0.01}, {"params": model[2].parameters()}], lr=0.1
    )
    for _ in range(100):
        inputs, targets = batch()
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(inputs), targets).backward()
        optimizer.step()


def regression():
    model = nn.Linear(4, 1)
    optimizer = torch.optim.RMSprop(model.parameters(), lr=0.01)
    for _ in range(100):
        inputs, _ = batch()
        optimizer.zero_grad()
        nn.functional.mse_loss(model(inputs), inputs.sum(1, keepdim=True)).backward()
        optimizer.step()


def nan_guard():
    model = nn.Linear(4, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    for _ in range(100):
        inputs, _ = batch()
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(inputs), inputs.sum(1, keepdim=True))
        if not loss < 1e6:
            raise SystemExit("The loss explodes.")
        loss.backward()
        optimizer.step()


globals()[sys.argv[1]]()
print("trained")
