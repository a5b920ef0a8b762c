"""How the process ends: with the ramp, by itself, or by an error."""

from __future__ import annotations

import atexit
import os
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from .place import Place

if TYPE_CHECKING:
    from .driver import Driver

# A follower that leaves first would take the connection from under rank 0's last update. The host ends it meanwhile.
FOLLOWERS_STAY_S = 2.0
LONGEST_STACK = 16_000

# Their absence has its own advice, unlike that of any other package.
FRAMEWORKS = (
    "torch",
    "keras",
    "tensorflow",
    "jax",
    "lightning",
    "pytorch_lightning",
    "transformers",
    "fastai",
)


def leave(leads: bool = True) -> None:
    """No `finally`, no atexit, no later save: what the script does after its training must not run."""
    if not leads:
        time.sleep(FOLLOWERS_STAY_S)
    multiprocessing = sys.modules.get("multiprocessing")
    if multiprocessing is not None:
        # Loaders' workers look for their parent only every few seconds.
        for child in multiprocessing.active_children():
            child.kill()
    for stream in (sys.stdout, sys.stderr):
        # It may be closed, or something of the script's own.
        with suppress(Exception):
            stream.flush()
    os._exit(0)


def watch(driver: Driver, place: Place) -> None:
    """`script-ended` and `error` come from the script's own processes and from those that trained."""

    def at_exit() -> None:
        if driver.ended or not (place.speaks_for_script or driver.trained):
            return
        # Set before any excepthook runs, so that a script's own hook hides nothing. Not set by sys.exit.
        error: BaseException | None = getattr(sys, "last_exc", None) or getattr(sys, "last_value", None)
        if error is None or isinstance(error, KeyboardInterrupt):
            driver.end("script-ended", framework=framework_seen())
        else:
            stack = stack_of(error)
            message = f"{type(error).__name__}: {error}"
            driver.end(reason_of(error), message, stack=stack, framework=framework_seen())

    # Registered first, so called last: what the script does at its exit may still train.
    atexit.register(at_exit)


def reason_of(error: BaseException) -> str:
    # A submodule or a name that is missing means another version, not a missing framework.
    if isinstance(error, ModuleNotFoundError) and error.name in FRAMEWORKS:
        return "framework-missing"
    return "syntax-error" if isinstance(error, SyntaxError) and is_of_source(error) else "error"


def is_of_source(error: SyntaxError) -> bool:
    """A file that cannot be parsed, rather than a text that the script itself parses (`ast.parse`, a template)."""
    return error.filename is not None and os.path.isfile(error.filename)


def stack_of(error: BaseException) -> str:
    import traceback

    # The end tells most: the innermost call.
    return "".join(traceback.format_exception(type(error), error, error.__traceback__))[-LONGEST_STACK:]


def framework_seen() -> str:
    return (
        "loaded" if any(name in sys.modules for name in ("torch", "keras", "tensorflow", "jax")) else "none"
    )
