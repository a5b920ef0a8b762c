"""`fit`: how long it trains, what it validates, and a ramp that is longer than its epochs."""

from __future__ import annotations

import functools
import inspect
from types import ModuleType
from typing import Any

from .. import loading
from ..driver import Driver
from ..early_stopping import say_ignored
from ..guard import Guard

DUTY = "following fit"
TRAINERS = {"tensorflow": "TensorFlowTrainer", "torch": "TorchTrainer", "jax": "JAXTrainer"}
# What they write is the user's own, and a short training is none of it. `BackupAndRestore` would go on with one.
LOGGING = ("CSVLogger", "TensorBoard", "RemoteMonitor")
RESTORING = ("BackupAndRestore",)
# It ends a ramp before it has shown anything, and puts earlier weights back.
STOPPING = ("EarlyStopping",)


def install(backend: str, driver: Driver, guard: Guard) -> None:
    fits = Fits(driver)

    def after(name: str, patch: Any) -> None:
        loading.after(name, lambda module: guard.run(DUTY, patch, module, fits, guard))

    after("keras.src.trainers.epoch_iterator", watch_data)
    after("keras.src.callbacks.callback_list", watch_callbacks)
    if backend in TRAINERS:
        trainer = TRAINERS[backend]
        after(
            f"keras.src.backend.{backend}.trainer",
            lambda module, *rest: repeat_fits(getattr(module, trainer), *rest),
        )


