"""
Runs a notebook's code cells as one script, in a process of its own: `python notebook.py train.ipynb ARGUMENTS`.

The kernel that somebody works in is never touched: the end of a range test would end it. What only a kernel can do is
left out: shell commands, which have done their work by the time somebody tunes, and magics that change nothing of a
training.
"""

from __future__ import annotations

import ast
import asyncio
import builtins
import inspect
import json
import linecache
import os
import re
import sys
import traceback
import types
from typing import Any, Callable, NamedTuple

# Cells of another kind: what comes after the line is no Python.
FOREIGN = (
    "bash",
    "sh",
    "script",
    "writefile",
    "file",
    "html",
    "javascript",
    "js",
    "latex",
    "markdown",
    "svg",
)
# Behind them stands a statement of Python's that is to run.
TRANSPARENT = ("time", "timeit", "capture", "prun")
MAGIC = re.compile(r"^(?P<indent>\s*)(?P<kind>%%?|!|\?)(?P<name>\w*)\s*(?P<rest>.*)$")
HELP = re.compile(r"^\s*[\w.]+\?{1,2}\s*$")
ASSIGNED = re.compile(r"^(?P<indent>\s*)[\w, ]+=\s*[%!]")


class Cell(NamedTuple):
    """A code cell; its number counts all cells of the notebook, from 1."""

    number: int
    source: str
    # As tracebacks name it.
    name: str = ""


class Shell:
    """What `get_ipython()` gives in a kernel, as far as a training needs it: all else does nothing."""

    def __init__(self, space: dict[str, Any]) -> None:
        self.user_ns = space
        self.config: dict[str, Any] = {}
        self.cell_magics: dict[str, Callable[[str, str], Any]] = {}
        # The one that runs, and the lines of it that stand above what its magic is given.
        self.cell, self.lines_above = Cell(0, ""), 0

    def register_magic_function(
        self, function: Callable[..., Any], magic_kind: str = "line", magic_name: str | None = None
    ) -> None:
        if "cell" in magic_kind:
            self.cell_magics[magic_name or function.__name__] = function

    def run_cell(self, source: str, *_: Any, **__: Any) -> None:
        execute("\n" * self.lines_above + source, self.cell, self)

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_"):
            raise AttributeError(name)
        return does_nothing


def does_nothing(*_: Any, **__: Any) -> None:
    pass


class NotebookError(Exception):
    """The file is none that can be run; its message says why."""


def main(path: str, arguments: list[str]) -> None:
    path = os.path.abspath(path)
    sys.argv = [path, *arguments]
    sys.path[0] = os.path.dirname(path)
    # What only shows figures must not wait for somebody to close them.
    os.environ.setdefault("MPLBACKEND", "Agg")
    space = types.ModuleType("__main__")
    builtins_of_a_kernel: Any = builtins
    builtins_of_a_kernel.display = print
    sys.modules["__main__"] = space
    sys.excepthook = show
    shell = Shell(vars(space))
    vars(space)["get_ipython"] = lambda: shell
    for cell in read(path):
        run(cell._replace(name=f"{path}, cell {cell.number}"), shell)


def show(kind: type[BaseException], error: BaseException, calls: types.TracebackType | None) -> None:
    """As Python does, without the calls of this file."""
    while calls is not None and calls.tb_frame.f_code.co_filename == __file__:
        calls = calls.tb_next
    if calls is None and isinstance(error, NotebookError):
        print(error, file=sys.stderr)
    else:
        traceback.print_exception(kind, error, calls)


def read(path: str) -> list[Cell]:
    """@raise NotebookError"""
    name = os.path.basename(path)
    try:
        with open(path, encoding="utf-8") as file:
            notebook = json.load(file)
    except ValueError as error:
        raise NotebookError(
            f"{name} is no notebook. It cannot be read as JSON: {error}."
            " Open it in Jupyter or VS Code, and save it again."
        ) from None
    given = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(given, list):
        raise NotebookError(
            f"{name} holds no cells. Notebooks of before 2015 have to be saved anew by Jupyter."
        )
    language = language_of(notebook.get("metadata"))
    if language.lower() not in ("python", "python3", "ipython", ""):
        raise NotebookError(f"{name} is written in {language}. A notebook is run here in Python only.")
    cells = [
        Cell(index, "".join(cell.get("source", "")))
        for index, cell in enumerate(given, 1)
        if isinstance(cell, dict) and cell.get("cell_type") == "code"
    ]
    if not any(cell.source.strip() for cell in cells):
        raise NotebookError(f"{name} has no code in it. Save the notebook first, then run again.")
    return cells


def language_of(metadata: Any) -> str:
    """As Jupyter wrote it down; empty where it did not."""
    for part, key in (("kernelspec", "language"), ("language_info", "name")):
        known = metadata.get(part) if isinstance(metadata, dict) else None
        name = known.get(key) if isinstance(known, dict) else None
        if isinstance(name, str) and name:
            return name
    return ""


def run(cell: Cell, shell: Shell) -> None:
    lines = cell.source.split("\n")
    first = first_of(lines)
    magic = MAGIC.match(lines[first])
    own = shell.cell_magics.get(magic["name"]) if magic is not None and magic["kind"] == "%%" else None
    shell.cell, shell.lines_above = cell, first + 1 if own is not None else 0
    if magic is not None and own is not None:
        own(magic["rest"], "\n".join(lines[first + 1 :]))
    else:
        execute(cell.source, cell, shell)


def execute(text: str, cell: Cell, shell: Shell) -> None:
    source = as_python(cell._replace(source=text))
    # Tracebacks and whoever reads the script's loops find the source here.
    linecache.cache[cell.name] = (len(source), None, source.splitlines(True), cell.name)
    code = compile(source, cell.name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    result = eval(code, shell.user_ns)
    if inspect.iscoroutine(result):
        asyncio.run(result)


def first_of(lines: list[str]) -> int:
    return next((index for index, line in enumerate(lines) if line.strip()), 0)


def as_python(cell: Cell) -> str:
    """The cell with as many lines as it has, without what is for the kernel."""
    try:
        ast.parse(cell.source)
        return cell.source
    except SyntaxError:
        # A line that begins with a per cent sign may also stand within a text, where the cell is Python as it is.
        pass
    lines = cell.source.split("\n")
    first = first_of(lines)
    of_cell = MAGIC.match(lines[first])
    if of_cell is not None and of_cell["kind"] == "%%":
        if of_cell["name"] in FOREIGN:
            print(f"Cell {cell.number} begins with %%{of_cell['name']}: it is left out.", file=sys.stderr)
            return "\n" * (len(lines) - 1)
        lines[first] = ""
    return "\n".join(map(python_line, lines))


def python_line(line: str) -> str:
    magic = MAGIC.match(line)
    if magic is not None and magic["kind"] == "%" and magic["name"] in TRANSPARENT:
        return magic["indent"] + magic["rest"]
    if magic is not None and magic["kind"] == "%" and magic["name"] == "cd":
        folder = magic["rest"].strip().strip("'\"")
        return f"{magic['indent']}__import__('os').chdir(__import__('os').path.expanduser({folder!r}))"
    if magic is not None or HELP.match(line):
        # A block must not become empty.
        return f"{magic['indent'] if magic is not None else ''}0"
    assigned = ASSIGNED.match(line)
    return f"{assigned['indent']}0" if assigned is not None else line


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
