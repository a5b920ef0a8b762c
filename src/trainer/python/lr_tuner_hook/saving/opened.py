"""Checkpoints that the script writes into a file of its own: `with open("model.pt", "wb") as f: torch.save(model, f)`.

Opening empties the file, before anything is known of what will be written. So the name has to tell, or what the file
holds until then: those with the suffix of a checkpoint are kept aside, all others are the script's.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
from typing import Any

from .checkpoints import holds_checkpoint, is_checkpoint, is_downloading, is_unpacking
from .kept_files import KeptFiles, Patched, is_there


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
    open_descriptor = os.open

    def opened_descriptor(path: Any, flags: int, *args: Any, **kwargs: Any) -> int:
        # Below an open folder, a name says nothing of the place.
        place = path if kwargs.get("dir_fd") is not None else _place(kept, path, _mode_of(flags))
        return open_descriptor(place, flags, *args, **kwargs)

    module: Any = os
    module.open = Patched(open_descriptor, opened_descriptor)


def _mode_of(flags: int) -> str:
    """The mode of `open` that changes as much."""
    if not flags & (os.O_WRONLY | os.O_RDWR):
        return "r"
    if flags & os.O_EXCL:
        return "x"
    if flags & os.O_TRUNC:
        return "w"
    return "a" if flags & os.O_CREAT else "r+"


def _place(kept: KeptFiles, file: Any, mode: Any) -> Any:
    """The file to open in place of `file`: itself where it is none to keep aside."""
    if not isinstance(file, (str, bytes, os.PathLike)) or not isinstance(mode, str):
        return file
    found = kept.find(file)
    if found is None and not is_checkpoint(file) and not ("w" in mode and holds_checkpoint(file)):
        return file
    is_known = found is not None and is_there(found)
    is_new = not is_known and (found is not None or not os.path.lexists(file))
    changes = "a" in mode or "+" in mode
    writes = "w" in mode or changes or "x" in mode
    if not writes or (is_new and "r" in mode) or (not is_new and "x" in mode):
        if found is not None and not is_known and "r" in mode:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), file)
        return file if found is None else found
    # Above this are `opened` and `Patched`.
    if is_new and found is None and (is_unpacking(3) or is_downloading()):
        return file
    if found is None and changes and "w" not in mode and not kept.fits(file):
        # What is open for reading too is data rather than a checkpoint, and the script needs what is in it.
        if "r" in mode:
            return file
        kept.say(file)
        return os.devnull
    place = kept.place_to_change(file) if changes and "w" not in mode else kept.place(file)
    return os.devnull if kept.is_full() else place