class Fits:
    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self._batch_size: int | None = None
        self._begun_at = 0
        self._knows_length = True

    def made_data(self, iterator: Any) -> None:
        size = getattr(iterator.data_adapter, "batch_size", None)
        self._batch_size = size if isinstance(size, int) else None

    def begin(self, callbacks: Any) -> None:
        """Before the first batch, when the callbacks are told so."""
        driver, params = self.driver, callbacks.params
        # This loop is the framework's own: nothing is to be read from the script's.
        driver.tells_of_data = driver.tells_of_validation = True
        self._begun_at = driver.steps
        steps, epochs = params.get("steps"), params.get("epochs")
        self._knows_length = isinstance(steps, int)
        # One that finds no batch is none to tell of.
        if driver.steps > 0 or steps == 0:
            return
        micro_batches = getattr(callbacks.model.optimizer, "gradient_accumulation_steps", None) or 1
        self._say(steps, epochs, micro_batches)

    def _say(self, steps: Any, epochs: Any, micro_batches: int, **more: str) -> None:
        if self.driver.ended or not self.driver.leads:
            return
        size = self._batch_size
        self.driver.report.send(
            {
                "type": "data",
                "batchesPerEpoch": -(-steps // micro_batches) if isinstance(steps, int) else None,
                "batchSize": None if size is None else size * micro_batches,
                "epochs": epochs if isinstance(epochs, int) else None,
                **more,
            }
        )

    def end_epoch(self, callbacks: Any, epoch: int, logs: Any) -> None:
        driver = self.driver
        if not self._knows_length and driver.driven is not None:
            self._knows_length = True
            steps = driver.steps - self._begun_at
            self._say(steps, callbacks.params.get("epochs"), 1, training=driver.driven.id)
        if driver.ended or not driver.leads or not driver.trained:
            return
        numbers = {name: float(value) for name, value in (logs or {}).items() if is_number(value)}
        for phase, prefix in (("train", ""), ("evaluate", "val_")):
            seen = read_logs(numbers, prefix)
            if "loss" in seen:
                driver.read_all()
                driver.report.phase({"phase": phase, "epoch": epoch, "step": driver.steps, **seen})

    def keep_going(self, callbacks: Any) -> None:
        """Whatever else sets this, such as a callback of the script's own, would end the ramp early."""
        model: Any = getattr(callbacks, "model", None)
        if self.driver.is_range_test and not self.driver.ended and getattr(model, "stop_training", False):
            model.stop_training = False
            say_ignored(self.driver)

    def chosen(self, callbacks: Any) -> Any:
        """The script's callbacks without those that a run of ours must not call."""
        if not isinstance(callbacks, (list, tuple)) or self.driver.plan.allow_save:
            return callbacks
        is_training = self.driver.plan.experiment["kind"] == "train"
        of_trial = LOGGING if self.driver.is_trial else ()
        left_out = (*of_trial, *RESTORING, *(() if is_training else STOPPING))
        for name in (type(one).__name__ for one in callbacks):
            if name in STOPPING and name in left_out:
                say_ignored(self.driver)
            elif name in left_out:
                what = "range test" if self.driver.is_range_test else "run"
                self.driver.warn("other", f"The {what} leaves out the script's {name}.")
        return [one for one in callbacks if type(one).__name__ not in left_out]


def watch_data(epoch_iterator: ModuleType, fits: Fits, guard: Guard) -> None:
    cls: Any = epoch_iterator.EpochIterator
    initialize = cls.__init__

    @functools.wraps(initialize)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        initialize(self, *args, **kwargs)
        guard.run(DUTY, fits.made_data, self)

    cls.__init__ = __init__


def watch_callbacks(callback_list: ModuleType, fits: Fits, guard: Guard) -> None:
    cls: Any = callback_list.CallbackList
    initialize, train_begin = cls.__init__, cls.on_train_begin
    batch_end, epoch_end = cls.on_train_batch_end, cls.on_epoch_end

    @functools.wraps(initialize)
    def __init__(self: Any, callbacks: Any = None, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        kept = guard.run(DUTY, fits.chosen, callbacks)
        initialize(self, callbacks if kept is None else kept, *args, **kwargs)

    @functools.wraps(train_begin)
    def on_train_begin(self: Any, logs: Any = None) -> None:
        guard.run(DUTY, fits.begin, self)
        train_begin(self, logs)

    @functools.wraps(batch_end)
    def on_train_batch_end(self: Any, batch: Any, logs: Any = None) -> None:
        batch_end(self, batch, logs)
        guard.run(DUTY, fits.keep_going, self)

    @functools.wraps(epoch_end)
    def on_epoch_end(self: Any, epoch: Any, logs: Any = None) -> None:
        guard.run(DUTY, fits.end_epoch, self, epoch, logs)
        epoch_end(self, epoch, logs)
        guard.run(DUTY, fits.keep_going, self)

    cls.__init__, cls.on_train_begin = __init__, on_train_begin
    cls.on_train_batch_end, cls.on_epoch_end = on_train_batch_end, on_epoch_end


def repeat_fits(trainer: Any, fits: Fits, guard: Guard) -> None:
    """A ramp that is longer than the script's own training goes on with the same call; a list of trainings needs one
    epoch of each. A single epoch may be one of many in a loop of the script's own, across which the ramp runs on."""
    fit, driver = trainer.fit, fits.driver
    signature = inspect.signature(fit)

    @functools.wraps(fit)
    def fitted(self: Any, *args: Any, **kwargs: Any) -> Any:
        bound = signature.bind(self, *args, **kwargs)
        bound.apply_defaults()
        epochs, initial = bound.arguments.get("epochs"), bound.arguments.get("initial_epoch")
        if driver.is_survey and isinstance(epochs, int) and isinstance(initial, int):
            bound.arguments["epochs"] = min(epochs, initial + 1)
            return fit(*bound.args, **bound.kwargs)
        before = -1
        while True:
            history = fit(self, *args, **kwargs)
            is_short = driver.is_range_test and not driver.ended and isinstance(epochs, int) and epochs > 1
            if not is_short or driver.steps <= max(before, 0):
                return history
            before = driver.steps

    trainer.fit = fitted


def is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def read_logs(logs: dict[str, float], prefix: str) -> dict[str, float]:
    """Of several accuracies the first: what the script names first matters most to it."""
    own = {
        name[len(prefix) :]: value
        for name, value in logs.items()
        if name.startswith(prefix) and (prefix or not name.startswith("val_"))
    }
    seen = {} if "loss" not in own else {"loss": own["loss"]}
    accuracies = [value for name, value in own.items() if "acc" in name.lower()]
    return {**seen, "accuracy": accuracies[0]} if accuracies else seen
