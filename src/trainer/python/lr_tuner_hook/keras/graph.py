"""Keras on TensorFlow: updates are made by graphs, many of them in one call, so rate and clock lie in the graph too.

The rates to come stand in a table, and each update writes a row: the rate that it used, its loss, its accuracy. The
table and the rows are variables, which XLA can compile; functions of Python in a graph it could not.
"""

from __future__ import annotations

import math
import sys
from typing import Any

from ..clock import ticks
from ..driver import READ_EVERY_S, Driver, Training
from ..report import Message
from .clock import micro_batches_of
from .hello import as_written, hello
from .scores import Scores

# Updates that one call may make: an epoch in a function of the script's own, `steps_per_execution`.
FEWEST_ROWS = 1 << 14
# What a row holds.
RATE_USED, LOSS, HAS_LOSS, CORRECT, COUNTED = range(5)
# A variable holds its rate in single precision.
TOLERANCE = 1e-5


class GraphClock:
    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._ledgers: dict[str, Ledger] = {}
        self._losses = PendingLosses()
        self._waits = False
        self._read_at = ticks()
        self._reading = False
        self.scores = Scores(driver, self._losses.counts, is_recording)
        self._scaled: tuple[Any, Any] | None = None

    def hello(self, variable: Any) -> Message:
        tf = sys.modules["tensorflow"]
        device = device_of(variable)
        self._waits = device != "cpu"
        threads = tf.config.threading.get_intra_op_parallelism_threads()
        return hello("TensorFlow", str(tf.__version__), threads, device)

    def own_rate(self, optimizer: Any) -> float:
        # Outside of the graph: a schedule's is computed.
        with sys.modules["tensorflow"].init_scope():
            return as_written(optimizer.learning_rate)

    def rate(self, training: Training) -> Any:
        return None if self._driver.rate() is None else self._ledger(training).rate()

    def updated(self, training: Training, optimizer: Any, variables: list[Any], rate: Any) -> None:
        if not is_first_replica():
            return
        self._ledger(training).write(rate, self._losses.take(variables), micro_batches_of(optimizer))

    def applied(self, training: Training) -> None:
        # In a graph nothing has happened yet.
        self.read_when_due()

    def unscaled(self, loss: Any, scaled: Any) -> None:
        self._scaled = None if scaled is loss else (scaled, loss)

    def gradient(self, target: Any, sources: list[Any]) -> None:
        """The loss of which the script takes gradients."""
        if self._scaled is not None and self._scaled[0] is target:
            target = self._scaled[1]
        self._scaled = None
        if self._losses.add(target, sources):
            self._driver.instead.add("took-gradients")

    def read_when_due(self) -> None:
        if not self._ledgers or (self._waits and ticks() - self._read_at < READ_EVERY_S):
            return
        self.read()

    def read(self) -> None:
        """Tells of the updates that were made since the last time."""
        # The end, which is said from within, reads once more.
        if self._reading or not sys.modules["tensorflow"].executing_eagerly():
            return
        self._reading = True
        try:
            for identity, ledger in list(self._ledgers.items()):
                for row in ledger.unread():
                    self._tell(identity, row)
                if self._is_driven(identity):
                    ledger.fill()
        finally:
            self._reading = False
            self._read_at = ticks()

    def _tell(self, identity: str, row: list[float]) -> None:
        driver = self._driver
        if not self._is_driven(identity):
            driver.pass_by()
            return
        if row[HAS_LOSS]:
            driver.seen.losses.append(row[LOSS])
        if not row[COUNTED]:
            self.scores.miss()
        else:
            driver.seen.counts.append((row[CORRECT], row[COUNTED]))
        wanted, used = driver.rate(), row[RATE_USED]
        is_wanted = wanted is not None and math.isclose(wanted, used, rel_tol=TOLERANCE)
        # Single precision has some seven digits; those after them are its own.
        driver.settle(wanted if is_wanted and wanted is not None else float(f"{used:.8g}"))

    def _is_driven(self, identity: str) -> bool:
        return self._driver.driven is not None and self._driver.driven.id == identity

    def _ledger(self, training: Training) -> Ledger:
        ledger = self._ledgers.get(training.id)
        if ledger is None:
            ledger = self._ledgers[training.id] = Ledger(self._driver)
            if training is self._driver.driven:
                ledger.fill()
        return ledger


