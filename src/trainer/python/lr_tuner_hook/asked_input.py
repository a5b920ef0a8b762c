"""Whether the script asked for input, which is empty in a run: a question is never answered."""

from __future__ import annotations

import builtins
import functools
from typing import Any

from .driver import Driver


def install(driver: Driver) -> None:
    original: Any = builtins.input

    @functools.wraps(original)
    def asks(*args: Any) -> Any:
        try:
            return original(*args)
        except EOFError:
            driver.instead.add("asked-input")
            raise

    builtins.input = asks
