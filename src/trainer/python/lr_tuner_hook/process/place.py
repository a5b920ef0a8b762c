"""Which process of the run this is: what it executes, and whether its end is that of the script."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from ..report import Message

# Names the process that armed first; what it starts inherits it. `bash -c "python a.py; python b.py"` has two such.
PRIMARY_VARIABLE = "LR_TUNER_PRIMARY"
# Files among the first process's arguments: those of `torchrun train.py` are the script.
SCRIPTS_VARIABLE = "LR_TUNER_SCRIPTS"

# Options of Python's that take the next argument with them.
TAKES_NEXT = ("-W", "-X", "--check-hash-based-pycs")


class Place:
    def __init__(self, main: str | None, speaks_for_script: bool) -> None:
        self.main = main
        # Helpers, spawned workers and compilers end all the time, and not all of them well.
        self.speaks_for_script = speaks_for_script
        # The process that the host started.
        self.is_first = False
        # Not on the host's machine, where our numbers name others.
        self.is_elsewhere = False

    def armed(self) -> Message:
        return {
            "type": "armed",
            "pid": 0 if self.is_elsewhere else os.getpid(),
            "parent": 0 if self.is_elsewhere else os.getppid(),
            "thread": 0,
            "runtime": "Python " + ".".join(map(str, sys.version_info[:3])),
            "main": self.main,
        }

    @property
    def words(self) -> str | None:
        """Where a training runs, for people; None for the script's own process."""
        if self.is_first:
            return None
        return (
            "a process of its own" if self.main is None else f"the process of {os.path.basename(self.main)}"
        )

    def fork(self) -> None:
        """A forked child goes through its parent's exit handlers, if any, without being the script."""
        self.speaks_for_script = self.is_first = False


def find() -> Place:
    line = command_line()
    main, arguments = read_command_line(line)
    own = os.path.abspath(main) if main is not None and os.path.isfile(main) else main
    if PRIMARY_VARIABLE not in os.environ:
        os.environ[PRIMARY_VARIABLE] = str(os.getpid())
        files = [
            os.path.abspath(one) for one in (main, *arguments) if one is not None and os.path.isfile(one)
        ]
        os.environ[SCRIPTS_VARIABLE] = os.pathsep.join(files)
        first = Place(own, True)
        first.is_first = True
        return first
    is_primary = os.environ[PRIMARY_VARIABLE] == str(os.getpid())
    scripts = os.environ.get(SCRIPTS_VARIABLE, "").split(os.pathsep)
    return Place(own, is_primary or (own is not None and own in scripts))


def keeps_resources() -> bool:
    """A process of multiprocessing's own, beside every spawned one: it never trains, and outlives those that do."""
    return "multiprocessing.resource_tracker" in " ".join(command_line())


def read_command_line(line: Sequence[str]) -> tuple[str | None, list[str]]:
    """The script's path or the name of its module, None for `-c` and a prompt; and the arguments after it."""
    rest = list(line[1:])
    while rest:
        argument = rest.pop(0)
        if argument in TAKES_NEXT:
            rest = rest[1:]
        elif argument == "-" or not argument.startswith("-"):
            return (None if argument == "-" else argument), rest
        elif not argument.startswith("--"):
            # Letters can stand together, as in `-um package`; `-W` and `-X` take what follows them.
            for index, letter in enumerate(argument[1:], 2):
                if letter in "WX":
                    break
                if letter == "c":
                    return None, rest
                if letter == "m":
                    glued = argument[index:]
                    return (glued, rest) if glued else ((rest[0], rest[1:]) if rest else (None, rest))
    return None, rest


def command_line() -> list[str]:
    """The interpreter's own, since `sys.argv` is not there yet while Python starts."""
    original: list[str] | None = getattr(sys, "orig_argv", None)
    if original is not None:
        return original
    # Python 3.9.
    import ctypes

    count, words = ctypes.c_int(), ctypes.POINTER(ctypes.c_wchar_p)()
    ctypes.pythonapi.Py_GetArgcArgv(ctypes.byref(count), ctypes.byref(words))
    return [words[index] or "" for index in range(count.value)]
