"""An experiment must not overwrite the user's trained model.

What is saved goes into the run's folder, and is there when the script loads, copies, renames or removes it again. No
file of the user's is changed, added or deleted on its account. Saves into memory pass: they touch nothing. Files that
the script opens itself are the matter of `saves_opened.py`.
"""

from __future__ import annotations

import functools
import os
from types import ModuleType
from typing import Any, Callable

from . import loading, saves_opened
from .driver import Driver
from .guard import Guard
from .kept_files import KeptFiles, Patched

DUTY = "keeping saves aside"

# The original, which does not look into the kept files.
_replace = os.replace


def install(driver: Driver, guard: Guard) -> None:
    if driver.plan.allow_save:
        return
    kept = KeptFiles(driver.plan.report_folder, driver)
    files = FileFunctions(kept)
    guard.run(DUTY, files.patch_os)
    guard.run(DUTY, saves_opened.patch_open, kept)

    def after(name: str, patch: Callable[[ModuleType, KeptFiles], None]) -> None:
        loading.after(name, lambda module: guard.run(DUTY, patch, module, kept))

    loading.after("shutil", lambda module: guard.run(DUTY, files.patch_shutil, module))
    after("torch.serialization", keep_torch)
    after("torch.jit._serialization", keep_torch_script)
    after("safetensors.torch", keep_safetensors)


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
        # A buffer or an open file passes: Lightning would otherwise write an empty file of its own. What the script
        # opened was kept aside as it was opened.
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
