"""What the wrapper of an optimizer asks of the framework that computes."""

from __future__ import annotations

from typing import Any, Protocol

from ..driver import Training
from ..report import Message
from .scores import Scores


class Clock(Protocol):
    scores: Scores

    def hello(self, variable: Any) -> Message: ...

    def own_rate(self, optimizer: Any) -> float:
        """The script's own, as a number that is there now."""

    def rate(self, training: Training) -> Any:
        """The rate of the update to come, as the optimizer computes with it; None leaves the script's own."""

    def updated(self, training: Training, optimizer: Any, variables: list[Any], rate: Any) -> None:
        """Right after an update, or in the graph that makes one."""

    def applied(self, training: Training) -> None:
        """After `apply`, which makes no update while gradients are accumulated."""

    def unscaled(self, loss: Any, scaled: Any) -> None:
        """The loss, and what the optimizer made of it for half precision."""


def micro_batches_of(optimizer: Any) -> int:
    """Those whose gradients one update takes together."""
    return optimizer.gradient_accumulation_steps or 1