class Ledger:
    """Of one training: the rates that its updates are to use, and what was seen of those that were made."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        experiment = driver.plan.experiment
        asked = experiment["ramp"]["steps"] if experiment["kind"] == "range-test" else 0
        self._size = max(FEWEST_ROWS, asked)
        self._read = 0
        self._filled_from: int | None = None
        self._count = variable([0], "int64")
        self._rates = variable([0.0] * self._size, sys.modules["keras.src.backend"].floatx())
        self._rows = variable([[0.0] * 5] * self._size, "float64")

    def rate(self) -> Any:
        return self._rates.sparse_read(self._place())[0]

    def write(self, rate: Any, loss: Any, micro_batches: int) -> None:
        """@param loss loss, correct and counted of the update; None where none was seen"""
        tf = sys.modules["tensorflow"]
        used = tf.cast(tf.convert_to_tensor(rate), tf.float64)
        zero, one = tf.zeros((), tf.float64), tf.ones((), tf.float64)
        row = (
            tf.stack([used, zero, zero, zero, zero])
            if loss is None
            else tf.stack([used, loss[0] / micro_batches, one, loss[1], loss[2]])
        )
        written = tf.raw_ops.ResourceScatterUpdate(
            resource=self._rows.handle, indices=self._place(), updates=row[tf.newaxis]
        )
        # A graph that finds no batch makes what does not depend on one all the same.
        with tf.control_dependencies([] if written is None else [written]):
            self._count.assign_add([1])

    def _place(self) -> Any:
        return sys.modules["tensorflow"].math.floormod(self._count.read_value(), self._size)

    def fill(self) -> None:
        """The rates to come, anew where half of those that stand are used."""
        step = self._driver.steps
        if self._filled_from is not None and step - self._filled_from < self._size // 2:
            return
        self._filled_from = step
        rates = [0.0] * self._size
        # The place of an update is counted by the graph, which began with this training.
        for ahead in range(self._size):
            rate = self._driver.rate(ahead)
            if rate is None:
                return
            rates[(self._read + ahead) % self._size] = rate
        with sys.modules["tensorflow"].init_scope():
            self._rates.assign(rates)

    def unread(self) -> list[list[float]]:
        with sys.modules["tensorflow"].init_scope():
            count = int(self._count.numpy()[0])
            first = max(self._read, count - self._size)
            if first == count:
                return []
            places = [index % self._size for index in range(first, count)]
            self._read = count
            rows: list[list[float]] = self._rows.sparse_read(places).numpy().tolist()
            return rows


class PendingLosses:
    """Losses whose gradients were taken, until an update uses them. Summed, as their gradients are."""

    def __init__(self) -> None:
        self._slots: dict[int, tuple[Any, set[int]]] = {}
        # Correct and counted of the loss to come.
        self.counts: list[tuple[Any, Any]] = []

    def add(self, target: Any, sources: list[Any]) -> bool:
        """False where the gradient is no variable's, such as a penalty's."""
        tf = sys.modules["tensorflow"]
        keys = [key for key in map(key_of, sources) if key is not None]
        losses = [one for one in tf.nest.flatten(target) if tf.is_tensor(one)]
        if not keys or not losses:
            return False
        loss = tf.add_n([tf.cast(tf.reduce_sum(one), tf.float64) for one in losses])
        counts, self.counts[:] = list(self.counts), []
        correct, counted = tf.zeros((), tf.float64), tf.zeros((), tf.float64)
        for hits, number in counts:
            if is_reachable(hits):
                correct = correct + tf.cast(hits, tf.float64)
                counted = counted + tf.cast(number, tf.float64)
        slot = self._slots.get(keys[0])
        if slot is None:
            slot = self._slots[keys[0]] = (variable([0.0] * 3, "float64"), set())
        slot[1].update(keys)
        slot[0].assign_add(tf.stack([loss, correct, counted]))
        return True

    def take(self, variables: list[Any]) -> Any:
        """Loss, correct and counted of the update that is made of these; None where no gradient was seen."""
        updated = {key_of(one) for one in variables}
        slots = [slot for slot, keys in self._slots.values() if keys & updated]
        if not slots:
            return None
        tf = sys.modules["tensorflow"]
        seen = tf.add_n([slot.read_value() for slot in slots])
        for slot in slots:
            slot.assign(tf.zeros_like(slot))
        return tf.unstack(seen)


def variable(value: Any, dtype: str) -> Any:
    """Outside of the graph that is being made, and of whatever a strategy would make of it."""
    tf = sys.modules["tensorflow"]
    cls: Any = sys.modules["tensorflow.python.ops.resource_variable_ops"].ResourceVariable
    with tf.init_scope():
        return cls(tf.constant(value, dtype), trainable=False)


def key_of(source: Any) -> int | None:
    handle = getattr(getattr(source, "_value", source), "handle", None)
    return None if handle is None else id(handle)


def is_reachable(tensor: Any) -> bool:
    """Whether it may be used in the graph that is being made."""
    tf = sys.modules["tensorflow"]
    if tf.executing_eagerly():
        return not hasattr(tensor, "op") or hasattr(tensor, "numpy")
    return hasattr(tensor, "numpy") or tensor.graph is tf.compat.v1.get_default_graph()


def is_recording() -> bool:
    return bool(sys.modules["tensorflow.python.eager.record"].could_possibly_record())


def is_first_replica() -> bool:
    tf = sys.modules["tensorflow"]
    context = tf.distribute.get_replica_context()
    if context is None or context.num_replicas_in_sync == 1:
        return True
    number = tf.get_static_value(context.replica_id_in_sync_group)
    return number is None or int(number) == 0


def device_of(variable: Any) -> str:
    kind, _, number = str(getattr(variable, "device", "")).lower().rpartition("device:")[2].partition(":")
    return "cpu" if kind in ("", "cpu") else f"{kind}:{number or 0}"
