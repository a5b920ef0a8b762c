"""Small networks, and optimizers as scripts make them."""

from importlib import import_module

import torch
from torch import Tensor, nn


class Recurrent(nn.Module):
    def __init__(self, kind: str, embedding: nn.Module, inputs: int, outputs: int, every: bool) -> None:
        super().__init__()
        self.embedding = embedding
        self.cells = (nn.LSTM if kind == "lstm" else nn.GRU)(inputs, 24, batch_first=True)
        self.head = nn.Linear(24, outputs)
        self.every = every

    def forward(self, inputs: Tensor) -> Tensor:
        states = self.cells(self.embedding(inputs))[0]
        return self.head(states if self.every else states[:, -1])  # type: ignore[no-any-return]


class Transformer(nn.Module):
    """One layer; looks back only where every place is predicted."""

    def __init__(self, embedding: nn.Module, length: int, outputs: int, every: bool) -> None:
        super().__init__()
        self.embedding = embedding
        self.places = nn.Parameter(0.02 * torch.randn(length, 32))
        layer = nn.TransformerEncoderLayer(32, 2, 64, dropout=0.0, batch_first=True, norm_first=True)
        self.layers = nn.TransformerEncoder(layer, 1, enable_nested_tensor=False)
        self.head = nn.Linear(32, outputs)
        self.every = every
        self.ahead = nn.Transformer.generate_square_subsequent_mask(length) if every else None

    def forward(self, inputs: Tensor) -> Tensor:
        states = self.layers(self.embedding(inputs) + self.places, mask=self.ahead)
        return self.head(states if self.every else states.mean(1))  # type: ignore[no-any-return]


class Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.inner = nn.Sequential(
            *conv_bn(channels, channels),
            nn.Conv2d(channels, channels, 3, padding=1),
            nn.BatchNorm2d(channels),
        )

    def forward(self, inputs: Tensor) -> Tensor:
        return torch.relu(inputs + self.inner(inputs))


def conv(before: int, after: int) -> list[nn.Module]:
    return [nn.Conv2d(before, after, 3, padding=1), nn.ReLU()]


def conv_bn(before: int, after: int) -> list[nn.Module]:
    return [nn.Conv2d(before, after, 3, padding=1), nn.BatchNorm2d(after), nn.ReLU()]


def dense(widths: list[int], between: type[nn.Module], normalised: bool = False) -> list[nn.Module]:
    layers: list[nn.Module] = [nn.Flatten()]
    for before, after in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(before, after), *([nn.BatchNorm1d(after)] if normalised else []), between()]
    return layers


