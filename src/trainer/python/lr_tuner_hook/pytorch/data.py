"""How many updates an epoch has and how many epochs there are, from the `DataLoader` that feeds the driven training."""

from __future__ import annotations

import functools
import math
import sys
import weakref
from types import ModuleType
from typing import Any

from ..driver import Driver
from ..guard import Guard
from ..loops.executed import Mark, marks
from ..loops.passes import passes
from ..trainers.told import Length

DUTY = "reading the size of the data"
EPOCHS = "counting the epochs"
# A sampler that draws so many times the data stands for data without an end.
ENDLESS = 100


def install(dataloader: ModuleType, driver: Driver, guard: Guard) -> None:
    # Of loaders themselves nothing is changed: their subclasses have an `__iter__` of their own.
    iterator_class: Any = dataloader._BaseDataLoaderIter
    feed = Feed(driver, guard)
    driver.after_step.append(lambda: guard.run(DUTY, feed.update))
    driver.before_end.append(lambda: guard.run(DUTY, feed.judge))
    initialize, following = iterator_class.__init__, iterator_class.__next__

    @functools.wraps(initialize)
    def __init__(self: Any, loader: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        initialize(self, loader, *args, **kwargs)
        guard.run(DUTY, feed.made, self, loader)

    @functools.wraps(following)
    def __next__(self: Any) -> Any:  # noqa: N807
        batch = following(self)
        guard.run(DUTY, feed.batch, self)
        return batch

    iterator_class.__init__, iterator_class.__next__ = __init__, __next__


class Feed:
    """Counts the batches between two updates: micro-batches, where gradients are accumulated."""

    def __init__(self, driver: Driver, guard: Guard) -> None:
        self._driver = driver
        self._guard = guard
        self._loaders: weakref.WeakKeyDictionary[Any, Any] = weakref.WeakKeyDictionary()
        # Where the script began to draw from the latest loader.
        self._drawn: weakref.WeakKeyDictionary[Any, list[Mark]] = weakref.WeakKeyDictionary()
        self._latest: weakref.ref[Any] | None = None
        self._batches = 0
        self._is_said = False
        self._was_asked = self._has_given = False

    def judge(self) -> None:
        """Before the end is said: loaders that were looked into and gave nothing."""
        if self._was_asked and not self._has_given:
            self._driver.instead.add("no-batch")

    def made(self, iterator: Any, loader: Any) -> None:
        self._was_asked = True
        loader = asked_loader(loader)
        if not self._is_said:
            self._loaders[iterator] = weakref.ref(loader)
            self._drawn[loader] = marks(sys._getframe())

    def batch(self, iterator: Any) -> None:
        self._has_given = True
        if self._is_said:
            return
        loader = self._loaders.get(iterator)
        if loader is not self._latest:
            self._latest, self._batches = loader, 0
        self._batches += 1

    def update(self) -> None:
        """After each update of the driven training; the first one's batches may have been drawn for a look."""
        batches, self._batches = self._batches, 0
        if (
            self._driver.tells_of_data
            or self._is_said
            or self._driver.steps < 2
            or batches == 0
            or self._latest is None
        ):
            return
        loader = self._latest()
        if loader is None:
            return
        self._is_said = True
        drawn = self._drawn.get(loader, [])
        self._loaders.clear()
        self._drawn.clear()
        self._latest = None
        driven = self._driver.driven
        if driven is None or not self._driver.leads or self._driver.ended:
            return
        length, size = self._driver.length(batches), batch_size_of(loader)
        if length is None:
            batches_of_all, ends = epoch_of(loader)
            made = self._driver.optimizers_made
            epochs = self._guard.run(EPOCHS, passes, sys._getframe(), drawn, made) if ends else None
            per_epoch = None if batches_of_all is None else math.ceil(batches_of_all / batches)
            length = Length(batches, per_epoch, epochs, None)
        self._driver.report.send(
            {
                "type": "data",
                "batchesPerEpoch": length.per_epoch,
                # Of all processes that train together.
                "batchSize": None if size is None else size * length.batches * self._driver.world,
                "epochs": length.epochs,
                **({} if length.updates is None else {"totalSteps": length.updates}),
                "training": driven.id,
            }
        )


def epoch_of(loader: Any) -> tuple[int | None, bool]:
    """Batches that go through the data once, and whether the loader ends with them."""
    batches, size, samples = length_of(loader), batch_size_of(loader), length_of(loader.dataset)
    if batches is None or size is None or samples is None or batches * size <= ENDLESS * samples:
        return batches, True
    return math.ceil(samples / size), False


def asked_loader(loader: Any) -> Any:
    """What the script draws from: fastai's loaders give PyTorch a stand-in, which knows its loader as `d`."""
    return loader.d if type(loader).__name__ == "_FakeLoader" else loader


def length_of(data: Any) -> int | None:
    try:
        return len(data)
    except TypeError:
        # A stream.
        return None


def batch_size_of(loader: Any) -> int | None:
    sampler = getattr(loader, "batch_sampler", None)
    # fastai's loaders call it `bs`.
    named = ((loader, "batch_size"), (sampler, "batch_size"), (loader, "bs"))
    size = next((found for one, name in named if (found := getattr(one, name, None))), None)
    return size if isinstance(size, int) else None
