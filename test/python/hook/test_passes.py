"""How often a script goes through its data, by loops as people write them; without a framework."""

from __future__ import annotations

import os
import runpy
import sys
import threading
import unittest
from typing import Any

from harness import HookTest, needs_torch, ramp
from lr_tuner_hook.loops.executed import Mark, marks
from lr_tuner_hook.loops.passes import passes

# Name: how many passes are said, and the script. `Loader`, `Optimizer` and `tqdm` are given to it.
SHAPES: dict[str, tuple[int | None, str]] = {
    "at the top level": (
        7,
        """
        EPOCHS = 7
        optimizer = Optimizer()
        for epoch in range(EPOCHS):
            for batch in Loader():
                optimizer.step()
        """,
    ),
    "in functions, with arguments, as pytorch/examples has it": (
        14,
        """
        from argparse import Namespace
        def train(args, loader, optimizer, epoch):
            for index, batch in enumerate(loader):
                optimizer.step()
                if index % 10 == 0:
                    if args.dry_run:
                        break
        def main():
            args = Namespace(epochs=14, dry_run=False)
            loader, optimizer = Loader(), Optimizer()
            for epoch in range(1, args.epochs + 1):
                train(args, loader, optimizer, epoch)
        main()
        """,
    ),
    "in a trainer that is resumed, from a dictionary, with a bar": (
        4,
        """
        class Trainer:
            def __init__(self, config):
                self.config, self.loader, self.optimizer, self.start = config, Loader(), Optimizer(), 2
            def train_epoch(self):
                with tqdm(self.loader) as bar:
                    for batch in bar:
                        self.optimizer.step()
            def fit(self):
                for self.epoch in tqdm(range(self.start, int(self.config["train"]["epochs"]))):
                    self.train_epoch()
        Trainer({"train": {"epochs": 6}}).fit()
        """,
    ),
    "in phases, as the tutorial on transfer learning has it": (
        5,
        """
        def train_model(loaders, optimizer, num_epochs=25):
            for epoch in range(num_epochs):
                for phase in ["train", "val"]:
                    for batch in loaders[phase]:
                        if phase == "train":
                            optimizer.step()
        train_model({"train": Loader(), "val": Loader()}, Optimizer(), num_epochs=5)
        """,
    ),
    "by way of a generator that moves batches": (
        3,
        """
        def moved(loader):
            for batch in loader:
                yield batch
        optimizer, loader = Optimizer(), Loader()
        for epoch in range(3):
            for batch in moved(loader):
                optimizer.step()
        """,
    ),
    "with a limit on batches that is off": (
        3,
        """
        optimizer, loader, limit = Optimizer(), Loader(), None
        for epoch in range(3):
            for index, batch in enumerate(loader):
                if limit is not None and index >= limit:
                    break
                optimizer.step()
        """,
    ),
    "once, said so": (
        1,
        """
        optimizer, loader = Optimizer(), Loader()
        for epoch in range(1):
            for batch in loader:
                optimizer.step()
        """,
    ),
    "with a break of an inner loop": (
        2,
        """
        optimizer, loader = Optimizer(), Loader()
        for epoch in range(2):
            for batch in loader:
                for attempt in range(3):
                    break
                optimizer.step()
        """,
    ),
    "without a loop over epochs": (
        None,
        """
        optimizer = Optimizer()
        for batch in Loader():
            optimizer.step()
        """,
    ),
    "until it has had enough": (
        None,
        """
        optimizer, loader, epoch = Optimizer(), Loader(), 0
        while epoch < 3:
            for batch in loader:
                optimizer.step()
            epoch += 1
        """,
    ),
    "cut short by a number of steps": (
        None,
        """
        optimizer, loader, done = Optimizer(), Loader(), 0
        for epoch in range(1000):
            for batch in loader:
                optimizer.step()
                done += 1
                if done >= 7:
                    break
        """,
    ),
    "in folds": (
        None,
        """
        for fold in range(5):
            optimizer, loader = Optimizer(), Loader()
            for epoch in range(3):
                for batch in loader:
                    optimizer.step()
        """,
    ),
    "once a fold": (
        None,
        """
        def fold():
            optimizer = Optimizer()
            for batch in Loader():
                optimizer.step()
        for seed in range(5):
            fold()
        """,
    ),
    "in rounds of epochs": (
        None,
        """
        optimizer, loader = Optimizer(), Loader()
        for cycle in range(3):
            for epoch in range(4):
                for batch in loader:
                    optimizer.step()
        """,
    ),
    "in a comprehension": (
        None,
        """
        optimizer, loader = Optimizer(), Loader()
        def epoch():
            for batch in loader:
                optimizer.step()
            return 0.0
        for part in range(2):
            losses = [epoch() for _ in range(3)]
        """,
    ),
    "a batch at a time": (
        None,
        """
        optimizer, loader = Optimizer(), Loader()
        for step in range(3):
            batch = next(iter(loader))
            optimizer.step()
        """,
    ),
    "with a part of the data": (
        None,
        """
        from itertools import islice
        optimizer, loader = Optimizer(), Loader()
        for epoch in range(3):
            for batch in islice(loader, 2):
                optimizer.step()
        """,
    ),
    "with several updates a batch": (
        None,
        """
        optimizer, loader = Optimizer(), Loader()
        for epoch in range(3):
            for batch in loader:
                for repeat in range(2):
                    optimizer.step()
        """,
    ),
    "with a range of its own": (
        None,
        """
        def range(count):
            return iter([0] * count * 2)
        optimizer, loader = Optimizer(), Loader()
        for epoch in range(3):
            for batch in loader:
                optimizer.step()
        """,
    ),
    "until it learns no more": (
        None,
        """
        optimizer, loader, best = Optimizer(), Loader(), 0
        for epoch in range(3):
            for batch in loader:
                optimizer.step()
            if epoch > best + 10:
                break
        """,
    ),
    "until it learns no more, in a function of its own": (
        None,
        """
        def train(optimizer, loader):
            for batch in loader:
                optimizer.step()
        def fit(optimizer, loader, best):
            for epoch in range(3):
                train(optimizer, loader)
                if epoch > best + 10:
                    return
        fit(Optimizer(), Loader(), 0)
        """,
    ),
    "with a patience that is off": (
        3,
        """
        optimizer, loader, patience = Optimizer(), Loader(), None
        for epoch in range(3):
            for batch in loader:
                optimizer.step()
            if patience is not None and epoch > patience:
                break
        """,
    ),
    "as a property says, which is the script's own code": (
        None,
        """
        class Settings:
            @property
            def epochs(self):
                return 3
        optimizer, loader, settings = Optimizer(), Loader(), Settings()
        for epoch in range(settings.epochs):
            for batch in loader:
                optimizer.step()
        """,
    ),
    "as a class of settings says": (
        3,
        """
        class Settings:
            epochs = 3
        optimizer, loader, settings = Optimizer(), Loader(), {"train": Settings()}
        for epoch in range(settings["train"].epochs):
            for batch in loader:
                optimizer.step()
        """,
    ),
    "with a warm-up before": (
        None,
        """
        optimizer, loader = Optimizer(), Loader()
        for epoch in range(1):
            for batch in loader:
                optimizer.step()
        for epoch in range(8):
            for batch in loader:
                optimizer.step()
        """,
    ),
    "with a warm-up before, in a function": (
        None,
        """
        optimizer, loader = Optimizer(), Loader()
        def update(batch):
            optimizer.step()
        for epoch in range(1):
            for batch in loader:
                update(batch)
        for epoch in range(8):
            for batch in loader:
                update(batch)
        """,
    ),
    "by a function that is called again": (
        None,
        """
        optimizer, loader = Optimizer(), Loader()
        def fit(epochs):
            for epoch in range(epochs):
                for batch in loader:
                    optimizer.step()
        fit(2)
        fit(7)
        """,
    ),
    "by a function that is called again and makes its optimizer": (
        2,
        """
        def fit(epochs):
            optimizer, loader = Optimizer(), Loader()
            for epoch in range(epochs):
                for batch in loader:
                    optimizer.step()
        fit(2)
        fit(7)
        """,
    ),
    "by a function that also measures": (
        3,
        """
        train_loader, val_loader = Loader(), Loader()
        def run_epoch(loader, optimizer=None):
            for batch in loader:
                if optimizer is not None:
                    optimizer.step()
        optimizer = Optimizer()
        for epoch in range(3):
            run_epoch(train_loader, optimizer)
            run_epoch(val_loader)
        """,
    ),
    "by a function that another calls": (
        3,
        """
        optimizer, loader = Optimizer(), Loader()
        def main():
            for epoch in range(3):
                for batch in loader:
                    optimizer.step()
        def run(function):
            function()
        run(main)
        """,
    ),
    "with two loaders an epoch": (
        None,
        """
        optimizer, first, second = Optimizer(), Loader(), Loader()
        for epoch in range(4):
            for batch in first:
                optimizer.step()
            for batch in second:
                optimizer.step()
        """,
    ),
    "until an error of its own ends it": (
        None,
        """
        class Stop(Exception):
            pass
        optimizer, loader, done = Optimizer(), Loader(), 0
        try:
            for epoch in range(1000):
                for batch in loader:
                    optimizer.step()
                    done += 1
                    if done > 24:
                        raise Stop
        except Stop:
            pass
        """,
    ),
    "until the person ends it": (
        3,
        """
        optimizer, loader = Optimizer(), Loader()
        try:
            for epoch in range(3):
                for batch in loader:
                    optimizer.step()
        except KeyboardInterrupt:
            print("stopped")
        """,
    ),
    "unless the memory does not suffice": (
        3,
        """
        import types
        torch = types.SimpleNamespace(cuda=types.SimpleNamespace(OutOfMemoryError=MemoryError))
        def train(epochs):
            optimizer, loader = Optimizer(), Loader()
            for epoch in range(epochs):
                for batch in loader:
                    optimizer.step()
        try:
            train(epochs=3)
        except torch.cuda.OutOfMemoryError:
            train(epochs=3)
        """,
    ),
    "after a loop, in its else": (
        None,
        """
        optimizer, loader = Optimizer(), Loader()
        for epoch in range(6):
            pass
        else:
            for batch in loader:
                optimizer.step()
        """,
    ),
    "in the first epoch only": (
        None,
        """
        optimizer, loader = Optimizer(), Loader()
        for epoch in range(6):
            if epoch == 0:
                for batch in loader:
                    optimizer.step()
        """,
    ),
    "with updates in the first epoch only": (
        None,
        """
        optimizer, loader = Optimizer(), Loader()
        for epoch in range(6):
            for batch in loader:
                if epoch == 0:
                    optimizer.step()
        """,
    ),
    "in the first epoch only, in a function": (
        None,
        """
        optimizer, loader = Optimizer(), Loader()
        def train(epoch):
            if epoch == 0:
                for batch in loader:
                    optimizer.step()
        for epoch in range(6):
            train(epoch)
        """,
    ),
    "unless it is told to measure only": (
        6,
        """
        from argparse import Namespace
        optimizer, loader, args = Optimizer(), Loader(), Namespace(evaluate=False)
        for epoch in range(6):
            if not args.evaluate:
                for batch in loader:
                    optimizer.step()
        """,
    ),
    "cut short in later epochs": (
        None,
        """
        optimizer, loader = Optimizer(), Loader()
        for epoch in range(6):
            for batch in loader:
                optimizer.step()
                if epoch > 3:
                    break
        """,
    ),
    "cut short in later epochs, in a function": (
        None,
        """
        def train(loader, number):
            for batch in loader:
                optimizer.step()
                if number > 3:
                    break
        optimizer, loader = Optimizer(), Loader()
        for epoch in range(6):
            train(loader, epoch)
        """,
    ),
    "with a limit that a function is given and that is off": (
        6,
        """
        def train(loader, number, limit=None):
            for index, batch in enumerate(loader):
                if limit is not None and index >= limit:
                    break
                optimizer.step()
        optimizer, loader = Optimizer(), Loader()
        for epoch in range(6):
            train(loader, epoch)
        """,
    ),
    "in the first epochs only, by a continue": (
        None,
        """
        optimizer, loader = Optimizer(), Loader()
        for epoch in range(6):
            if epoch > 2:
                continue
            for batch in loader:
                optimizer.step()
        """,
    ),
    "measured in some epochs": (
        6,
        """
        optimizer, loader = Optimizer(), Loader()
        for epoch in range(6):
            for batch in loader:
                optimizer.step()
            if epoch % 2 == 0:
                continue
            print(epoch)
        """,
    ),
    "by a bar of its own": (
        None,
        """
        def track(iterable):
            for one in iterable:
                yield one
                yield one
        optimizer, loader = Optimizer(), Loader()
        for epoch in track(range(3)):
            for batch in loader:
                optimizer.step()
        """,
    ),
    "by a class of its own with a length": (
        None,
        """
        class tqdm_like:
            def __len__(self):
                return 99
            def __iter__(self):
                return iter(range(5))
        optimizer, loader, bar = Optimizer(), Loader(), tqdm_like()
        for epoch in bar:
            for batch in loader:
                optimizer.step()
        """,
    ),
    "with a break by something that tells its truth itself": (
        None,
        """
        class Mask:
            def __bool__(self):
                raise RuntimeError("ambiguous")
        optimizer, loader, mask = Optimizer(), Loader(), Mask()
        for epoch in range(4):
            for batch in loader:
                optimizer.step()
                if epoch > 9 and mask:
                    break
        """,
    ),
    "where an element changes meanwhile": (
        None,
        """
        optimizer, loader, settings = Optimizer(), Loader(), {"epochs": 3}
        for epoch in range(settings["epochs"]):
            settings["epochs"] = 99
            for batch in loader:
                optimizer.step()
        """,
    ),
    "where the number changes meanwhile": (
        None,
        """
        optimizer, loader, epochs = Optimizer(), Loader(), 3
        for epoch in range(epochs):
            for batch in loader:
                optimizer.step()
            epochs += 1
        """,
    ),
}


