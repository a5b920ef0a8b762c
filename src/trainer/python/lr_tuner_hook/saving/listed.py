"""What a folder holds for the script: with the files that are kept aside, without what it believes to have removed.

`glob`, `os.walk` and pathlib list folders by these two functions.
"""

from __future__ import annotations

import errno
import os
from typing import Any

from .kept_files import KeptFiles, Patched, is_there


def patch_listings(kept: KeptFiles) -> None:
    list_names, scan = os.listdir, os.scandir

    def listed(path: Any = None) -> Any:
        folder = "." if path is None else path
        if isinstance(folder, int) or not kept.is_in_use():
            return list_names(path)
        _must_be_there(kept, folder)
        names = list_names(path)
        shown = [name for name in names if not kept.is_hidden(os.path.join(folder, name))]
        return [*shown, *_added(kept, folder, names)]

    def scanned(path: Any = None) -> Any:
        folder = "." if path is None else path
        if isinstance(folder, int) or not kept.is_in_use():
            return scan(path)
        _must_be_there(kept, folder)
        return Shown(scan(path), folder, kept)

    module: Any = os
    module.listdir, module.scandir = Patched(list_names, listed), Patched(scan, scanned)


def _must_be_there(kept: KeptFiles, folder: Any) -> None:
    if kept.is_hidden(folder):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), folder)


def _added(kept: KeptFiles, folder: Any, names: Any) -> list[Any]:
    added = kept.names_in(folder)
    if isinstance(folder, bytes):
        return [name for name in map(os.fsencode, added) if name not in names]
    return [name for name in added if name not in names]


class Shown:
    """In place of what `os.scandir` gives."""

    def __init__(self, entries: Any, folder: Any, kept: KeptFiles) -> None:
        self._entries = entries
        self._folder = folder
        self._kept = kept
        self._seen: set[Any] = set()
        self._added: list[Any] | None = None

    def __iter__(self) -> Shown:
        return self

    def __next__(self) -> Any:
        for entry in self._entries:
            self._seen.add(entry.name)
            found = self._kept.find(entry.path)
            if found is None:
                return entry
            if is_there(found):
                return KeptEntry(entry.path)
        if self._added is None:
            self._added = _added(self._kept, self._folder, self._seen)
        if not self._added:
            raise StopIteration
        return KeptEntry(os.path.join(self._folder, self._added.pop(0)))

    def __enter__(self) -> Shown:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._entries.close()


class KeptEntry:
    """As an `os.DirEntry`, which only the system can make. The functions of `os` find the file by its path."""

    def __init__(self, path: Any) -> None:
        self.path = path
        self.name = os.path.basename(path)

    def __fspath__(self) -> Any:
        return self.path

    def __repr__(self) -> str:
        return f"<DirEntry {self.name!r}>"

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        return os.stat(self.path)

    def inode(self) -> int:
        return self.stat().st_ino

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        return True

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        return False

    def is_symlink(self) -> bool:
        return False

    def is_junction(self) -> bool:
        return False
