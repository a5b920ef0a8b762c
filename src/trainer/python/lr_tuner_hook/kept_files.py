"""The files that a run keeps aside, and what stands in for the functions that write and read them."""

from __future__ import annotations

import functools
import os
from typing import Any, Callable

from .driver import Driver

# The run's folder lies on the disk for temporary files, which may be small.
MOST_BYTES = 2 * 10**9

# The originals: those in `os` are about to look into the kept files, too.
_exists, _remove = os.path.exists, os.remove


class KeptFiles:
    """Files by the path that they would have had. Named by it, so that other processes of the run find them too."""

    def __init__(self, folder: str, driver: Driver) -> None:
        self._folder = os.path.join(folder, "kept")
        self._driver = driver

    def place(self, path: Any) -> str:
        """Where a file that the script wants to write at `path` goes instead. Says so."""
        wanted = _absolute(path)
        if self._driver.leads and not self._driver.ended:
            self._driver.report.send({"type": "phase", "phase": "save-skipped", "path": wanted})
        os.makedirs(self._folder, exist_ok=True)
        return self._name(wanted)

    def trim(self, place: str) -> None:
        """Keeps within the limit: what is too much is gone, as if it had not been saved."""
        if self.is_full():
            _remove(place)

    def is_full(self) -> bool:
        return sum(entry.stat().st_size for entry in os.scandir(self._folder)) > MOST_BYTES

    def find(self, path: Any) -> str | None:
        """The file kept for `path`; None where there is none, and for what is no path."""
        # Nothing was saved yet: the usual case, and scripts ask for files very often.
        if not _exists(self._folder) or not isinstance(path, (str, bytes, os.PathLike)):
            return None
        place = self._name(_absolute(path))
        return place if _exists(place) else None

    def _name(self, path: str) -> str:
        import hashlib

        return os.path.join(
            self._folder, hashlib.sha256(os.fsencode(os.path.normcase(path))).hexdigest()[:32]
        )


def _absolute(path: Any) -> str:
    return os.path.abspath(os.fsdecode(path))


class Patched:
    """In place of a function. No function itself: pathlib of Python 3.9 and 3.10 puts those of `os` into a class, where
    one written in Python would become a method."""

    def __init__(self, original: Callable[..., Any], body: Callable[..., Any]) -> None:
        functools.update_wrapper(self, original)
        self._body = body
        # `shutil.rmtree` is safe only where it finds the functions in these.
        for capable in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks):
            if original in capable:
                capable.add(self)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._body(*args, **kwargs)
