"""Trainings by Lightning's Trainer, each in a child; `hand` trains as one of them does, without Lightning."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import sys
from typing import Any

import torch
import torch.nn.functional as F
from scenarios import run_each
from torch.utils.data import DataLoader, TensorDataset

EXAMPLES = 96
RAMP = {"lo": 1e-4, "hi": 1.0, "steps": 200}
inputs = torch.randn(EXAMPLES, 6, generator=torch.Generator().manual_seed(1))
targets = inputs[:, :3].argmax(1)


def loader(batch_size: int = 8, shuffle: bool = True) -> Any:
    return DataLoader(TensorDataset(inputs, targets), batch_size, shuffle=shuffle)


def network() -> torch.nn.Module:
    torch.manual_seed(5)
    return torch.nn.Sequential(
        torch.nn.Linear(6, 16), torch.nn.ReLU(), torch.nn.Dropout(0.2), torch.nn.Linear(16, 3)
    )


def weights_of(net: torch.nn.Module) -> str:
    return hashlib.sha256(b"".join(p.detach().numpy().tobytes() for p in net.parameters())).hexdigest()


def module_class(L: Any) -> Any:  # noqa: N803
    class Net(L.LightningModule):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.net = network()
            self.losses: list[float] = []

        def training_step(self, batch: Any, index: int) -> Any:
            x, y = batch
            loss = F.cross_entropy(self.net(x), y)
            self.losses.append(loss.item())
            self.log("train_loss", loss)
            return loss

        def validation_step(self, batch: Any, index: int) -> None:
            x, y = batch
            scores = self.net(x)
            # Of another kind than the training's, so that what is told can only be what was logged.
            self.log("val_loss", F.cross_entropy(scores, y) + 100)
            self.log("val_acc", (scores.argmax(1) == y).float().mean() / 2)

        def configure_optimizers(self) -> Any:
            optimizer = torch.optim.SGD(self.parameters(), lr=0.1, momentum=0.9)
            return [optimizer], [torch.optim.lr_scheduler.StepLR(optimizer, 1)]

    return Net


def trainer(L: Any, **options: Any) -> Any:  # noqa: N803
    """With its progress bar, its logger and its checkpoints, as a script has them that says nothing."""
    return L.Trainer(**{"max_epochs": 2, "accelerator": "cpu", "log_every_n_steps": 1, **options})


def lightning() -> Any:
    return importlib.import_module("lightning")


def automatic() -> Any:
    L = lightning()  # noqa: N806
    net = module_class(L)()
    torch.manual_seed(7)
    fit = trainer(L)
    fit.fit(net, loader())
    return {"losses": net.losses, "weights": weights_of(net.net), "estimated": fit.estimated_stepping_batches}


def accumulation() -> Any:
    """With its own checkpoint read back. One of the user's, of the same name, may lie in its place."""
    L = lightning()  # noqa: N806
    net = module_class(L)()
    keeps = L.pytorch.callbacks.ModelCheckpoint("best", "{epoch}", monitor="val_loss", save_top_k=1)
    fit = trainer(L, accumulate_grad_batches=4, callbacks=[keeps])
    fit.fit(net, loader(), loader(32, shuffle=False))
    estimated = fit.estimated_stepping_batches
    (measured,) = fit.validate(net, loader(32, shuffle=False), ckpt_path="best")
    return {
        "losses": net.losses,
        "estimated": estimated,
        "measured": measured,
    }


def manual() -> Any:
    L = lightning()  # noqa: N806

    class Gan(module_class(L)):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.automatic_optimization = False
            self.other = torch.nn.Linear(6, 3)

        def training_step(self, batch: Any, index: int) -> None:
            x, y = batch
            first, second = self.optimizers()
            for optimizer, part in ((first, self.net), (second, self.other)):
                loss = F.cross_entropy(part(x), y)
                optimizer.zero_grad()
                self.manual_backward(loss)
                optimizer.step()
                if optimizer is first:
                    self.losses.append(loss.item())

        def configure_optimizers(self) -> Any:
            return [
                torch.optim.Adam(self.net.parameters(), lr=1e-3),
                torch.optim.SGD(self.other.parameters(), lr=0.1),
            ]

    net = Gan()
    trainer(L, limit_train_batches=6, enable_progress_bar=False).fit(net, loader())
    return {"losses": net.losses}


