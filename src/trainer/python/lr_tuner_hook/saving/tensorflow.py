"""What Keras and TensorFlow write below Python: HDF5 files, SavedModels, and checkpoints of many files."""

from __future__ import annotations

import functools
import os
import sys
from typing import Any

from .checkpoints import is_checkpoint, is_file
from .kept_files import MOST_BYTES_OF_DATA, KeptFiles

PATHS = (str, bytes, os.PathLike)
SAVERS = ("keras.", "tf_keras.")


def keep_h5(files: Any, kept: KeptFiles) -> None:
    """Weights that Keras saves, and files of the user's. What the script itself makes anew in HDF5 may be its data."""
    initialize = files.File.__init__

    @functools.wraps(initialize)
    def __init__(self: Any, name: Any, mode: Any = "r", *args: Any, **kwargs: Any) -> None:  # noqa: N807
        if isinstance(name, PATHS):
            name = _place_of_h5(kept, name, mode)
        initialize(self, name, mode, *args, **kwargs)

    files.File.__init__ = __init__


def _place_of_h5(kept: KeptFiles, name: Any, mode: Any) -> Any:
    if mode == "r":
        return kept.find(name) or name
    # Above this is `__init__`.
    caller = str(sys._getframe(2).f_globals.get("__name__"))
    changes = mode in ("a", "r+")
    if not caller.startswith(SAVERS):
        found = kept.find(name)
        if found is not None or not is_checkpoint(name) or not is_file(name):
            return found or name
        if mode not in ("w", "a", "r+") or (changes and not kept.fits(name, MOST_BYTES_OF_DATA)):
            return name
    return kept.place_to_change(name) if changes else kept.place(name)


def keep_saved_models(module: Any, kept: KeptFiles) -> None:
    save = module.save

    @functools.wraps(save)
    def saved(obj: Any, export_dir: Any, *args: Any, **kwargs: Any) -> Any:
        return save(obj, kept.place(export_dir, makes_folders=True), *args, **kwargs)

    module.save = saved


def give_saved_models(module: Any, kept: KeptFiles) -> None:
    load = module.load

    @functools.wraps(load)
    def loaded(export_dir: Any, *args: Any, **kwargs: Any) -> Any:
        return load(kept.find(export_dir) or export_dir, *args, **kwargs)

    module.load = loaded


def leave_out_checkpoints(module: Any, kept: KeptFiles) -> None:
    """Many files under one prefix, and a list of them in the folder. They are not written; what would be loaded from
    them stays as it is."""
    cls = module.Checkpoint
    restore, left_out = cls.restore, set()

    def write(self: Any, file_prefix: Any, *args: Any, **kwargs: Any) -> str:
        path = os.fspath(file_prefix)
        left_out.add(path)
        kept.say(path)
        return str(path)

    def save(self: Any, file_prefix: Any, *args: Any, **kwargs: Any) -> str:
        self._maybe_create_save_counter()
        self.save_counter.assign_add(1)
        return write(self, f"{os.fspath(file_prefix)}-{int(self.save_counter.numpy())}")

    def restored(self: Any, save_path: Any, *args: Any, **kwargs: Any) -> Any:
        is_kept = isinstance(save_path, PATHS) and os.fspath(save_path) in left_out
        return restore(self, None if is_kept else save_path, *args, **kwargs)

    cls.write = functools.wraps(cls.write)(write)
    cls.save = functools.wraps(cls.save)(save)
    cls.restore = functools.wraps(restore)(restored)
