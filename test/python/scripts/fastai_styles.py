"""Trainings by fastai's Learner, each in a child; `hand` trains as one of them does, without the Learner."""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
from functools import partial
from typing import Any

import torch
from scenarios import run_each
from torch.utils.data import TensorDataset

EXAMPLES = 96
RAMP = {"lo": 1e-4, "hi": 1.0, "steps": 200}
OWN_RATE = 3e-3
inputs = torch.randn(EXAMPLES, 6, generator=torch.Generator().manual_seed(1))
targets = inputs[:, :3].argmax(1)


def network() -> torch.nn.Module:
    torch.manual_seed(5)
    return torch.nn.Sequential(
        torch.nn.Linear(6, 16), torch.nn.ReLU(), torch.nn.Dropout(0.2), torch.nn.Linear(16, 3)
    )


def weights_of(net: torch.nn.Module) -> str:
    return hashlib.sha256(b"".join(p.detach().numpy().tobytes() for p in net.parameters())).hexdigest()


def loaders(batch_size: int = 8) -> Any:
    from fastai.data.core import DataLoaders

    # Its loaders shuffle by Python's own generator.
    random.seed(7)
    data = TensorDataset(inputs, targets)
    return DataLoaders.from_dsets(data, data, bs=batch_size, val_bs=32, num_workers=0)


def learner(**options: Any) -> Any:
    from fastai.callback.core import Callback
    from fastai.learner import Learner
    from fastai.losses import CrossEntropyLossFlat
    from fastai.metrics import accuracy

    class Watched(Callback):  # type: ignore[misc]
        """What the script itself sees at each batch."""

        order, run_valid = 70, False

        def after_create(self) -> None:
            self.seen: list[float] = []
            self.rates: list[float] = []

        def after_backward(self) -> None:
            self.seen.append(float(self.learn.loss))
            self.rates.append(float(self.learn.opt.hypers[-1]["lr"]))

    callbacks = [Watched, *options.pop("cbs", ())]
    options = {"metrics": accuracy, "loss_func": CrossEntropyLossFlat(), **options}
    return Learner(options.pop("dls", None) or loaders(), network(), cbs=callbacks, **options)


def result_of(learn: Any) -> Any:
    return {
        "losses": learn.watched.seen,
        "rates": learn.watched.rates,
        "weights": weights_of(learn.model),
        "measured": [float(value) for value in learn.recorder.values[-1]],
    }


def one_cycle() -> Any:
    """With the default optimizer, fastai's own Adam."""
    learn = learner(dls=loaders())
    torch.manual_seed(9)
    learn.fit_one_cycle(2, OWN_RATE)
    return result_of(learn)


def plain_fit() -> Any:
    """With momentum, and with a rate that a callback changes."""
    from fastai.callback.tracker import ReduceLROnPlateau
    from fastai.optimizer import SGD

    learn = learner(opt_func=partial(SGD, mom=0.9), cbs=[ReduceLROnPlateau(patience=1, min_delta=10)])
    torch.manual_seed(9)
    learn.fit(3, OWN_RATE)
    return result_of(learn)


def wrapped() -> Any:
    """One of PyTorch's optimizers."""
    from fastai.optimizer import OptimWrapper

    learn = learner(opt_func=partial(OptimWrapper, opt=torch.optim.AdamW))
    torch.manual_seed(9)
    learn.fit_one_cycle(2, OWN_RATE)
    return result_of(learn)


def accumulated() -> Any:
    from fastai.callback.training import GradientAccumulation

    learn = learner(cbs=[GradientAccumulation(32)])
    learn.fit_one_cycle(2, OWN_RATE)
    return result_of(learn)


def after_its_own_search() -> Any:
    """fastai's range test comes first, and takes its updates back."""
    learn = learner()
    before = weights_of(learn.model)
    found = learn.lr_find(num_it=30, show_plot=False)
    same = weights_of(learn.model) == before
    learn.watched.seen.clear()
    learn.fit_one_cycle(2, found.valley)
    return {**result_of(learn), "took back": same}


def early_stopping() -> Any:
    from fastai.callback.tracker import EarlyStoppingCallback

    # Nothing is as much better as it asks for, so it stops after the second epoch.
    learn = learner(cbs=[EarlyStoppingCallback(patience=1, min_delta=100)])
    learn.fit(3, OWN_RATE)
    return result_of(learn)


def saving() -> Any:
    """A model of the same name as the user's own is saved and read back."""
    from fastai.callback.progress import CSVLogger
    from fastai.callback.tracker import SaveModelCallback

    learn = learner(cbs=[SaveModelCallback(fname="best"), CSVLogger()])
    learn.fit_one_cycle(2, OWN_RATE)
    learn.save("last")
    learn.load("last")
    predicted, _ = learn.get_preds()
    return {**result_of(learn), "predicted": list(predicted.shape)}


