"""Whole folders that are renamed: the run of last time goes out of the way, or a finished one takes its place."""

from __future__ import annotations

import errno
import os
from typing import Callable

from .checkpoints import is_checkpoint, is_file
from .kept_files import KeptFiles, all_below, is_on_disk, is_there, move


class MovedFolders:
    """Checkpoints of the user's stay, with all that is beside them, and are seen where they were moved to."""

    def __init__(self, kept: KeptFiles) -> None:
        self._kept = kept
        self._remove_folder = os.rmdir

    def move(self, original: Callable[..., object], source: str, target: str) -> None:
        inside = all_below(source)
        replaces = self._kept.is_hidden(target) and is_on_disk(target)
        kept = [
            os.path.join(folder, name) for folder in (source, *inside) for name in self._kept.names_in(folder)
        ]
        if replaces or any(is_checkpoint(one) and is_file(one) for one in inside):
            if not replaces and os.path.lexists(target):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), source, None, target)
            os.makedirs(target, exist_ok=replaces)
            for one in inside:
                self._show_at(one, _moved_to(one, source, target))
            for one in (*reversed(inside), source):
                self._leave(one)
        else:
            original(source, target)
        for one in kept:
            found = self._kept.find(one)
            if found is not None and is_there(found):
                move(found, self._kept.place(_moved_to(one, source, target)))
                if is_file(one):
                    self._kept.hide(one)

    def _show_at(self, one: str, place: str) -> None:
        if self._kept.find(one) is not None:
            return
        if not is_file(one):
            os.makedirs(place, exist_ok=True)
        elif self._kept.is_made_now(one):
            move(one, self._kept.place(place))
        else:
            self._kept.stand_in(one, place)

    def _leave(self, one: str) -> None:
        """What the run made itself is removed; the user's is gone for the script."""
        if self._kept.find(one) is not None or not is_on_disk(one):
            return
        try:
            self._remove_folder(one)
        except OSError:
            self._kept.hide(one)


def _moved_to(path: str, source: str, target: str) -> str:
    return os.path.join(target, os.path.relpath(path, source))
