"""The files that a run keeps aside, and what stands in for the functions that write and read them."""

from __future__ import annotations

import functools
import os
import stat
import sys
from contextlib import suppress
from typing import Any, Callable

from ..driver import Driver

# The run's folder lies on the disk for temporary files, which may be small.
MOST_BYTES = 2 * 10**9
CHECKPOINTS = (
    ".pt",
    ".pth",
    ".pt2",
    ".ckpt",
    ".safetensors",
    ".pth.tar",
    ".pkl",
    ".pickle",
    ".bin",
    ".npz",
    ".joblib",
    ".onnx",
)
# Marks a file of the user's that the script believes to have removed.
GONE = ".gone"
# Holds the names of the files that are kept for a folder.
NAMES = ".names"
# What fetches weights and data once for many runs. Kept aside, they would be fetched for each ramp.
DOWNLOADERS = ("gdown", "huggingface_hub", "pooch", "timm", "torch.hub", "torchvision", "urllib")
# It opens local files for whoever asks as well: so Lightning writes its checkpoints.
DOWNLOADS_IN_PART = "fsspec"
DOWNLOADS = ("get_file", "_get_file")
DEEPEST_DOWNLOADER = 12

# The originals: those in `os` and `open` are about to look into the kept files, too.
_open, _stat, _scandir = open, os.stat, os.scandir
_remove, _replace = os.remove, os.replace


class KeptFiles:
    """Files by the path that they would have had. Named by it, so that other processes of the run find them too."""

    def __init__(self, folder: str, driver: Driver) -> None:
        self._folder = os.path.join(folder, "kept")
        self._driver = driver

    def place(self, path: Any) -> str:
        """Where a file that the script wants to write at `path` goes instead. Says so."""
        wanted = _absolute(path)
        if os.path.dirname(wanted) == self._folder:
            return wanted
        if self._driver.leads and not self._driver.ended:
            self._driver.report.send({"type": "phase", "phase": "save-skipped", "path": wanted})
        place = self._prepared(wanted)
        # What is written to it must not reach the file of the user's for which it stands.
        if os.path.islink(place):
            _remove(place)
        return place

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

    def stand_in(self, source: Any, path: Any) -> None:
        """A checkpoint of the user's counts as one at `path`, too. It never changes, so nothing is copied."""
        place = self.place(path)
        with suppress(FileNotFoundError):
            _remove(place)
        try:
            os.symlink(_absolute(source), place)
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
        return sum(entry.stat(follow_symlinks=False).st_size for entry in _scandir(self._folder)) > MOST_BYTES

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


def is_checkpoint(path: Any) -> bool:
    """By its name: nothing is known yet of what will be written."""
    return isinstance(path, (str, bytes, os.PathLike)) and os.fsdecode(path).lower().endswith(CHECKPOINTS)


def is_there(path: Any) -> bool:
    try:
        _stat(path)
    except (OSError, ValueError):
        return False
    return True


def is_file(path: Any) -> bool:
    try:
        return stat.S_ISREG(_stat(path).st_mode)
    except (OSError, ValueError):
        return False


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


def is_downloading() -> bool:
    frame = sys._getframe(1)
    for _ in range(DEEPEST_DOWNLOADER):
        name = str(frame.f_globals.get("__name__"))
        downloaders = (*DOWNLOADERS, DOWNLOADS_IN_PART) if frame.f_code.co_name in DOWNLOADS else DOWNLOADERS
        if any(name == one or name.startswith(one + ".") for one in downloaders):
            return True
        if frame.f_back is None:
            return False
        frame = frame.f_back
    return False


def _absolute(path: Any) -> str:
    return os.path.abspath(os.fsdecode(path))
