"""Same seed, same curve; another seed, another curve.

The script's own seeds are moved by the plan's, so that they still tell its parts apart, and what it leaves unseeded is
seeded. Seed 0 moves nothing. Out of reach: `torch.Generator.manual_seed`, whose loaders keep their order.
"""

from __future__ import annotations

import functools
import operator
import sys
from types import ModuleType
from typing import Any, Callable

from . import loading
from .guard import Guard

# Far enough apart that a script which seeds with 0, 1, 2 … never meets its own seeds again.
STRIDE = 1_000_003
NUMPY_LIMIT = 2**32
TORCH_LIMIT = 2**64

DUTY = "seeding"


class Seeds:
    def __init__(self, seed: int) -> None:
        self.offset = seed * STRIDE
        # Seeds what the script leaves to chance, differently each time.
        self._unseeded = 0
        # torch.manual_seed calls torch.cuda.manual_seed_all, which must not move the seed again.
        self._moving = False

    def moved(self, original: Callable[..., Any], limit: int | None = None) -> Callable[..., Any]:
        """`original(seed=None, …)` with its whole-number seeds moved, below `limit`."""

        @functools.wraps(original)
        def seed(value: Any = None, *args: Any, **kwargs: Any) -> Any:
            if self._moving:
                return original(value, *args, **kwargs)
            self._moving = True
            try:
                return original(self.move(value, limit), *args, **kwargs)
            finally:
                self._moving = False

        return seed

    def move(self, value: Any, limit: int | None) -> Any:
        if value is None:
            return self.chosen(limit)
        if self.offset == 0 or isinstance(value, float):
            return value
        try:
            whole = operator.index(value)
        except TypeError:
            # Texts, arrays, sequences of numbers and generators are left as they are.
            return value
        moved = whole + self.offset
        # Within its limits a seed may be negative; moved beyond them it comes round.
        return moved if limit is None or moved < limit else moved % limit

    def chosen(self, limit: int | None) -> int:
        self._unseeded += 1
        chosen = self._unseeded - 1 + self.offset
        return chosen if limit is None else chosen % limit


def install(seed: int, guard: Guard) -> None:
    seeds = Seeds(seed)

    def after(name: str, patch: Callable[[ModuleType, Seeds], None]) -> None:
        loading.after(name, lambda module: guard.run(DUTY, patch, module, seeds))

    after("random", seed_random)
    after("numpy.random", seed_numpy)
    after("torch.random", move_torch)
    after("torch.cuda.random", move_torch_cuda)
    after("torch", seed_torch)
    after("tensorflow.python.framework.random_seed", move_tensorflow)
    after("tensorflow", seed_tensorflow)
    after("keras.src.utils.rng_utils", move_keras)


def seed_random(random: Any, seeds: Seeds) -> None:
    random.seed(seeds.chosen(None))
    random.seed = seeds.moved(random.seed)


def seed_numpy(random: Any, seeds: Seeds) -> None:
    random.seed(seeds.chosen(NUMPY_LIMIT))
    random.seed = seeds.moved(random.seed, NUMPY_LIMIT)
    random.default_rng = seeds.moved(random.default_rng)


def move_torch(random: Any, seeds: Seeds) -> None:
    random.manual_seed = seeds.moved(random.manual_seed, TORCH_LIMIT)

    def seed() -> int:
        """`torch.seed()` asks for a seed by chance and returns it."""
        return int(random.manual_seed(None).initial_seed())

    random.seed = seed


def move_torch_cuda(random: Any, seeds: Seeds) -> None:
    for name in ("manual_seed", "manual_seed_all"):
        setattr(random, name, seeds.moved(getattr(random, name), TORCH_LIMIT))


def seed_torch(torch: Any, seeds: Seeds) -> None:
    """PyTorch begins with a seed of its own, fixed in some versions and by chance in others."""
    torch.manual_seed(None)


# By framework, as long as the script has set no other.
_given: dict[str, int] = {}


def move_tensorflow(random_seed: Any, seeds: Seeds) -> None:
    original = random_seed.set_seed

    def set_seed(seed: Any) -> Any:
        _given.pop("tensorflow", None)
        return original(seed)

    random_seed.set_seed = functools.wraps(original)(seeds.moved(set_seed, TORCH_LIMIT // 2))


def given_to_tensorflow() -> int | None:
    """The seed that it has until the script gives it another."""
    return _given.get("tensorflow")


def seed_tensorflow(tensorflow: Any, seeds: Seeds) -> None:
    _given["tensorflow"] = seeds.chosen(TORCH_LIMIT // 2)
    context: Any = sys.modules["tensorflow.python.eager.context"]
    context.set_global_seed(_given["tensorflow"])


def move_keras(rng: Any, seeds: Seeds) -> None:
    """Layers without a seed of their own take Keras' as it is."""
    rng.set_random_seed = seeds.moved(rng.set_random_seed, NUMPY_LIMIT)
