"""Where TensorFlow has a seed, Keras shuffles arrays in the same way at each epoch: the order repeats itself, and a
ramp over several epochs would show that order rather than the rate. Each pass after the first gets one of its own.

Only where the order is ours to choose: in range tests, and where the seed is the hook's.
"""

from __future__ import annotations

import functools
import sys
from types import ModuleType
from typing import Any

from .. import seeds
from ..driver import Driver
from ..guard import Guard

DUTY = "shuffling each epoch anew"


def install(trainer: ModuleType, driver: Driver, guard: Guard) -> None:
    cls: Any = trainer.TFEpochIterator
    get_iterator = cls._get_iterator
    orders = Orders(driver)

    @functools.wraps(get_iterator)
    def _get_iterator(self: Any) -> Any:
        return guard.run(DUTY, orders.next, self) or get_iterator(self)

    cls._get_iterator = _get_iterator


class Orders:
    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._passes = 0

    def next(self, iterator: Any) -> Any:
        """The data in a new order; None where it keeps its own."""
        adapter = iterator.data_adapter
        if type(adapter).__name__ != "ArrayDataAdapter" or not adapter._shuffle or not self._is_ours():
            return None
        self._passes += 1
        if self._passes == 1:
            return None
        dataset = with_seed(self._passes, adapter.get_tf_dataset)
        return iterator._distribute_strategy.experimental_distribute_dataset(dataset)

    def _is_ours(self) -> bool:
        seed = sys.modules["tensorflow.python.eager.context"].global_seed()
        if seed is None or self._driver.plan.seed is None:
            return False
        return self._driver.is_range_test or seed == seeds.given_to_tensorflow()


def with_seed(seed: int, make: Any) -> Any:
    random: Any = sys.modules["tensorflow"].random
    shuffle = random.shuffle
    random.shuffle = functools.partial(shuffle, seed=seed)
    try:
        return make()
    finally:
        random.shuffle = shuffle
