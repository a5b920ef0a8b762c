"""What this process says: one JSON object a line. Where the lines go is the matter of `outlets.py`."""

from __future__ import annotations

import json
import math
import os
import sys
import threading
from contextlib import suppress
from typing import Any, Callable

from .clock import ticks
from .outlets import Outlet

VERSION = 1
# Rows are written together: a write wakes the host, and costs as much as a small step.
ROWS_TOGETHER = 64
LONGEST_WAIT_S = 0.05

Message = dict[str, Any]


class Report:
    def __init__(self, outlet: Outlet, armed: Message) -> None:
        self._outlet = outlet
        self._armed: Message | None = armed
        self.before_leaving: list[Callable[[], object]] = []
        self._rows: list[str] = []
        self._written = 0.0
        self._warned: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def open(self) -> None:
        """Says `armed`. Raises OSError where nothing can be written."""
        self._say("")

    def fork(self, armed: Message) -> None:
        """In a forked child, whose lines must not land in its parent's file. It says `armed` before its first line."""
        self._armed, self._rows = armed, []
        self._outlet.fork()
        # Another thread of the parent may have held it.
        self._lock = threading.Lock()

    def step(self, i: int, lr: float, loss: float | None, accuracy: float | None) -> None:
        self._add(encode_step(i, lr, loss, accuracy))

    def phase(self, message: Message) -> None:
        """For what may come often; `send` is for what is worth a write of its own."""
        self._add(encode({"type": "phase", **message}))

    def send(self, message: Message) -> None:
        self._rows.append(encode(message))
        self.flush()

    def warn(self, code: str, message: str) -> None:
        """Says a thing once, however often it comes up."""
        if (code, message) in self._warned:
            return
        self._warned.add((code, message))
        self.send({"type": "warning", "code": code, "message": message})

    def flush(self) -> None:
        with self._lock:
            rows, self._rows = self._rows, []
            self._written = ticks()
            # Until the host has seen `armed` it takes the process for one without a hook.
            if rows or self._outlet.is_lost():
                self._write("".join(rows))

    def abandon(self) -> None:
        """Before a process ends that nobody hears any more."""
        for do in self.before_leaving:
            do()

    def _add(self, row: str) -> None:
        self._rows.append(row)
        if len(self._rows) >= ROWS_TOGETHER or ticks() - self._written >= LONGEST_WAIT_S:
            self.flush()

    def _write(self, text: str) -> None:
        try:
            self._say(text)
        except OSError as error:
            # An experiment that nobody can hear must not go on: it would be a whole training.
            with suppress(OSError):
                print(
                    f"LR Tuner: the report cannot be written ({error}); the run ends here.", file=sys.stderr
                )
                sys.stderr.flush()
            self.abandon()
            os._exit(1)

    def _say(self, text: str) -> None:
        armed, self._armed = self._armed, None
        self._outlet.write(text if armed is None else encode(armed) + text)


def encode(message: Message) -> str:
    """One line. ASCII, so that a path that is no Unicode (a lone surrogate) still makes a line of UTF-8."""
    return json.dumps({"v": VERSION, **_finite(message)}, separators=(",", ":"), default=str) + "\n"


def encode_step(i: int, lr: float, loss: float | None, accuracy: float | None) -> str:
    """By hand, since one comes with every update, and json.dumps takes as long as a small kernel."""
    line = f'{{"v":{VERSION},"type":"step","i":{i},"lr":{_number(lr)}'
    if loss is not None:
        line += f',"loss":{_number(loss)}'
    if accuracy is not None:
        line += f',"accuracy":{_number(accuracy)}'
    return line + "}\n"


def _number(value: float) -> str:
    return repr(value) if math.isfinite(value) else f'"{_name(value)}"'


def _name(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return _name(value)
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    return value
