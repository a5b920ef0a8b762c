"""What counts as a checkpoint of the script's: by its name or how it begins, unless it is downloaded or unpacked."""

from __future__ import annotations

import os
import stat
import sys
from typing import Any

CHECKPOINTS = (
    ".pt",
    ".pth",
    ".pt2",
    ".ckpt",
    ".safetensors",
    ".pth.tar",
    ".pkl",
    ".pickle",
    ".pkl.gz",
    ".bin",
    ".npy",
    ".npz",
    ".h5",
    ".hdf5",
    ".keras",
    ".joblib",
    ".onnx",
    ".distcp",
    ".metadata",
)
# In them the processes of `torch.multiprocessing.spawn` say what they raised.
NO_CHECKPOINTS = ("pytorch-errorfile-",)
# Of PyTorch's archives, pickles from protocol 2 on, NumPy's arrays, HDF5.
BEGINNINGS = (b"PK\x03\x04", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", b"\x93NUMPY", b"\x89HDF")
# What fetches weights and data once for many runs. Kept aside, they would be fetched for each ramp.
DOWNLOADERS = ("gdown", "huggingface_hub", "pooch", "timm", "torch.hub", "torchvision", "urllib")
# It opens local files for whoever asks as well: so Lightning writes its checkpoints.
DOWNLOADS_IN_PART = "fsspec"
DOWNLOADS = ("get_file", "_get_file")
DEEPEST_DOWNLOADER = 12
# They go on with the file by its name: its rights, its times, the folder they unpacked.
UNPACKERS = ("shutil", "zipfile", "tarfile")
# An archive that is made, such as a `.npz`: no unpacking.
MAKES_ARCHIVE = "__init__"

# The originals: those in `os` and `open` are about to look into the kept files.
_open, _stat = open, os.stat


def is_checkpoint(path: Any) -> bool:
    """By its name: nothing is known yet of what will be written."""
    if not isinstance(path, (str, bytes, os.PathLike)):
        return False
    name = os.path.basename(os.fsdecode(path)).lower()
    return name.endswith(CHECKPOINTS) and not name.startswith(NO_CHECKPOINTS)


def holds_checkpoint(path: Any) -> bool:
    """By how it begins, where the name says nothing: `torch.save(state, "model")` of an earlier run."""
    if not isinstance(path, (str, bytes, os.PathLike)) or not is_file(path):
        return False
    try:
        with _open(path, "rb") as file:
            return file.read(8).startswith(BEGINNINGS)
    except OSError:
        # It may be read by nobody, so nobody can tell.
        return False


def is_unpacking(depth: int) -> bool:
    """@param depth of the function that was called, above the caller of this"""
    caller = sys._getframe(depth + 1)
    return caller.f_globals.get("__name__") in UNPACKERS and caller.f_code.co_name != MAKES_ARCHIVE


def is_downloading() -> bool:
    frame = sys._getframe(1)
    for _ in range(DEEPEST_DOWNLOADER):
        name = str(frame.f_globals.get("__name__"))
        downloaders = (*DOWNLOADERS, DOWNLOADS_IN_PART) if frame.f_code.co_name in DOWNLOADS else DOWNLOADERS
        if any(name == one or name.startswith(one + ".") for one in downloaders):
            return True
        if frame.f_back is None:
            return False
        frame = frame.f_back
    return False


def is_file(path: Any) -> bool:
    try:
        return stat.S_ISREG(_stat(path).st_mode)
    except (OSError, ValueError):
        return False