class Bar:
    """As tqdm: a context, and an iterable with a generator of its own."""

    def __init__(self, iterable: Any) -> None:
        self.iterable = iterable

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __iter__(self) -> Any:
        yield from self.iterable


Bar.__module__ = "tqdm.std"


class Passes(HookTest):
    def said(self, shape: str) -> list[int | None]:
        """What is said at each update of a script."""
        drawn: list[Mark] = []
        made: set[Mark] = set()
        said: list[int | None] = []

        class Loader:
            def __iter__(self) -> Any:
                drawn[:] = marks(sys._getframe(1))
                return iter(range(4))

        class Optimizer:
            def __init__(self) -> None:
                made.update(marks(sys._getframe(1)))

            def step(self) -> None:
                said.append(passes(sys._getframe(1), drawn, made))

        script = self.write(f"shape{len(os.listdir(self.folder))}.py", shape)
        given = {"Loader": Loader, "Optimizer": Optimizer, "tqdm": Bar}
        # On a stack of its own, without the loops of this test.
        thread = threading.Thread(target=runpy.run_path, args=(script, given))
        thread.start()
        thread.join()
        return said

    def test_they_are_said_only_where_the_loops_tell(self) -> None:
        for name, (expected, shape) in SHAPES.items():
            with self.subTest(name):
                said = self.said(shape)
                self.assertGreater(len(said), 2)
                self.assertEqual(set(said[:2]), {expected})


SCRIPT = """
import argparse, torch
from torch.utils.data import DataLoader, TensorDataset

def train(args, model, loader, optimizer):
    for index, (x, y) in enumerate(loader):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
        if args.dry_run:
            break

def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--dry-run", action="store_true")
    args = parser.parse_args(["--epochs", "3"])
    loader = DataLoader(TensorDataset(torch.randn(40, 4), torch.arange(40) % 3), batch_size=8)
    model = torch.nn.Linear(4, 3)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(1, args.epochs + 1):
        train(args, model, loader, optimizer)

main()
"""


@needs_torch
class OfALoader(HookTest):
    def test_they_are_told_with_its_length(self) -> None:
        result = self.run_text(SCRIPT, ramp(100))
        (data,) = result.of_type("data")
        self.assertEqual((data["batchesPerEpoch"], data["epochs"], data["training"]), (5, 3, "1"))
        self.assertEqual(result.end()["steps"], 15)


if __name__ == "__main__":
    unittest.main()
