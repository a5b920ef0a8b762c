"""The same four models in PyTorch: `stepper.py MODEL THREADS`, the same protocol as stepper.ts (its own initial weights)."""
import json
import resource
import sys
import time

import torch
from torch import nn

BATCH, CLASSES = 64, 10


class LastStep(nn.Module):
    def __init__(self, features, units):
        super().__init__()
        self.lstm = nn.LSTM(features, units, batch_first=True)

    def forward(self, x):
        return self.lstm(x)[0][:, -1]


def model_and_shape(name):
    if name == "mlp":
        return nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, CLASSES)), (784,)
    if name == "convnet":
        return nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(32 * 49, CLASSES),
        ), (1, 28, 28)
    if name == "cifar":
        parts, before = [], 3
        for filters in (32, 64, 128):
            parts += [nn.Conv2d(before, filters, 3, padding=1, bias=False), nn.BatchNorm2d(filters), nn.ReLU(), nn.MaxPool2d(2)]
            before = filters
        return nn.Sequential(*parts, nn.Flatten(), nn.Linear(128 * 16, CLASSES)), (3, 32, 32)
    return nn.Sequential(LastStep(28, 64), nn.Linear(64, CLASSES)), (28, 28)


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main():
    name, threads = sys.argv[1], int(sys.argv[2])
    torch.set_num_threads(threads)
    torch.manual_seed(7)
    model, shape = model_and_shape(name)
    x = torch.rand(BATCH, *shape)
    y = torch.arange(BATCH) % CLASSES
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001, eps=1e-7)
    loss_of = nn.CrossEntropyLoss()
    for line in sys.stdin:
        answer = {"cpuMs": [], "wallMs": [], "losses": []}
        for _ in range(json.loads(line)["steps"]):
            cpu, wall = cpu_seconds(), time.perf_counter()
            optimizer.zero_grad()
            prediction = model(x)
            loss = loss_of(prediction, y)
            loss.backward()
            optimizer.step()
            (prediction.argmax(1) == y).float().mean().item()
            answer["losses"].append(loss.item())
            answer["wallMs"].append((time.perf_counter() - wall) * 1000)
            answer["cpuMs"].append((cpu_seconds() - cpu) * 1000)
        print(json.dumps(answer), flush=True)


main()
