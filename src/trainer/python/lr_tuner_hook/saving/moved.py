"""What scripts do with files by their names: copy the checkpoint to `best.pt`, rename it, remove the oldest.

On the files that are kept aside it is done. The user's own checkpoints stay where and as they are, and the script sees
them copied, renamed or gone.
"""

from __future__ import annotations

import errno
import os
import sys
from typing import Any, Callable

from .checkpoints import is_checkpoint, is_downloading, is_file, is_unpacking
from .folders import MovedFolders
from .kept_files import KeptFiles, Patched, all_below, copy, is_on_disk, is_there, move

Function = Callable[..., Any]


class FileFunctions:
    def __init__(self, kept: KeptFiles) -> None:
        self._kept = kept
        self._folders = MovedFolders(kept)

    def patch_os(self) -> None:
        module: Any = os
        path: Any = os.path
        for name in ("replace", "rename"):
            setattr(module, name, self._moving(getattr(os, name)))
        for name in ("remove", "unlink"):
            setattr(module, name, self._removing(getattr(os, name)))
        module.rmdir = self._removing_folder(os.rmdir)
        module.mkdir = self._making_folder(os.mkdir)
        for name in ("stat", "lstat", "access", "readlink"):
            setattr(module, name, self._reading(getattr(os, name)))
        for name in ("chmod", "utime", "truncate"):
            setattr(module, name, self._changing(getattr(os, name)))
        module.link, module.symlink = self._linking(os.link), self._linking(os.symlink)
        # On Windows most of these ask the system themselves; the last one, links, does everywhere.
        for name in ("exists", "isfile", "isdir", "getsize", "lexists"):
            setattr(path, name, self._reading(getattr(os.path, name)))

    def patch_shutil(self, shutil: Any) -> None:
        originals = {name: getattr(shutil, name) for name in ("copyfile", "copy", "copy2")}
        patched = {name: self._copying(original) for name, original in originals.items()}
        for name, function in patched.items():
            setattr(shutil, name, function)
        # They copy by a function that they took when they were made.
        for function in (shutil.copytree, shutil.move):
            function.__defaults__ = tuple(
                patched["copy2"] if value is originals["copy2"] else value for value in function.__defaults__
            )
        shutil.move = self._moving(shutil.move)
        shutil.rmtree = self._removing_tree(shutil.rmtree)

    def _reading(self, original: Function) -> Patched:
        def looked_up(path: Any, *args: Any, **kwargs: Any) -> Any:
            # Below an open folder, a name says nothing of the place.
            found = None if kwargs.get("dir_fd") is not None else self._kept.find(path)
            return original(path if found is None else found, *args, **kwargs)

        return Patched(original, looked_up)

    def _changing(self, original: Function) -> Patched:
        def changed(path: Any, *args: Any, **kwargs: Any) -> Any:
            if kwargs.get("dir_fd") is not None or not isinstance(path, (str, bytes, os.PathLike)):
                return original(path, *args, **kwargs)
            is_kept = self._kept.find(path) is not None or (is_checkpoint(path) and is_file(path))
            # What was just unpacked gets its own times and rights.
            if not is_kept or (self._kept.find(path) is None and is_unpacking(2)):
                return original(path, *args, **kwargs)
            return original(self._kept.place_to_change(path), *args, **kwargs)

        return Patched(original, changed)

    def _linking(self, original: Function) -> Patched:
        """`latest.pt` that leads to the newest checkpoint."""

        def linked(src: Any, dst: Any, *args: Any, **kwargs: Any) -> Any:
            if any(value is not None for name, value in kwargs.items() if name.endswith("dir_fd")):
                return original(src, dst, *args, **kwargs)
            is_symbolic = original.__name__ == "symlink"
            beside = os.path.dirname(os.fsdecode(dst)) if is_symbolic else ""
            source = os.path.join(beside, os.fsdecode(src))
            found = self._kept.find(source)
            if (found is None or not is_there(found)) and not (is_checkpoint(source) and is_file(source)):
                return original(src, dst, *args, **kwargs)
            known = self._kept.find(dst)
            if is_there(known) if known is not None else is_on_disk(dst):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), src, None, dst)
            return self._kept.stand_in(source if found is None else found, dst)

        return Patched(original, linked)

    def _removing(self, original: Function) -> Patched:
        def removed(path: Any, *args: Any, **kwargs: Any) -> Any:
            if kwargs.get("dir_fd") is not None:
                return original(path, *args, **kwargs)
            found = self._kept.find(path)
            if found is None and not (is_checkpoint(path) and is_file(path)):
                return original(path, *args, **kwargs)
            if found is not None:
                original(found, *args, **kwargs)
            if is_file(path):
                self._kept.forget(path)
            return None

        return Patched(original, removed)

    def _removing_folder(self, original: Function) -> Patched:
        def removed(path: Any, *args: Any, **kwargs: Any) -> Any:
            by_name = kwargs.get("dir_fd") is None
            if by_name and self._kept.names_in(path):
                raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY), path)
            try:
                return original(path, *args, **kwargs)
            except OSError as error:
                if error.errno != errno.ENOTEMPTY or not by_name or os.listdir(path):
                    raise
                self._kept.hide(path)

        return Patched(original, removed)

    def _making_folder(self, original: Function) -> Patched:
        def made(path: Any, *args: Any, **kwargs: Any) -> Any:
            if kwargs.get("dir_fd") is None and self._kept.is_hidden(path) and is_on_disk(path):
                return self._kept.show(path)
            return original(path, *args, **kwargs)

        return Patched(original, made)

    def _removing_tree(self, original: Function) -> Patched:
        def removed(path: Any, *args: Any, **kwargs: Any) -> Any:
            inside = [] if kwargs.get("dir_fd") is not None else all_below(path)
            for folder in (path, *inside) if self._kept.is_in_use() else ():
                for name in self._kept.names_in(folder):
                    self._kept.hide(os.path.join(os.fsdecode(folder), name))
            if not any(is_checkpoint(one) for one in inside):
                return original(path, *args, **kwargs)
            # With all that is beside them: a checkpoint may be several files.
            for one in (path, *inside):
                self._kept.hide(one)
            return None

        removed_tree = Patched(original, removed)
        # Scripts and libraries read this.
        removed_tree.avoids_symlink_attacks = original.avoids_symlink_attacks  # type: ignore[attr-defined]
        return removed_tree

    def _moving(self, original: Function) -> Patched:
        def moved(src: Any, dst: Any, *args: Any, **kwargs: Any) -> Any:
            if any(value is not None for name, value in kwargs.items() if name.endswith("dir_fd")):
                return original(src, dst, *args, **kwargs)
            source, target = self._kept.find(src), _target(src, dst)
            if source is not None and not is_there(source):
                return original(source, dst, *args, **kwargs)
            if source is not None:
                move(source, self._kept.place(target))
                if is_file(src):
                    self._kept.forget(src)
            elif is_checkpoint(src) and is_file(src):
                self._kept.stand_in(src, target)
                self._kept.hide(src)
            elif self._would_write(src, target):
                # Written under another name first, so that it is never half there.
                place = self._kept.place(target)
                move(src, place)
                self._kept.trim(place)
            elif os.path.isdir(src):
                self._folders.move(
                    original, os.fsdecode(src), target if original.__name__ == "move" else os.fsdecode(dst)
                )
            else:
                return original(src, dst, *args, **kwargs)
            return dst

        return Patched(original, moved)

    def _copying(self, original: Function) -> Patched:
        def copied(src: Any, dst: Any, *args: Any, **kwargs: Any) -> Any:
            source, target = self._kept.find(src), _target(src, dst)
            if source is not None and not is_there(source):
                return original(source, dst, *args, **kwargs)
            # The second step of a copy that was to be made as it is: it goes on with the file by its name.
            caller = sys._getframe(2)
            is_inner = caller.f_globals.get("__name__") == "shutil" and caller.f_code.co_name in (
                "copy",
                "copy2",
            )
            if source is None and (is_inner or not self._would_write(src, target)):
                return original(src, dst, *args, **kwargs)
            if source is None and is_checkpoint(src):
                self._kept.stand_in(src, target)
                return dst
            place = self._kept.place(target)
            copy(src if source is None else source, place)
            self._kept.trim(place)
            return dst

        return Patched(original, copied)

    def _would_write(self, src: Any, target: str) -> bool:
        """Whether a checkpoint would be changed, or added by anything but a download, under whatever name."""
        if not (is_checkpoint(target) or is_checkpoint(src)) or not is_file(src):
            return False
        return is_file(target) or self._kept.find(target) is not None or not is_downloading()


def _target(src: Any, dst: Any) -> str:
    target = os.fsdecode(dst)
    return os.path.join(target, os.path.basename(os.fsdecode(src))) if os.path.isdir(target) else target
