"""The same range test by a callback, as people write it for Keras: `by_keras_callback.py MODEL STEPS`."""

from __future__ import annotations

import sys
from typing import Any

import keras
from keras_models import BATCH, SAMPLES, compiled, data


class Finder(keras.callbacks.Callback):  # type: ignore[misc]
    def __init__(self, lo: float, hi: float, steps: int) -> None:
        super().__init__()
        self.lo, self.factor, self.steps = lo, (hi / lo) ** (1 / (steps - 1)), steps
        self.rates: list[float] = []
        self.losses: list[float] = []

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        self.model.optimizer.learning_rate = self.lo * self.factor ** len(self.rates)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.rates.append(float(self.model.optimizer.learning_rate.numpy()))
        self.losses.append(logs["loss"])
        if len(self.rates) == self.steps:
            self.model.stop_training = True


steps = int(sys.argv[2])
batches = SAMPLES // BATCH
finder = Finder(1e-5, 10, steps)
compiled(sys.argv[1]).fit(
    *data(), batch_size=BATCH, epochs=-(-steps // batches), verbose=0, callbacks=[finder]
)
