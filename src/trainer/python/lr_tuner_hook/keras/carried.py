"""Keras on JAX: a train step is a pure function that JAX compiles, so the rates go in with its data, and what was seen
of its updates comes out with its logs. Each step is a call from Python, so its updates are told of as they are made.
"""

from __future__ import annotations

import os
import sys
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..driver import Driver, Training
from ..report import Message
from .clock import micro_batches_of
from .derived import Losses, traced_by
from .hello import as_written, hello
from .scores import Scores

# Updates that a single step may make, each at a rate of its own.
MOST_UPDATES = 8

BY_ITSELF = (
    "The script compiles its training step by itself, where LR Tuner cannot set the learning rate of Keras on JAX.\n"
    "It can where fit or train_on_batch trains, also with a train_step of the script's own."
)


class Step:
    """A train step while it is traced, or while it runs where it is not compiled."""

    def __init__(self, rates: Any) -> None:
        self._rates = rates
        self._taken = 0
        self.trace = traced_by()
        # What was seen of each update. By its place in order and its training, since JAX carries numbers alone.
        self.rows: dict[str, dict[str, Any]] = {}

    def next_rate(self) -> Any:
        return self._rates[min(self._taken, MOST_UPDATES - 1)]

    def write(self, identity: str, row: dict[str, Any], is_driven: bool) -> None:
        self.rows[f"{len(self.rows):04}:{identity}"] = row
        self._taken += is_driven


class CarriedClock:
    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self.losses = Losses(driver)
        self.scores = Scores(driver, self.losses.counts, self.losses.is_computing)
        self._step: Step | None = None
        self._own_rates: weakref.WeakKeyDictionary[Any, float] = weakref.WeakKeyDictionary()
        # Nothing can be carried out of a condition: the trainings that make an update inside of one.
        self._conditional: list[Training] | None = None

    def hello(self, variable: Any) -> Message:
        jax = sys.modules["jax"]
        device = jax.devices()[0]
        name = "cpu" if device.platform == "cpu" else f"{device.platform}:{device.id}"
        return hello("JAX", str(jax.__version__), os.cpu_count() or 1, name)

    def own_rate(self, optimizer: Any) -> float:
        """While `fit` trains, an optimizer's variables are empty, and in a step they are no numbers: then the last."""
        own = optimizer._learning_rate
        is_schedule = callable(own)
        is_empty = not is_schedule and own._value is None
        if traced_by() is None and not is_empty:
            self._own_rates[optimizer] = as_written(optimizer.learning_rate)
        elif optimizer not in self._own_rates:
            with sys.modules["jax"].ensure_compile_time_eval():
                return as_written(own(0) if is_schedule else own._value)
        return self._own_rates[optimizer]

    def prepare(self, optimizer: Any) -> None:
        """Before `fit` empties the variables."""
        for one in (optimizer, getattr(optimizer, "inner_optimizer", None)):
            if hasattr(one, "_learning_rate"):
                self.own_rate(one)

    def rate(self, training: Training) -> Any:
        wanted = self._driver.rate()
        if wanted is None:
            return None
        if self._step is not None:
            return self._step.next_rate()
        backend = sys.modules["keras.src.backend"]
        return backend.convert_to_tensor(wanted, dtype=backend.floatx())

    def updated(self, training: Training, optimizer: Any, variables: list[Any], rate: Any) -> None:
        if self._conditional is not None:
            self._conditional.append(training)
            return
        micro_batches = micro_batches_of(optimizer)
        # A variable has its value only here.
        row = {"rate": sys.modules["keras.src.backend"].convert_to_tensor(rate)}
        if micro_batches > 1:
            # An update is made each time, and dropped where its gradients are only to be accumulated.
            row["made"] = (optimizer._iterations.value + 1) % micro_batches == 0
        self._write(training, row, micro_batches)

    @contextmanager
    def condition(self) -> Iterator[list[Training]]:
        before, self._conditional = self._conditional, []
        try:
            yield self._conditional
        finally:
            self._conditional = before

    def updated_if(self, finite: Any, trainings: list[Training], rate: Any) -> None:
        """After a condition in which updates were made, or not."""
        for training in trainings:
            wanted = self.rate(training) if training is self._driver.driven else None
            self._write(training, {"rate": rate if wanted is None else wanted, "finite": finite}, 1)

    def _write(self, training: Training, row: dict[str, Any], micro_batches: int) -> None:
        is_driven = training is self._driver.driven
        if traced_by() is not (None if self._step is None else self._step.trace):
            if is_driven:
                self._driver.end_and_leave("not-covered", BY_ITSELF)
            return
        taken = self.losses.take()
        if taken is not None:
            loss, counts = taken
            row["loss"] = loss / micro_batches
            if counts:
                row["correct"] = sum(correct for correct, _ in counts)
                row["counted"] = sum(counted for _, counted in counts)
        if self._step is None:
            self._tell(training.id, row)
        else:
            self._step.write(training.id, row, is_driven)

    def applied(self, training: Training) -> None:
        """An update is told of where it is made, or after the step that makes it."""

    def unscaled(self, loss: Any, scaled: Any) -> None:
        if scaled is not loss:
            self.losses.unscaled(loss)

    def rates(self) -> Any:
        """Of the updates that the next step makes; None where the script's own apply."""
        if self._driver.rate() is None:
            return None
        rates = [self._driver.rate(ahead) for ahead in range(MOST_UPDATES)]
        return sys.modules["numpy"].array(rates, sys.modules["keras.src.backend"].floatx())

    @contextmanager
    def stepping(self, rates: Any) -> Iterator[Step]:
        before, self._step = self._step, Step(rates)
        try:
            yield self._step
        finally:
            self._step = before

    def stepped(self, rows: dict[str, dict[str, Any]]) -> None:
        for key in sorted(rows):
            self._tell(key.partition(":")[2], rows[key])

    def _tell(self, identity: str, row: dict[str, Any]) -> None:
        driver = self._driver
        if driver.driven is None or driver.driven.id != identity:
            driver.pass_by()
            return
        if "loss" in row:
            driver.seen.losses.append(row["loss"])
        if "counted" in row:
            driver.seen.counts.append((row["correct"], row["counted"]))
        else:
            self.scores.miss()
        if not row.get("finite", True):
            driver.discard()
        elif row.get("made", True):
            wanted = driver.rate()
            driver.settle(as_written(row["rate"]) if wanted is None else wanted)
