"""Trains small Keras models in ways that the hook must not disturb: keras_equality.py hand|hooked [NAME …]

Under the hook the rates come from the plan. `hand` sets the same rates itself, in one process, unhooked.
"""

from __future__ import annotations

import hashlib
import json
import sys
from typing import Any, Callable

import keras
import numpy as np
from scenarios import load_what_keras_loads_late, run_each

BATCHES, EPOCHS = 10, 4
STEPS = BATCHES * EPOCHS
# Of the ramp: one more than is trained, since its end would end the process.
RAMP = {"lo": 1e-4, "hi": 1.0, "steps": STEPS + 1}

OPTIMIZERS: dict[str, Callable[[], Any]] = {
    "momentum": lambda: keras.optimizers.SGD(0.1, momentum=0.9),
    "adam": lambda: keras.optimizers.Adam(1e-3),
    "adamw": lambda: keras.optimizers.AdamW(1e-3, weight_decay=0.1, clipnorm=1.0),
}


class ByHand(keras.callbacks.Callback):
    """Sets a rate before each batch, and sees each batch's own loss instead of the mean of the epoch so far."""

    def __init__(self, rate: Callable[[int], float] | None) -> None:
        super().__init__()
        self.rate = rate
        self.losses: list[float] = []

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        if keras.backend.backend() == "jax":
            # What it computes with lies elsewhere while it trains.
            self.model.jax_state_sync()
        for metric in self.model.metrics:
            metric.reset_state()
        if self.rate is not None:
            self.model.optimizer.learning_rate = self.rate(len(self.losses))

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.losses.append(float(logs["loss"]))


def train(name: str, rate: Callable[[int], float] | None) -> Any:
    keras.utils.set_random_seed(7)
    inputs = np.random.default_rng(7).normal(size=(160, 12)).astype("float32")
    targets = inputs[:, :3].argmax(1)
    model = keras.Sequential(
        [
            keras.Input((12,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dropout(0.2),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile(OPTIMIZERS[name](), "sparse_categorical_crossentropy", metrics=["accuracy"])
    by_hand = ByHand(rate)
    for _ in range(EPOCHS):
        # A `fit` of several epochs goes on until the ramp is over.
        model.fit(inputs, targets, batch_size=16, shuffle=False, verbose=0, callbacks=[by_hand])
    weights = b"".join(np.asarray(one).tobytes() for one in model.get_weights())
    own_rate = float(keras.ops.convert_to_numpy(model.optimizer.learning_rate))
    return {
        "losses": by_hand.losses,
        "weights": hashlib.sha256(weights).hexdigest(),
        "rate": own_rate,
    }


def hand(name: str, rates: list[float] | None) -> Any:
    return train(name, None if rates is None else rates.__getitem__)


def main() -> None:
    load_what_keras_loads_late()
    mode, names = sys.argv[1], sys.argv[2:]

    def scenario(name: str, run: Callable[[], Any]) -> Callable[[], Any]:
        run.__name__ = name
        return run

    if mode == "hooked":
        run_each(*(scenario(name, lambda name=name: train(name, None)) for name in names))
        return
    from lr_tuner_hook.schedules import ramp_rate, schedule_rate

    ramp: Any = {"shape": "exponential", **RAMP}
    triangular = json.loads(names[0])
    by_ramp = [ramp_rate(ramp, step) for step in range(STEPS)]
    by_cycle = [schedule_rate(triangular, step) for step in range(STEPS)]
    each = [scenario(f"{name} ramp", lambda name=name: hand(name, by_ramp)) for name in OPTIMIZERS]
    each.append(scenario("adam cycle", lambda: hand("adam", by_cycle)))
    each.append(scenario("adam own", lambda: hand("adam", None)))
    run_each(*each)


if __name__ == "__main__":
    main()