class Skip(nn.Module):
    """A dense layer and the way around it."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.inner = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, width))

    def forward(self, inputs: Tensor) -> Tensor:
        return inputs + self.inner(inputs)  # type: ignore[no-any-return]


class Channels(nn.Module):
    """Sequences as one-dimensional convolutions want them."""

    def forward(self, inputs: Tensor) -> Tensor:
        return inputs.transpose(1, 2)


class Patches(nn.Module):
    """Pictures as rows of 4 x 4 patches."""

    def forward(self, inputs: Tensor) -> Tensor:
        return inputs.unfold(2, 4, 4).unfold(3, 4, 4).flatten(4).flatten(1, 3)


def build(kind: str, example: Tensor, outputs: int) -> nn.Module:
    """`example` is one input."""
    inputs = example.numel()
    if kind == "linear":
        return nn.Sequential(nn.Flatten(), nn.Linear(inputs, outputs))
    stacks = {
        "mlp": ([inputs, 64], nn.ReLU, False),
        "mlpbn": ([inputs, 64, 64], nn.ReLU, True),
        "deep": ([inputs, 48, 48, 48, 48], nn.ReLU, False),
        "tanh": ([inputs, 64, 64], nn.Tanh, False),
        "wide": ([inputs, 256], nn.ReLU, False),
        "narrow": ([inputs, 20, 20, 20], nn.ReLU, False),
        "gelu": ([inputs, 96, 96], nn.GELU, False),
        "elubn": ([inputs, 32, 32, 32], nn.ELU, True),
        "silu": ([inputs, 64, 64, 64], nn.SiLU, False),
        "leaky": ([inputs, 128, 32], nn.LeakyReLU, False),
        "selu": ([inputs, 80, 80, 40], nn.SELU, False),
    }
    if kind in stacks:
        widths, between, normalised = stacks[kind]
        return nn.Sequential(*dense(widths, between, normalised), nn.Linear(widths[-1], outputs))
    if kind == "dropout":
        drop = [nn.ReLU(), nn.Dropout(0.3)]
        layers = [nn.Linear(inputs, 128), *drop, nn.Linear(128, 64), *drop]
        return nn.Sequential(nn.Flatten(), *layers, nn.Linear(64, outputs))
    if kind == "layernorm":
        layers = [
            nn.Linear(inputs, 64),
            nn.LayerNorm(64),
            nn.ReLU(),
            nn.Linear(64, 64),
            nn.LayerNorm(64),
            nn.ReLU(),
        ]
        return nn.Sequential(nn.Flatten(), *layers, nn.Linear(64, outputs))
    if kind == "skips":
        return nn.Sequential(
            nn.Flatten(), nn.Linear(inputs, 48), Skip(48), Skip(48), nn.ReLU(), nn.Linear(48, outputs)
        )
    if kind == "strided":
        layers = [nn.Conv2d(1, 10, 3, 2, 1), nn.GELU(), nn.Conv2d(10, 20, 3, 2, 1), nn.GELU(), nn.Flatten()]
        with torch.no_grad():
            width = nn.Sequential(*layers)(example[None]).shape[1]
        return nn.Sequential(*layers, nn.Linear(width, outputs))
    if kind == "separable":
        layers = [*conv(1, 12), nn.MaxPool2d(2), nn.Conv2d(12, 12, 3, padding=1, groups=12)]
        layers += [nn.Conv2d(12, 24, 1), nn.BatchNorm2d(24), nn.ReLU(), nn.AdaptiveAvgPool2d(2)]
        return nn.Sequential(*layers, nn.Flatten(), nn.Linear(96, outputs))
    if kind == "pooled":
        layers = [*conv(1, 12), nn.MaxPool2d(2), *conv(12, 24), nn.AdaptiveAvgPool2d(1), nn.Flatten()]
        return nn.Sequential(*layers, nn.Linear(24, outputs))
    if kind == "wave":
        layers = [Channels(), nn.Conv1d(1, 16, 5, padding=2), nn.BatchNorm1d(16), nn.ReLU(), nn.MaxPool1d(2)]
        layers += [nn.Conv1d(16, 16, 5, padding=2), nn.BatchNorm1d(16), nn.ReLU(), nn.AdaptiveAvgPool1d(1)]
        return nn.Sequential(*layers, nn.Flatten(), nn.Linear(16, outputs))
    if kind in ("lstm", "gru"):
        every = not example.is_floating_point()
        embedding = nn.Embedding(outputs, 24) if every else nn.Identity()
        return Recurrent(kind, embedding, 24 if every else example.shape[-1], outputs, every)
    if kind == "transformer":
        if example.is_floating_point():
            return Transformer(nn.Sequential(Patches(), nn.Linear(16, 32)), 9, outputs, False)
        return Transformer(nn.Embedding(outputs, 32), len(example), outputs, True)
    pool = nn.MaxPool2d(2)
    if kind == "conv":
        body = [*conv(1, 8), pool, *conv(8, 16), pool]
    elif kind == "convbn":
        body = [*conv_bn(1, 8), pool, *conv_bn(8, 16), pool]
    elif kind == "thin":
        body = [nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(3)]
    elif kind == "thinbn":
        body = [nn.Conv2d(1, 6, 5, padding=2), nn.BatchNorm2d(6), nn.ReLU(), nn.MaxPool2d(3)]
    elif kind == "resnet":
        body = [*conv_bn(1, 8), pool, Residual(8), Residual(8), pool]
    else:
        raise ValueError(f"There is no model called {kind}.")
    features = nn.Sequential(*body, nn.Flatten())
    with torch.no_grad():
        width = features.eval()(example[None]).shape[1]
    return nn.Sequential(features.train(), nn.Linear(width, outputs))


RATE_FREE = {
    "prodigy": ("prodigyopt", "Prodigy", 1.0),
    "schedule-free": ("schedulefree", "AdamWScheduleFree", 0.0025),
}


def optimizer_of(name: str, model: nn.Module) -> torch.optim.Optimizer:
    parameters = model.parameters()
    if name == "sgd":
        return torch.optim.SGD(parameters, lr=0.01, fused=True)
    if name == "momentum":
        return torch.optim.SGD(parameters, lr=0.01, momentum=0.9, fused=True)
    if name == "nesterov":
        return torch.optim.SGD(parameters, lr=0.01, momentum=0.9, nesterov=True, fused=True)
    if name == "adam":
        return torch.optim.Adam(parameters, fused=True)
    if name == "adamw":
        return torch.optim.AdamW(parameters, fused=True)
    if name == "rmsprop":
        return torch.optim.RMSprop(parameters)
    module, kind, usual = RATE_FREE[name]
    rate_free: torch.optim.Optimizer = getattr(import_module(module), kind)(parameters, lr=usual)
    return rate_free
