"""What a script raised, in words. Its own classes may refuse to be shown, and its messages may hold all its data."""

from __future__ import annotations

import os
import re
import traceback

# Characters: nobody reads on, and a line of the report has its limit.
LONGEST_MESSAGE = 4_000
LONGEST_STACK = 16_000

# What a notebook's cell is called, in place of a file.
CELL = re.compile(r"\.ipynb, cell \d+$")
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


def describe(error: BaseException) -> tuple[str, str, str]:
    """The reason of the end, the message and the stack. Never raises."""
    message = message_of(error)
    try:
        return reason_of(error), message, stack_of(error, message)
    except Exception:
        return "error", message, ""


def message_of(error: BaseException) -> str:
    name = type(error).__name__
    try:
        # A class of the script's own may return a text of its own class.
        text = "".join(str(error))
    except Exception:
        text = "its message cannot be shown"
    text = text if len(text) <= LONGEST_MESSAGE else f"{text[:LONGEST_MESSAGE]} …"
    return f"{name}: {text}" if text else name


def reason_of(error: BaseException) -> str:
    # A submodule or a name that is missing means another version, not a missing framework.
    if isinstance(error, ModuleNotFoundError) and error.name in FRAMEWORKS:
        return "framework-missing"
    return "syntax-error" if isinstance(error, SyntaxError) and is_of_source(error) else "error"


def is_of_source(error: SyntaxError) -> bool:
    """A file that cannot be parsed, rather than a text that the script itself parses (`ast.parse`, a template)."""
    file = error.filename
    return isinstance(file, str) and (os.path.isfile(file) or CELL.search(file) is not None)


def stack_of(error: BaseException, message: str) -> str:
    """The end tells most: the innermost call. A message that is longer than all calls must not take their place."""
    whole = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    if len(whole) <= LONGEST_STACK:
        return whole
    calls = "".join(traceback.format_tb(error.__traceback__))
    return f"{calls[-LONGEST_STACK:]}{message}\n"