def images() -> Any:
    """The first lesson's own lines, but for the folder of pictures and the weights that it downloads."""
    import numpy as np
    from fastai.vision.all import (
        Callback,
        CategoryBlock,
        DataBlock,
        ImageBlock,
        PILImage,
        RandomSplitter,
        error_rate,
        resnet18,
        vision_learner,
    )

    class Marks(Callback):  # type: ignore[misc]
        def __init__(self, called: Any) -> None:
            self.called = called

        def before_step(self) -> None:
            self.called()

    noise = np.random.default_rng(3)
    pictures = [(noise.integers(0, 128, (32, 32, 3)) + 100 * (i % 2)).astype(np.uint8) for i in range(40)]
    block = DataBlock(
        (ImageBlock, CategoryBlock),
        get_items=lambda source: range(len(source)),
        get_x=lambda i: PILImage.create(pictures[i]),
        get_y=lambda i: ("dark", "light")[i % 2],
        splitter=RandomSplitter(0.2, seed=1),
    )
    dls = block.dataloaders(pictures, bs=8, num_workers=0)
    learn = vision_learner(dls, resnet18, pretrained=False, metrics=error_rate)
    learn.create_opt()
    used: list[set[float]] = []
    learn.opt.cbs.insert(0, lambda p, lr, **_more: used[-1].add(lr))
    learn.add_cb(Marks(lambda: used.append(set())))
    learn.fine_tune(2, freeze_epochs=1)
    measured = [float(value) for value in learn.recorder.values[-1]]
    return {"measured": measured, "used": [sorted(rates) for rates in used]}


def table() -> Any:
    import pandas as pd
    from fastai.tabular.all import (
        Categorify,
        Normalize,
        TabularDataLoaders,
        accuracy,
        load_learner,
        tabular_learner,
    )

    frame = pd.DataFrame(inputs.numpy(), columns=list("abcdef"))
    frame["kind"] = ["odd" if i % 2 else "even" for i in range(EXAMPLES)]
    frame["label"] = [f"class {int(label)}" for label in targets]
    dls = TabularDataLoaders.from_df(
        frame,
        procs=[Categorify, Normalize],
        cat_names=["kind"],
        cont_names=list("abcdef"),
        y_names="label",
        valid_idx=range(64, EXAMPLES),
        bs=16,
        num_workers=0,
    )
    learn = tabular_learner(dls, layers=[20, 10], metrics=accuracy)
    learn.fit_one_cycle(3, 1e-2)
    learn.export("export.pkl")
    load_learner("export.pkl")
    return {"measured": [float(value) for value in learn.recorder.values[-1]]}


def beyond_the_ramp() -> Any:
    learner().fit_one_cycle(1000)
    return "went on"


def hand() -> Any:
    """What `one_cycle` and `plain_fit` do, by plain loops with the ramp written into the optimizer."""
    from fastai.optimizer import SGD, Adam

    return {"one_cycle": by_hand(Adam, 2, 0.95, 0.01), "plain_fit": by_hand(partial(SGD, mom=0.9), 3, 0.9, 0)}


def by_hand(make: Any, epochs: int, momentum: float, decay: float) -> Any:
    from fastai.torch_core import norm_bias_params

    dls = loaders()
    net = network()
    torch.manual_seed(9)
    optimizer = make(list(net.parameters()), lr=OWN_RATE)
    # The Learner takes the decay off biases.
    for bias in norm_bias_params(net, True):
        optimizer.state[bias]["do_wd"] = False
    losses: list[float] = []
    for _ in range(epochs):
        net.train()
        for x, y in dls.train:
            step = len(losses)
            lr = (
                RAMP["lo"] * (RAMP["hi"] / RAMP["lo"]) ** (step / (RAMP["steps"] - 1)) if step else RAMP["lo"]
            )
            optimizer.set_hypers(lr=lr, mom=momentum)
            if decay:
                optimizer.set_hypers(wd=decay)
            loss = torch.nn.functional.cross_entropy(net(x), y)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            losses.append(loss.item())
        # An evaluation draws from the generators as well.
        for _batch in dls.valid:
            pass
    return {"losses": losses, "weights": weights_of(net)}


STYLES = (
    one_cycle,
    plain_fit,
    wrapped,
    accumulated,
    after_its_own_search,
    early_stopping,
    saving,
    images,
    table,
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
    import fastai.vision.all  # noqa: F401

    if sys.argv[1:] == ["hand"]:
        print("@" + json.dumps({"name": "hand", "result": hand()}))
    else:
        run_each(*[in_folder(style) for style in STYLES if sys.argv[1:] in ([], [style.__name__])])
