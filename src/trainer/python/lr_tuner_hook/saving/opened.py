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

from .kept_files import KeptFiles, Patched, is_checkpoint, is_downloading, is_there

# They go on with the file by its name: its rights, its times, the folder they unpacked.
UNPACKERS = ("shutil", "zipfile", "tarfile")
# An archive that is made, such as a `.npz`: no unpacking.
MAKES_ARCHIVE = "__init__"


def patch_open(kept: KeptFiles) -> None:
    original = builtins.open

    def opened(file: Any, mode: Any = "r", *args: Any, **kwargs: Any) -> Any:
        place = _place(kept, file, mode)
        if place is not file:
            # That of pathlib in Python 3.9 opens its own path, whatever it is given.
            kwargs.pop("opener", None)
        return original(place, mode, *args, **kwargs)

    patched: Any = Patched(original, opened)
    builtins.open = io.open = patched


def _place(kept: KeptFiles, file: Any, mode: Any) -> Any:
    """The file to open in place of `file`: itself where it is none to keep aside."""
    if not isinstance(file, (str, bytes, os.PathLike)) or not isinstance(mode, str):
        return file
    if not is_checkpoint(file):
        return file
    found = kept.find(file)
    is_known = found is not None and is_there(found)
    is_new = not is_known and (found is not None or not os.path.lexists(file))
    changes = "a" in mode or "+" in mode
    writes = "w" in mode or changes or "x" in mode
    if not writes or (is_new and "r" in mode) or (not is_new and "x" in mode):
        return file if found is None else found
    # Above this are `opened` and `Patched`.
    caller = sys._getframe(3)
    unpacks = caller.f_globals.get("__name__") in UNPACKERS and caller.f_code.co_name != MAKES_ARCHIVE
    if unpacks or (is_new and found is None and is_downloading()):
        return file
    place = kept.place_to_change(file) if changes and "w" not in mode else kept.place(file)
    return os.devnull if kept.is_full() else place
