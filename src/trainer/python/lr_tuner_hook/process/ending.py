"""How the process ends: with the ramp, by itself, or by an error."""

from __future__ import annotations

import atexit
import functools
import os
import sys
import threading
from contextlib import suppress
from os import _exit
from types import ModuleType
from typing import TYPE_CHECKING, Any

from .. import loading
from ..clock import rest
from ..guard import Guard
from . import thrown
from .place import Place

if TYPE_CHECKING:
    from ..driver import Driver

# A follower that leaves first would take the connection from under rank 0's last update. The host ends it meanwhile.
FOLLOWERS_STAY_S = 2.0


def leave(leads: bool = True) -> None:
    """No `finally`, no atexit, no later save: what the script does after its training must not run."""
    if not leads:
        rest(FOLLOWERS_STAY_S)
    multiprocessing = sys.modules.get("multiprocessing")
    if multiprocessing is not None:
        # Loaders' workers look for their parent only every few seconds.
        for child in multiprocessing.active_children():
            child.kill()
    for stream in (sys.stdout, sys.stderr):
        # It may be closed, or something of the script's own.
        with suppress(Exception):
            stream.flush()
    _exit(0)


def watch(driver: Driver, place: Place, guard: Guard) -> None:
    """`script-ended` and `error` come from the script's own processes and from those that trained."""

    def at_exit() -> None:
        if driver.numbering is not None:
            driver.numbering.withdraw()
        if driver.ended:
            return
        # Set before any excepthook runs, so that a script's own hook hides nothing. Not set by sys.exit.
        error: BaseException | None = getattr(sys, "last_exc", None) or getattr(sys, "last_value", None)
        failed = error is not None and not isinstance(error, KeyboardInterrupt)
        if failed and error is not None and (speaks() or may_train(place)):
            fail(driver, error)
        elif speaks():
            driver.end("script-ended", framework=framework_seen())

    def speaks() -> bool:
        return place.speaks_for_script or driver.trained

    # Registered first, so called last: what the script does at its exit may still train.
    atexit.register(at_exit)
    watch_threads(driver, guard)
    loading.after(
        "multiprocessing.process",
        lambda module: guard.run("watching processes", watch_processes, module, driver),
    )


def may_train(place: Place) -> bool:
    """A script of the script's with a framework: its error says why nothing trains. Snippets (`-c`) try things out."""
    return framework_seen() == "loaded" and place.main is not None and os.path.isfile(place.main)


def fail(driver: Driver, error: BaseException, **details: object) -> None:
    driver.error = error
    reason, message, stack = thrown.describe(error)
    driver.end(reason, message, stack=stack, framework=framework_seen(), **details)


def watch_processes(module: ModuleType, driver: Driver) -> None:
    """A process of `multiprocessing` that trains says how it ended. One that is forked runs no exit handlers."""
    process_class: Any = module.BaseProcess
    bootstrap = process_class._bootstrap

    @functools.wraps(bootstrap)
    def watched(self: Any, *args: Any, **kwargs: Any) -> Any:
        errors: list[BaseException] = []
        run = self.run

        def running() -> None:
            try:
                run()
            except Exception as error:
                errors.append(error)
                raise

        self.run = running
        announce(self, driver)
        code = bootstrap(self, *args, **kwargs)
        if driver.numbering is not None:
            driver.numbering.withdraw()
        # Loaders' workers and those of pools hand their errors on, so one that leaves here ends the process.
        if errors and (driver.trained or framework_seen() == "loaded"):
            fail(driver, errors[0], exitCode=code)
        elif driver.trained:
            driver.end("script-ended", framework=framework_seen(), exitCode=code)
        return code

    process_class._bootstrap = watched


def announce(process: Any, driver: Driver) -> None:
    """What a fork has loaded already, no import tells. Loaders' workers never train."""
    if driver.numbering is None:
        return
    target = getattr(process, "_target", None)
    if str(getattr(target, "__module__", "")).startswith("torch.utils.data"):
        driver.numbering.withdraw()
    elif "torch.optim.optimizer" in sys.modules:
        driver.numbering.announce()


def watch_threads(driver: Driver, guard: Guard) -> None:
    """An error in a thread ends that thread only: where it trained, the rest of the training is missing."""
    hook = threading.excepthook

    @functools.wraps(hook)
    def watched(args: Any) -> None:
        guard.run("watching threads", say, args)
        hook(args)

    def say(args: Any) -> None:
        if driver.trained and args.thread is driver.training_thread and args.exc_value is not None:
            message = thrown.message_of(args.exc_value)
            driver.warn("other", f"The thread that trains failed after {driver.steps} iterations: {message}")

    threading.excepthook = watched


def framework_seen() -> str:
    return (
        "loaded" if any(name in sys.modules for name in ("torch", "keras", "tensorflow", "jax")) else "none"
    )
