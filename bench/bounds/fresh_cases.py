"""Trains cases that no constant was set on, and writes their truth and ramps in the form of test/fixtures/curves.

python -m venv venv && venv/bin/pip install torch==2.13.0 scikit-learn numpy
venv/bin/python bench/bounds/fresh_cases.py FOLDER        twelve cases, about five minutes of one core
venv/bin/python bench/bounds/fresh_cases.py FOLDER sgd    plain SGD on linear and softmax regression and small networks
node bench/bounds/run.mjs FOLDER
"""

import json
import math
import sys
from pathlib import Path

import numpy as np
import torch
from sklearn import datasets
from torch import nn

STEPS = 400
TRUTH_SEEDS = range(3)
RAMP_SEEDS = range(10, 13)
RAMP_STEPS = (100, 200, 400, 800)
LOWEST, HIGHEST = 1e-6, 10

# data, model, optimizer, batch
CASES = [
    ("dig", "mlp", "sgd", 8),
    ("dignoisy", "mlp", "adam", 16),
    ("cancer", "logreg", "sgd", 8),
    ("wine", "mlp", "sgdm", 8),
    ("diabetes", "mlp", "adam", 32),
    ("diabetes", "tanh", "sgdm", 16),
    ("dig", "tanh", "rmsprop", 16),
    ("dig", "conv", "sgdm", 16),
    ("dignoisy", "mlpbn", "sgd", 32),
    ("cancer", "mlp", "rmsprop", 16),
    ("dig", "mlp", "adagrad", 64),
    ("dig", "mlpbn", "adamw", 64),
]

SGD_CASES = [
    (data, model, "sgd", batch)
    for data, model, batch in [
        ("diabetes", "linreg", 8),
        ("diabetes", "linreg", 64),
        ("friedman", "linreg", 32),
        ("skewed", "linreg", 16),
        ("skewed", "linreg", 128),
        ("dig", "logreg", 8),
        ("dig", "logreg", 64),
        ("dignoisy", "logreg", 32),
        ("wine", "logreg", 16),
        ("cancer", "logreg", 64),
        ("raw", "logreg", 32),
        ("diabetes", "mlp", 32),
        ("friedman", "mlp", 32),
        ("friedman", "tanh", 64),
        ("dig", "tanh", 32),
        ("dig", "conv", 32),
        ("dignoisy", "mlp", 32),
        ("cancer", "mlp", 16),
    ]
]

OPTIMIZERS = {
    "sgd": torch.optim.SGD,
    "sgdm": lambda parameters, lr: torch.optim.SGD(parameters, lr, momentum=0.9),
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "rmsprop": torch.optim.RMSprop,
    "adagrad": torch.optim.Adagrad,
}


def standardised(values):
    return ((values - values.mean(0)) / values.std(0)).astype("f4")


def load(name):
    """Training inputs and targets, test inputs and targets."""
    if name in ("dig", "dignoisy"):
        bunch, train = datasets.load_digits(), 1437
        inputs, targets = (bunch.data / 16).astype("f4"), bunch.target
    elif name == "cancer":
        bunch, train = datasets.load_breast_cancer(), 426
        inputs, targets = standardised(bunch.data), bunch.target
    elif name == "wine":
        bunch, train = datasets.load_wine(), 134
        inputs, targets = standardised(bunch.data), bunch.target
    elif name == "raw":
        # Pixels of 0 to 16, as they come.
        bunch, train = datasets.load_digits(), 1437
        inputs, targets = bunch.data.astype("f4"), bunch.target
    elif name == "friedman":
        inputs, targets = datasets.make_friedman1(4000, noise=1.0, random_state=1)
        inputs, targets, train = standardised(inputs), standardised(targets), 3000
    elif name == "skewed":
        # Directions of very different curvature: 1 to 1,000.
        random = np.random.RandomState(1)
        turned = np.linalg.qr(random.randn(20, 20))[0]
        inputs = (random.randn(4000, 20) * 10 ** np.linspace(0, -1.5, 20) @ turned).astype("f4")
        targets = standardised(inputs @ (turned.T @ random.randn(20)) + 0.3 * random.randn(4000))
        train = 3000
    else:
        bunch, train = datasets.load_diabetes(), 331
        inputs, targets = standardised(bunch.data), standardised(bunch.target)
    order = np.random.RandomState(12345).permutation(len(inputs))
    inputs, targets = inputs[order], targets[order]
    if name == "dignoisy":
        # Three of ten training labels are redrawn.
        random = np.random.RandomState(1)
        redrawn = random.rand(train) < 0.3
        targets = targets.copy()
        targets[:train][redrawn] = random.randint(0, 10, redrawn.sum())
    return [torch.tensor(part) for part in (inputs[:train], targets[:train], inputs[train:], targets[train:])]