def early_stopping() -> Any:
    L = lightning()  # noqa: N806
    # Nothing is as much better as it asks for, so it stops after the second epoch.
    stops = L.pytorch.callbacks.EarlyStopping("val_loss", patience=1, min_delta=100)
    trainer(L, callbacks=[stops], logger=False, max_epochs=3).fit(
        module_class(L)(), loader(), loader(32, shuffle=False)
    )
    return None


def by_updates() -> Any:
    """In place of epochs, and with the logger that needs nothing but Lightning."""
    L = lightning()  # noqa: N806
    logger = L.pytorch.loggers.CSVLogger("logs")
    trainer(L, max_epochs=-1, max_steps=15, logger=logger).fit(module_class(L)(), loader())
    return None


def closure_of_lbfgs() -> Any:
    """Accumulated, and with a closure that the optimizer calls again and again."""
    L = lightning()  # noqa: N806

    class Net(module_class(L)):  # type: ignore[misc]
        def configure_optimizers(self) -> Any:
            return torch.optim.LBFGS(self.parameters(), lr=0.1, max_iter=3)

    net = Net()
    trainer(L, max_epochs=1, limit_train_batches=4).fit(net, loader())
    return {"losses": net.losses}


def fabric() -> Any:
    L = lightning()  # noqa: N806
    runs = L.Fabric(accelerator="cpu")
    net = network()
    net, optimizer = runs.setup(net, torch.optim.SGD(net.parameters(), lr=0.1))
    batches = runs.setup_dataloaders(loader())
    for _epoch in range(2):
        for x, y in batches:
            optimizer.zero_grad()
            runs.backward(F.cross_entropy(net(x), y))
            optimizer.step()
        runs.save("fabric.ckpt", {"net": net})
    return None


def former_name() -> Any:
    L = importlib.import_module("pytorch_lightning")  # noqa: N806
    fit = L.Trainer(max_epochs=2, accelerator="cpu", log_every_n_steps=1)
    fit.fit(module_class(L)(), loader(), loader(32, shuffle=False))
    return None


def beyond_the_ramp() -> Any:
    L = lightning()  # noqa: N806
    trainer(L, max_epochs=1000).fit(module_class(L)(), loader(), loader(32, shuffle=False))
    return "went on"


def hand() -> Any:
    """What `automatic` does, by a plain loop with the ramp written into its groups."""
    net = network()
    torch.manual_seed(7)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    losses = []
    for _ in range(2):
        for x, y in loader():
            step = len(losses)
            lr = (
                RAMP["lo"] * (RAMP["hi"] / RAMP["lo"]) ** (step / (RAMP["steps"] - 1)) if step else RAMP["lo"]
            )
            for group in optimizer.param_groups:
                group["lr"] = lr
            optimizer.zero_grad()
            loss = F.cross_entropy(net(x), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return {"losses": losses, "weights": weights_of(net)}


STYLES = (
    automatic,
    accumulation,
    manual,
    early_stopping,
    by_updates,
    closure_of_lbfgs,
    fabric,
    former_name,
    beyond_the_ramp,
)


def in_folder(style: Any) -> Any:
    def scenario() -> Any:
        os.makedirs(style.__name__, exist_ok=True)
        os.chdir(style.__name__)
        return style()

    scenario.__name__ = style.__name__
    return scenario


if __name__ == "__main__":
    if sys.argv[1:] == ["hand"]:
        print("@" + json.dumps({"name": "hand", "result": hand()}))
    else:
        lightning()
        run_each(*[in_folder(style) for style in STYLES if sys.argv[1:] in ([], [style.__name__])])
