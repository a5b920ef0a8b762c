"""A fault of ours never reaches the script, and costs its own duty only."""

from __future__ import annotations

from typing import Any, Callable, TypeVar

from .report import Report

T = TypeVar("T")

# Without its rate an experiment is none: what fails here ends the run.
RATE = "setting the learning rate"


class Guard:
    def __init__(self, report: Report) -> None:
        self._report = report
        self._given_up: set[str] = set()
        self.on_fatal: Callable[[str], None] = lambda message: None

    def run(self, duty: str, body: Callable[..., T], *args: Any) -> T | None:
        """What `body` gives; None where it fails, and from then on."""
        if duty in self._given_up:
            return None
        try:
            return body(*args)
        except Exception as error:
            self.fault(duty, error)
            return None

    def fault(self, duty: str, error: BaseException) -> None:
        if duty in self._given_up:
            return
        self._given_up.add(duty)
        message = f"{duty}: {describe(error)}"
        if duty == RATE:
            self.on_fatal(message)
        else:
            self._report.warn("hook-fault", message)


def describe(error: BaseException) -> str:
    import traceback

    return "".join(traceback.format_exception(type(error), error, error.__traceback__)).strip()
