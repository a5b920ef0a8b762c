"""A file of the hook's own in a process that belongs to the script."""

from __future__ import annotations

import os
import stat
import sys


class Opened:
    """A file of ours, known by what its descriptor leads to: a script may close what it did not open, and the system
    then gives the number to the script's own files."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._leads_to = os.fstat(descriptor)

    def is_still(self) -> bool:
        try:
            return os.path.samestat(os.fstat(self.descriptor), self._leads_to)
        except OSError:
            return False

    def is_unlinked(self) -> bool:
        return self.is_still() and os.fstat(self.descriptor).st_nlink == 0

    def content(self) -> bytes:
        os.lseek(self.descriptor, 0, os.SEEK_SET)
        parts = []
        while part := os.read(self.descriptor, 1 << 20):
            parts.append(part)
        return b"".join(parts)


def make_own_folder(folder: str) -> None:
    """Raises OSError where somebody else has one of that name."""
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        # Another process of the run was first.
        found = os.lstat(folder)
        if sys.platform == "win32" or not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            raise


def write_all(descriptor: int, text: str | bytes) -> None:
    data = text.encode() if isinstance(text, str) else text
    while data:
        data = data[os.write(descriptor, data) :]
