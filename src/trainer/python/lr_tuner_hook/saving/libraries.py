"""Checkpoints that a library writes by itself: below Python, where `open` is not asked."""

from __future__ import annotations

import functools
import os
from typing import Any

from .checkpoints import is_checkpoint
from .kept_files import MOST_BYTES_OF_DATA, KeptFiles


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


def keep_script(script: Any, kept: KeptFiles) -> None:
    """`scripted.save("model.pt")`, of TorchScript."""
    for kind in (script.RecursiveScriptModule, script.ScriptFunction):
        kind.save = _placing(kind.save, kept)


def _placing(save: Any, kept: KeptFiles) -> Any:
    @functools.wraps(save)
    def saved(self: Any, f: Any, *args: Any, **kwargs: Any) -> None:
        place = kept.place(f)
        save(self, place, *args, **kwargs)
        kept.trim(place)

    return saved


def keep_exported(export: Any, kept: KeptFiles) -> None:
    """`torch.export.save`, which looks at the file's name; an open file has the right one."""
    save, load = export.save, export.load

    @functools.wraps(save)
    def saved(program: Any, f: Any, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(f, (str, os.PathLike)):
            return save(program, f, *args, **kwargs)
        with open(kept.place(f), "wb") as file:
            return save(program, file, *args, **kwargs)

    @functools.wraps(load)
    def loaded(f: Any, *args: Any, **kwargs: Any) -> Any:
        place = kept.find(f)
        if place is None:
            return load(f, *args, **kwargs)
        with open(place, "rb") as file:
            return load(file, *args, **kwargs)

    export.save, export.load = saved, loaded


def keep_safetensors(safetensors: Any, kept: KeptFiles) -> None:
    """Its modules for each framework take these from it, and are imported after it."""
    serialize_file, safe_open = safetensors.serialize_file, safetensors.safe_open

    @functools.wraps(serialize_file)
    def serialized(tensors: Any, filename: Any, *args: Any, **kwargs: Any) -> None:
        place = kept.place(filename)
        serialize_file(tensors, place, *args, **kwargs)
        kept.trim(place)

    @functools.wraps(safe_open)
    def opened(filename: Any, *args: Any, **kwargs: Any) -> Any:
        return safe_open(kept.find(filename) or filename, *args, **kwargs)

    safetensors.serialize_file, safetensors.safe_open = serialized, opened


def keep_mapped(module: Any, kept: KeptFiles) -> None:
    """`np.memmap("tokens.bin")` may write, unless it is told that it shall not. Large data is not copied for that: what
    is changed stays in memory."""
    memmap = module.memmap
    make = memmap.__new__

    @functools.wraps(make)
    def mapped(
        cls: Any, filename: Any, dtype: Any = module.uint8, mode: Any = "r+", *args: Any, **kwargs: Any
    ) -> Any:
        is_data = mode in ("r+", "readwrite") and is_checkpoint(filename) and kept.find(filename) is None
        if is_data and not kept.fits(filename, MOST_BYTES_OF_DATA):
            mode = "c"
        return make(cls, filename, dtype, mode, *args, **kwargs)

    memmap.__new__ = mapped
