"""The files that a run keeps aside, and what stands in for the functions that write and read them."""

from __future__ import annotations

import errno
import functools
import os
import time
from contextlib import suppress
from typing import Any, Callable

from ..driver import Driver
from .checkpoints import is_checkpoint

# The run's folder lies on the disk for temporary files, which may be small.
MOST_BYTES = 2 * 10**9
# A file of data that is open for changes is read, as a rule: not worth a copy of any size in each ramp.
MOST_BYTES_OF_DATA = 10**8
# Marks a file of the user's that the script believes to have removed.
GONE = ".gone"
# Holds the names of the files that are kept for a folder.
NAMES = ".names"
# The originals: those in `os` and `open` are about to look into the kept files, too.
_open, _stat, _scandir = open, os.stat, os.scandir
_lstat, _remove, _replace, _symlink = os.lstat, os.remove, os.replace, os.symlink


class KeptFiles:
    """Files by the path that they would have had. Named by it, so that other processes of the run find them too."""

    def __init__(self, folder: str, driver: Driver) -> None:
        self._folder = os.path.join(folder, "kept")
        self._driver = driver
        # By the clock that dates files.
        self._since = time.time()

    def place(self, path: Any, makes_folders: bool = False) -> str:
        """
        Where a file that the script wants to write at `path` goes instead. Says so.
        @param makes_folders whether what writes it would make the folders that are missing
        @raise FileNotFoundError where the folder is not there, as the script would be told
        """
        wanted = _absolute(path)
        folder = os.path.dirname(wanted)
        if folder == self._folder:
            return wanted
        if not makes_folders and (not is_there(folder) or self.is_hidden(folder)):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        self.say(wanted)
        place = self._prepared(wanted)
        # What is written to it must not reach the file of the user's for which it stands.
        if os.path.islink(place):
            _remove(place)
        return place

    def say(self, path: Any) -> None:
        """That something is not saved where the script wants it."""
        if self._driver.leads and not self._driver.ended:
            self._driver.report.send({"type": "phase", "phase": "save-skipped", "path": _absolute(path)})

    def place_to_change(self, path: Any) -> str:
        """The same for one that is changed in part: with what is in the user's file, where there is one."""
        found = self.find(path)
        if found is not None and is_there(found) and not os.path.islink(found):
            return found
        source = path if found is None else os.path.realpath(found)
        place = self.place(path)
        if is_there(source):
            copy(source, place)
        return place

    def fits(self, path: Any, most_bytes: int = MOST_BYTES) -> bool:
        """Whether a file of the user's can be copied, so that the copy is changed."""
        try:
            return _stat(path).st_size + self._bytes() <= most_bytes
        except OSError:
            # There is none to copy.
            return True

    def stand_in(self, source: Any, path: Any) -> None:
        """A file that does not change counts as one at `path`, too: one of the user's, or what a link leads to."""
        place = self.place(path)
        with suppress(FileNotFoundError):
            _remove(place)
        try:
            _symlink(_absolute(source), place)
        except OSError:
            # Windows lets not everybody make links.
            copy(source, place)
            self.trim(place)

    def hide(self, path: Any) -> None:
        """A file or folder of the user's stays, but for the script it is gone."""
        place = self._prepared(_absolute(path))
        with suppress(FileNotFoundError):
            _remove(place)
        with _open(place + GONE, "wb"):
            pass

    def forget(self, path: Any) -> None:
        """A file that the script made in this run is removed; one of the user's is gone for the script."""
        if self.is_made_now(path):
            _remove(path)
        else:
            self.hide(path)

    def is_made_now(self, path: Any) -> bool:
        """Whether the script wrote a file of its own in this run."""
        return not is_checkpoint(path) and _stat(path).st_mtime >= self._since

    def show(self, path: Any) -> None:
        with suppress(FileNotFoundError):
            _remove(self._name(_absolute(path)) + GONE)

    def is_in_use(self) -> bool:
        return is_there(self._folder)

    def is_hidden(self, path: Any) -> bool:
        found = self.find(path)
        return found is not None and not is_there(found)

    def trim(self, place: str) -> None:
        """Keeps within the limit: what is too much is gone, as if it had not been saved."""
        if self.is_full():
            _remove(place)

    def is_full(self) -> bool:
        return self._bytes() > MOST_BYTES

    def _bytes(self) -> int:
        if not self.is_in_use():
            return 0
        return sum(entry.stat(follow_symlinks=False).st_size for entry in _scandir(self._folder))

    def find(self, path: Any) -> str | None:
        """The file kept for `path`, which is not there where the script has removed it; None where it never touched
        one, and for what is no path."""
        # Nothing was saved yet: the usual case, and scripts ask for files very often.
        if not self.is_in_use() or not isinstance(path, (str, bytes, os.PathLike)):
            return None
        place = self._name(_absolute(path))
        return place if is_there(place) or is_there(place + GONE) else None

    def names_in(self, folder: Any) -> list[str]:
        """Of files that are kept for that folder, in the order in which they came."""
        if not self.is_in_use() or not isinstance(folder, (str, bytes, os.PathLike)):
            return []
        path = _absolute(folder)
        try:
            with _open(self._name(path) + NAMES, "rb") as file:
                names = dict.fromkeys(os.fsdecode(name) for name in file.read().split(b"\0") if name)
        except FileNotFoundError:
            return []
        return [name for name in names if is_there(self._name(os.path.join(path, name)))]

    def _prepared(self, wanted: str) -> str:
        os.makedirs(self._folder, exist_ok=True)
        place = self._name(wanted)
        if not is_there(place):
            folder, name = os.path.split(wanted)
            with _open(self._name(folder) + NAMES, "ab") as file:
                file.write(os.fsencode(name) + b"\0")
        with suppress(FileNotFoundError):
            _remove(place + GONE)
        return place

    def _name(self, path: str) -> str:
        import hashlib

        return os.path.join(
            self._folder, hashlib.sha256(os.fsencode(os.path.normcase(path))).hexdigest()[:32]
        )


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


def is_there(path: Any) -> bool:
    try:
        _stat(path)
    except (OSError, ValueError):
        return False
    return True


def is_on_disk(path: Any) -> bool:
    """Whatever the script believes, and links that lead nowhere too."""
    try:
        _lstat(path)
    except (OSError, ValueError):
        return False
    return True


def all_below(folder: Any) -> list[str]:
    """Files and folders, what the script believes to have removed included."""
    try:
        entries = list(_scandir(os.fsdecode(folder)))
    except OSError:
        return []
    inner = [all_below(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False)]
    return [*(entry.path for entry in entries), *(path for paths in inner for path in paths)]


def move(source: Any, place: str) -> None:
    try:
        _replace(source, place)
    except OSError:
        # To another disk.
        copy(source, place)
        _remove(source)


def copy(source: Any, place: str) -> None:
    import shutil

    with _open(source, "rb") as read, _open(place, "wb") as written:
        shutil.copyfileobj(read, written)


def _absolute(path: Any) -> str:
    return os.path.abspath(os.fsdecode(path))
