"""Keras on PyTorch: every update is made as the optimizer is called, and the loss has come by `backward`."""

from __future__ import annotations

import sys
from typing import Any

from ..driver import Driver, Training
from ..pytorch.hello import device_of
from ..pytorch.loss import UNSCALED
from ..report import Message
from .clock import micro_batches_of
from .hello import as_written, hello
from .scores import Scores


class ImmediateClock:
    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._made_update = False
        self._rate = 0.0
        self._micro_batches = 1
        self.scores = Scores(driver, driver.scores, lambda: bool(sys.modules["torch"].is_grad_enabled()))

    def hello(self, variable: Any) -> Message:
        torch = sys.modules["torch"]
        version = str(torch.__version__)
        return hello("PyTorch", version, torch.get_num_threads(), device_of(variable.value))

    def own_rate(self, optimizer: Any) -> float:
        return as_written(optimizer.learning_rate)

    def rate(self, training: Training) -> Any:
        rate = self._driver.rate()
        if rate is None:
            return None
        # As Keras holds its own: a number of Python's would be more exact than a variable.
        backend = sys.modules["keras.src.backend"]
        return backend.convert_to_tensor(rate, dtype=backend.floatx())

    def updated(self, training: Training, optimizer: Any, variables: list[Any], rate: Any) -> None:
        self._made_update = True
        wanted = self._driver.rate() if training is self._driver.driven else None
        self._rate = as_written(rate) if wanted is None else wanted
        self._micro_batches = micro_batches_of(optimizer)

    def applied(self, training: Training) -> None:
        made, self._made_update = self._made_update, False
        if not made:
            return
        if training is not self._driver.driven:
            self._driver.pass_by()
            return
        losses = self._driver.seen.losses
        # Keras takes the mean of the gradients that it accumulates.
        losses[:] = [loss / self._micro_batches for loss in losses]  # type: ignore[operator]
        self._driver.settle(self._rate)

    def unscaled(self, loss: Any, scaled: Any) -> None:
        if scaled is not loss and hasattr(loss, "detach"):
            setattr(scaled, UNSCALED, loss.detach())
