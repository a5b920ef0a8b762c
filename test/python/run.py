"""Runs the hook's tests and writes their counts: python test/python/run.py [--report FILE] [MODULE …]

e.g. python test/python/run.py test_driver test_torch_traps
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import traceback
import unittest
from types import TracebackType
from typing import Union

HOOK_TESTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "hook")

Fault = Union[
    tuple[type[BaseException], BaseException, TracebackType],
    tuple[None, None, None],
]


class Progress(unittest.TextTestResult):
    """A line a test as it ends, with its time: a start of PyTorch takes seconds, and silence looks like hanging."""

    def __init__(self, stream: object, descriptions: bool, verbosity: int) -> None:
        super().__init__(stream, descriptions, verbosity)  # type: ignore[arg-type]
        self.passed = 0
        # A class that is skipped as a whole starts no test.
        self._began = time.monotonic()
        # A test with sub-tests counts once, however many of them fail.
        self._failing: dict[str, str] = {}

    def startTest(self, test: unittest.TestCase) -> None:  # noqa: N802
        self._began = time.monotonic()
        super().startTest(test)

    def addSuccess(self, test: unittest.TestCase) -> None:  # noqa: N802
        super().addSuccess(test)
        self.passed += 1
        self._say("passed", test)

    def addFailure(self, test: unittest.TestCase, err: Fault) -> None:  # noqa: N802
        super().addFailure(test, err)
        self._fail(test, err)

    def addError(self, test: unittest.TestCase, err: Fault) -> None:  # noqa: N802
        super().addError(test, err)
        self._fail(test, err)

    def addSubTest(  # noqa: N802
        self, test: unittest.TestCase, subtest: unittest.TestCase, err: Fault | None
    ) -> None:
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._fail(test, err)

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:  # noqa: N802
        super().addSkip(test, reason)
        self._say(f"skipped ({reason})", test)

    @property
    def failed(self) -> int:
        return len(self._failing)

    @property
    def failures_by_test(self) -> list[dict[str, str]]:
        return [{"test": test, "reason": reason} for test, reason in self._failing.items()]

    def _fail(self, test: unittest.TestCase, err: Fault) -> None:
        if test.id() not in self._failing:
            self._failing[test.id()] = "".join(traceback.format_exception_only(err[0], err[1]))
            self._say("FAILED", test)

    def _say(self, what: str, test: unittest.TestCase) -> None:
        print(f"{what:>8} {time.monotonic() - self._began:6.1f} s  {test.id()}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", help="the JSON file for the counts")
    parser.add_argument("--without", action="append", default=[], help="a test module to leave out")
    parser.add_argument("modules", nargs="*", help="test modules; all by default")
    chosen = parser.parse_args()
    sys.path.insert(0, HOOK_TESTS)
    names = [name[:-3] for name in sorted(os.listdir(HOOK_TESTS)) if name.startswith("test_")]
    modules = chosen.modules or [name for name in names if name not in chosen.without]
    tests = unittest.TestLoader().loadTestsFromNames(modules)
    result = unittest.TextTestRunner(verbosity=0, resultclass=Progress).run(tests)
    assert isinstance(result, Progress)
    counts = {"passed": result.passed, "failed": result.failed, "skipped": len(result.skipped)}
    print(counts)
    if chosen.report:
        with open(chosen.report, "w", encoding="utf-8") as file:
            json.dump({**counts, "failures": result.failures_by_test}, file)
    return 0 if result.wasSuccessful() and result.passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
