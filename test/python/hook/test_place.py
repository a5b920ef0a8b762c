"""What a process executes, by its command line."""

from __future__ import annotations

import unittest

import harness  # noqa: F401 - finds the hook
from lr_tuner_hook.process.place import read_command_line

CASES: list[tuple[str, str | None, list[str]]] = [
    ("python train.py --lr 1", "train.py", ["--lr", "1"]),
    ("python -u -B train.py", "train.py", []),
    ("python -W ignore -X dev train.py", "train.py", []),
    ("python -Wignore -Xdev train.py", "train.py", []),
    ("python --check-hash-based-pycs never train.py a", "train.py", ["a"]),
    ("python -m package.train --x", "package.train", ["--x"]),
    ("python -um package.train", "package.train", []),
    ("python -mpackage", "package", []),
    ("python -c pass a", None, ["a"]),
    ("python -uc pass", None, []),
    ("python -", None, []),
    ("python", None, []),
    ("python -m", None, []),
    ("python /venv/bin/torchrun --standalone train.py", "/venv/bin/torchrun", ["--standalone", "train.py"]),
]


class CommandLine(unittest.TestCase):
    def test_every_way_to_start(self) -> None:
        for line, main, arguments in CASES:
            with self.subTest(line=line):
                found, rest = read_command_line(line.split())
                self.assertEqual(found, main)
                if main is not None:
                    self.assertEqual(rest, arguments)


if __name__ == "__main__":
    unittest.main()
