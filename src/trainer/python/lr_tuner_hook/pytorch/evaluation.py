"""The script's own evaluations: losses that it computes without gradients between two updates."""

from __future__ import annotations

import functools
import sys
from types import ModuleType
from typing import Any, Callable

from .. import loading
from ..driver import Driver, Reading, read
from ..guard import Guard
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
    originals = {name: getattr(functional, name) for name in FUNCTIONS}
    watched = {name: _watched(original, evaluation, guard) for name, original in originals.items()}
    _put(functional, watched)

    def keep_out_of_scripts(module: ModuleType) -> None:
        """TorchScript compiles what it finds under these names, and ours is no function that it could compile."""
        script: Any = getattr(module, "script")  # noqa: B009

        @functools.wraps(script)
        def scripted(*args: Any, **kwargs: Any) -> Any:
            _put(functional, originals)
            try:
                return script(*args, **kwargs)
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
    """Sums over the batches of one evaluation, weighted by their size."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._losses: list[tuple[Reading, int]] = []
        self._counts: list[tuple[Reading, Reading]] = []
        self._was_said = False

    def add(self, name: str, scores: Any, target: Any, loss: Any, options: dict[str, Any]) -> None:
        # Inside a step, or before any training, it is something else.
        if self._driver.updating or not self._driver.trained:
            return
        size = len(target) if target.dim() > 0 else 1
        value = loss / target.numel() if options.get("reduction") == "sum" else loss.mean()
        self._losses.append((here(value), size))
        counted = count(name, scores, target, options)
        if counted is not None:
            self._counts.append((here(counted[0]), here(counted[1])))

    def say(self) -> None:
        """Before the next update, and at the end."""
        if not self._losses:
            return
        losses, counts = self._losses, self._counts
        self._losses, self._counts = [], []
        if not self._driver.leads or self._driver.ended:
            return
        self._was_said = True
        size = sum(size for _, size in losses)
        counted = sum(read(counted) for _, counted in counts)
        correct = sum(read(correct) for correct, _ in counts)
        self._driver.read_all()
        self._driver.report.phase(
            {
                "phase": "evaluate",
                "step": self._driver.steps,
                "loss": sum(read(loss) * size for loss, size in losses) / size,
                **({"accuracy": correct / counted} if counted else {}),
            }
        )

    def finish(self) -> None:
        self.say()
        if not self._was_said and self._driver.is_range_test:
            self._driver.warn("no-validation", "The script evaluated nothing while the ramp ran.")


def count(name: str, scores: Any, target: Any, options: dict[str, Any]) -> Any:
    if name == "binary_cross_entropy":
        return by_threshold(scores, target, 0.5)
    if name == "binary_cross_entropy_with_logits":
        return by_threshold(scores, target, 0.0)
    if target.is_floating_point():
        # Class probabilities.
        return None
    return by_class(scores, target, options.get("ignore_index", -100))
