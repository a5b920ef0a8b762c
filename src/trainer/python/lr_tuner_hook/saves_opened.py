"""Checkpoints that the script writes into a file of its own: `with open("model.pt", "wb") as f: torch.save(model, f)`.

Opening empties the file, before anything is known of what will be written. So the name has to tell: files with the
suffix of a checkpoint are kept aside, all others are the script's.
"""

from __future__ import annotations

import builtins
import io
import os
import sys
from typing import Any

from .kept_files import KeptFiles, Patched

CHECKPOINTS = (".pt", ".pth", ".ckpt", ".safetensors", ".pth.tar")

# They go on with the file by its name: its rights, its times, the folder they unpacked.
UNPACKERS = ("shutil", "zipfile", "tarfile")


def patch_open(kept: KeptFiles) -> None:
    original = builtins.open

    def opened(file: Any, mode: Any = "r", *args: Any, **kwargs: Any) -> Any:
        return original(_place(kept, file, mode), mode, *args, **kwargs)

    patched: Any = Patched(original, opened)
    builtins.open = io.open = patched


def _place(kept: KeptFiles, file: Any, mode: Any) -> Any:
    """The file to open in place of `file`: itself where it is none to keep aside."""
    if not isinstance(file, (str, os.PathLike)) or not isinstance(mode, str):
        return file
    if not os.fsdecode(file).lower().endswith(CHECKPOINTS):
        return file
    is_new = "x" in mode and not os.path.lexists(file)
    if not ("w" in mode or is_new):
        return kept.find(file) or file
    # Above this are `opened` and `Patched`.
    if sys._getframe(3).f_globals.get("__name__") in UNPACKERS:
        return file
    place = kept.place(file)
    return os.devnull if kept.is_full() else place
