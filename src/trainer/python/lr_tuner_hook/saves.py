"""An experiment must not overwrite the user's trained model.

What is saved goes into the run's folder, and is there when the script loads, copies, renames or removes it again. No
file of the user's is changed, added or deleted on its account. Saves into memory pass: they touch nothing.
"""

from __future__ import annotations

import functools
import os
from types import ModuleType
from typing import Any, Callable

from . import loading
from .driver import Driver
from .guard import Guard

# The run's folder lies on the disk for temporary files, which may be small.
MOST_BYTES = 2 * 10**9

DUTY = "keeping saves aside"


# The originals: those in `os` are about to look into the kept files, too.
_exists, _replace, _remove = os.path.exists, os.replace, os.remove


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
        if sum(entry.stat().st_size for entry in os.scandir(self._folder)) > MOST_BYTES:
            _remove(place)

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


def install(driver: Driver, guard: Guard) -> None:
    if driver.plan.allow_save:
        return
    kept = KeptFiles(driver.plan.report_folder, driver)
    files = FileFunctions(kept)
    guard.run(DUTY, files.patch_os)

    def after(name: str, patch: Callable[[ModuleType, KeptFiles], None]) -> None:
        loading.after(name, lambda module: guard.run(DUTY, patch, module, kept))

    loading.after("shutil", lambda module: guard.run(DUTY, files.patch_shutil, module))
    after("torch.serialization", keep_torch)
    after("torch.jit._serialization", keep_torch_script)
    after("safetensors.torch", keep_safetensors)


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


class FileFunctions:
    """What scripts do with a file that they believe to have written: copy it to `best.pt`, rename it, remove it."""

    def __init__(self, kept: KeptFiles) -> None:
        self._kept = kept

    def patch_os(self) -> None:
        module: Any = os
        path: Any = os.path
        for name in ("replace", "rename"):
            setattr(module, name, self._moving(getattr(os, name)))
        for name in ("remove", "unlink"):
            setattr(module, name, self._reading(getattr(os, name)))
        for name in ("exists", "isfile", "getsize"):
            setattr(path, name, self._reading(getattr(os.path, name)))

    def patch_shutil(self, shutil: Any) -> None:
        copyfile = shutil.copyfile
        for name in ("copyfile", "copy", "copy2"):
            setattr(shutil, name, self._copying(getattr(shutil, name), copyfile))
        shutil.move = self._moving(shutil.move)

    def _reading(self, original: Callable[..., Any]) -> Patched:
        def looked_up(path: Any, *args: Any, **kwargs: Any) -> Any:
            return original(self._kept.find(path) or path, *args, **kwargs)

        return Patched(original, looked_up)

    def _moving(self, original: Callable[..., Any]) -> Patched:
        def moved(src: Any, dst: Any, *args: Any, **kwargs: Any) -> Any:
            source = self._kept.find(src)
            if source is None:
                return original(src, dst, *args, **kwargs)
            _replace(source, self._kept.place(_target(src, dst)))
            return dst

        return Patched(original, moved)

    def _copying(self, original: Callable[..., Any], copyfile: Callable[..., Any]) -> Patched:
        def copied(src: Any, dst: Any, *args: Any, **kwargs: Any) -> Any:
            source = self._kept.find(src)
            if source is None:
                return original(src, dst, *args, **kwargs)
            place = self._kept.place(_target(src, dst))
            copyfile(source, place)
            self._kept.trim(place)
            return dst

        return Patched(original, copied)


def _target(src: Any, dst: Any) -> str:
    target = os.fsdecode(dst)
    return os.path.join(target, os.path.basename(os.fsdecode(src))) if os.path.isdir(target) else target


def keep_torch(serialization: Any, kept: KeptFiles) -> None:
    save, load = serialization.save, serialization.load

    @functools.wraps(save)
    def saved(obj: Any, f: Any, *args: Any, **kwargs: Any) -> Any:
        # A buffer or an open file passes: Lightning would otherwise write an empty file of its own.
        if not isinstance(f, (str, os.PathLike)):
            return save(obj, f, *args, **kwargs)
        place = kept.place(f)
        save(obj, place, *args, **kwargs)
        kept.trim(place)
        return None

    @functools.wraps(load)
    def loaded(f: Any, *args: Any, **kwargs: Any) -> Any:
        return load(kept.find(f) or f, *args, **kwargs)

    serialization.save, serialization.load = saved, loaded


def keep_torch_script(serialization: Any, kept: KeptFiles) -> None:
    keep_torch(serialization, kept)


def keep_safetensors(safetensors: Any, kept: KeptFiles) -> None:
    save_file, load_file = safetensors.save_file, safetensors.load_file

    @functools.wraps(save_file)
    def saved(tensors: Any, filename: Any, *args: Any, **kwargs: Any) -> Any:
        place = kept.place(filename)
        save_file(tensors, place, *args, **kwargs)
        kept.trim(place)

    @functools.wraps(load_file)
    def loaded(filename: Any, *args: Any, **kwargs: Any) -> Any:
        return load_file(kept.find(filename) or filename, *args, **kwargs)

    safetensors.save_file, safetensors.load_file = saved, loaded
