"""The script's own evaluations: losses that it computes without gradients between two updates."""

from __future__ import annotations

import functools
import sys
from types import ModuleType
from typing import Any, Callable

from .. import loading
from ..driver import Driver, Reading, read
from ..guard import Guard
from ..trainers.told import NOTHING, Validation
from .accuracy import by_class, by_threshold
from .loss import here, is_compiling

DUTY = "following the evaluation"

FUNCTIONS = ("cross_entropy", "nll_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits")


def install(functional: ModuleType, driver: Driver, guard: Guard) -> None:
    if not driver.watches_validation:
        return
    evaluation = Evaluation(driver)
    driver.before_step.append(lambda: guard.run(DUTY, evaluation.say))
    driver.before_end.append(lambda: guard.run(DUTY, evaluation.finish))
    driver.on_validation.append(lambda told: guard.run(DUTY, evaluation.take, told))
    originals = {name: getattr(functional, name) for name in FUNCTIONS}
    watched = {name: _watched(original, evaluation, guard) for name, original in originals.items()}
    _put(functional, watched)

    def keep_out_of_scripts(module: ModuleType) -> None:
        """TorchScript compiles what it finds under these names, and ours is no function that it could compile."""
        script: Any = getattr(module, "script")  # noqa: B009

        @functools.wraps(script)
        def scripted(obj: Any, optimize: Any = None, _frames_up: int = 0, *args: Any, **kwargs: Any) -> Any:
            _put(functional, originals)
            try:
                # What a class's methods name is looked for in the frame that asks, which is one further up now.
                return script(obj, optimize, _frames_up + 1, *args, **kwargs)
            finally:
                _put(functional, watched)

        setattr(module, "script", scripted)  # noqa: B010

    loading.after("torch.jit._script", lambda module: guard.run(DUTY, keep_out_of_scripts, module))


def _put(module: ModuleType, functions: dict[str, Any]) -> None:
    for name, function in functions.items():
        setattr(module, name, function)


def _watched(original: Callable[..., Any], evaluation: Evaluation, guard: Guard) -> Callable[..., Any]:
    torch = sys.modules["torch"]
    name = original.__name__

    @functools.wraps(original)
    def watched(input: Any, target: Any, *args: Any, **kwargs: Any) -> Any:
        loss = original(input, target, *args, **kwargs)
        if not torch.is_grad_enabled() and not is_compiling():
            guard.run(DUTY, evaluation.add, name, input, target, loss, kwargs)
        return loss

    return watched


class Evaluation:
    """One evaluation: what its batches had, or what the trainer of a framework says of it."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._losses: list[tuple[Reading, int]] = []
        self._counts: list[tuple[Reading, Reading]] = []
        self._told = NOTHING
        self._was_said = False

    def add(self, name: str, scores: Any, target: Any, loss: Any, options: dict[str, Any]) -> None:
        # Inside a step, or before any training, it is something else.
        if self._driver.updating or self._driver.tells_of_validation or not self._driver.trained:
            return
        size = len(target) if target.dim() > 0 else 1
        value = loss / target.numel() if options.get("reduction") == "sum" else loss.mean()
        self._losses.append((here(value), size))
        counted = count(name, scores, target, options)
        if counted is not None:
            self._counts.append((here(counted[0]), here(counted[1])))

    def take(self, told: Validation) -> None:
        """What a framework's trainer measured, which comes before what was seen of it here."""
        if self._driver.trained and told != NOTHING:
            self._told = told
            self.say()

    def say(self) -> None:
        """Before the next update, and at the end."""
        losses, counts, told = self._losses, self._counts, self._told
        self._losses, self._counts, self._told = [], [], NOTHING
        if not (losses or told != NOTHING) or not self._driver.leads or self._driver.ended:
            return
        self._was_said = True
        loss = mean_of(losses) if told.loss is None else told.loss
        accuracy = share_of(counts) if told.accuracy is None else told.accuracy
        self._driver.read_all()
        self._driver.report.phase(
            {
                "phase": "evaluate",
                "step": self._driver.steps,
                **({} if loss is None else {"loss": loss}),
                **({} if accuracy is None else {"accuracy": accuracy}),
            }
        )

    def finish(self) -> None:
        self.say()
        is_known = self._was_said or self._driver.tells_of_validation
        # A launcher loads PyTorch, too, and evaluates as little as it trains.
        if self._driver.trained and self._driver.is_range_test and not is_known:
            self._driver.warn("no-validation", "The script evaluated nothing while the ramp ran.")


def mean_of(losses: list[tuple[Reading, int]]) -> float | None:
    """Weighted by the size of each batch."""
    size = sum(size for _, size in losses)
    return sum(read(loss) * size for loss, size in losses) / size if size else None


def share_of(counts: list[tuple[Reading, Reading]]) -> float | None:
    counted = sum(read(counted) for _, counted in counts)
    return sum(read(correct) for correct, _ in counts) / counted if counted else None


def count(name: str, scores: Any, target: Any, options: dict[str, Any]) -> Any:
    if name == "binary_cross_entropy":
        return by_threshold(scores, target, 0.5)
    if name == "binary_cross_entropy_with_logits":
        return by_threshold(scores, target, 0.0)
    if target.is_floating_point():
        # Class probabilities.
        return None
    return by_class(scores, target, options.get("ignore_index", -100))