def build(kind, inputs, outputs, seed):
    torch.manual_seed(seed)
    hidden = 64
    if kind in ("logreg", "linreg"):
        return nn.Linear(inputs, outputs)
    if kind == "mlp":
        return nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, outputs))
    if kind == "mlpbn":
        return nn.Sequential(
            nn.Linear(inputs, hidden), nn.BatchNorm1d(hidden), nn.ReLU(), nn.Linear(hidden, outputs)
        )
    if kind == "tanh":
        return nn.Sequential(
            nn.Linear(inputs, hidden), nn.Tanh(), nn.Linear(hidden, hidden), nn.Tanh(), nn.Linear(hidden, outputs)
        )
    return nn.Sequential(
        nn.Unflatten(1, (1, 8, 8)),
        nn.Conv2d(1, 8, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(256, outputs),
    )


def batches(count, size, seed):
    """Shuffled epochs; a last batch of one would break batch normalisation."""
    generator = torch.Generator().manual_seed(seed)
    while True:
        order = torch.randperm(count, generator=generator)
        for start in range(0, count, size):
            batch = order[start : start + size]
            yield batch if len(batch) > 1 else order[:size]


def train(data, kind, optimizer_name, size, rates, seed):
    """Model, losses and accuracies; values of a batch are from before the update made with its rate."""
    inputs, targets = data[:2]
    regression = targets.dtype == torch.float32
    model = build(kind, inputs.shape[1], 1 if regression else int(targets.max()) + 1, seed)
    optimizer = OPTIMIZERS[optimizer_name](model.parameters(), 1e-3)
    loss_of = nn.functional.mse_loss if regression else nn.functional.cross_entropy
    losses, accuracies = [], []
    for lr, batch in zip(rates, batches(len(inputs), size, seed)):
        output = model(inputs[batch])
        output = output[:, 0] if regression else output
        loss = loss_of(output, targets[batch])
        losses.append(loss.item())
        if not regression:
            accuracies.append((output.argmax(1) == targets[batch]).float().mean().item())
        if not math.isfinite(losses[-1]):
            break
        optimizer.param_groups[0]["lr"] = float(lr)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model, losses, accuracies


def score(model, data):
    """Accuracy, or R2 of a regression, on the test part; None where the model blew up."""
    inputs, targets = data[2:]
    model.eval()
    with torch.no_grad():
        output = model(inputs)
    if not torch.isfinite(output).all():
        return None
    if targets.dtype == torch.float32:
        return (1 - ((output[:, 0] - targets) ** 2).mean() / targets.var(unbiased=False)).item()
    return (output.argmax(1) == targets).float().mean().item()


def truth_of(data, kind, optimizer_name, size):
    lr = 10 ** (np.arange(-4, 2.01, 0.2) if optimizer_name == "sgd" else np.arange(-5, 1.01, 0.2))
    targets = data[3]
    regression = targets.dtype == torch.float32
    chance = -1.0 if regression else max((targets == c).float().mean().item() for c in targets.unique())
    means, deviations = [], []
    for rate in lr:
        scores = []
        for seed in TRUTH_SEEDS:
            model, losses, _ = train(data, kind, optimizer_name, size, [rate] * STEPS, seed)
            reached = score(model, data) if math.isfinite(losses[-1]) else None
            scores.append(chance if reached is None else max(reached, -1))
        means.append(np.mean(scores))
        deviations.append(np.std(scores, ddof=1))
    best = int(np.argmax(means))
    noise = 2 * np.median(deviations[max(0, best - 2) : best + 3]) / math.sqrt(len(TRUTH_SEEDS))
    enough = means[best] - min(0.05, max(0.02, noise))
    low = high = best
    while low > 0 and means[low - 1] >= enough:
        low -= 1
    while high < len(means) - 1 and means[high + 1] >= enough:
        high += 1
    short = lambda value: float(f"{value:.4g}")
    return {
        "lr": [short(rate) for rate in lr],
        "metric": [short(mean) for mean in means],
        "best": short(means[best]),
        "goodLo": short(lr[low]),
        "goodHi": short(lr[high]),
    }


def ramp_of(data, kind, optimizer_name, size, steps, seed):
    rates = LOWEST * (HIGHEST / LOWEST) ** (np.arange(steps) / (steps - 1))
    _, losses, accuracies = train(data, kind, optimizer_name, size, rates, seed)
    return {
        "kind": "exp",
        "lo": LOWEST,
        "hi": HIGHEST,
        "n": steps,
        "seed": seed,
        "loss": [round(loss, 4) if math.isfinite(loss) else None for loss in losses],
        "acc": [round(accuracy, 4) for accuracy in accuracies] or None,
    }


torch.set_num_threads(1)
folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for case in SGD_CASES if sys.argv[2:] == ["sgd"] else CASES:
    data = load(case[0])
    name = "-".join(map(str, case))
    ramps = [ramp_of(data, *case[1:], steps, seed) for steps in RAMP_STEPS for seed in RAMP_SEEDS]
    truth = truth_of(data, *case[1:])
    (folder / f"{name}.json").write_text(
        json.dumps(
            {
                "id": name,
                "optimizer": case[2],
                "stepsPerEpoch": math.ceil(len(data[0]) / case[3]),
                "truth": truth,
                "ramps": ramps,
            }
        )
    )
    print(name, truth["goodLo"], truth["goodHi"], flush=True)
