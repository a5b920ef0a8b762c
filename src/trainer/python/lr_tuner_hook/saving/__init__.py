"""An experiment must not overwrite the user's trained model.

What is saved goes into the run's folder, and is there when the script loads, copies, renames or removes it again. No
checkpoint of the user's is changed, added or deleted on its account. Saves into memory pass: they touch nothing. Files
that the script opens itself are the matter of `opened.py`, what it does with them by their names that of
`moved.py`, the lists of folders that of `listed.py`, what libraries write below Python that of `libraries.py` and
`tensorflow.py`.
"""

from __future__ import annotations

from types import ModuleType
from typing import Callable

from .. import loading
from ..driver import Driver
from ..guard import Guard
from . import libraries, listed, opened, tensorflow
from .kept_files import KeptFiles
from .moved import FileFunctions

DUTY = "keeping saves aside"


def install(driver: Driver, guard: Guard) -> None:
    if driver.plan.allow_save:
        return
    kept = KeptFiles(driver.plan.report_folder, driver)
    files = FileFunctions(kept)
    guard.run(DUTY, files.patch_os)
    guard.run(DUTY, listed.patch_listings, kept)
    guard.run(DUTY, opened.patch_open, kept)

    def after(name: str, patch: Callable[[ModuleType, KeptFiles], None]) -> None:
        loading.after(name, lambda module: guard.run(DUTY, patch, module, kept))

    loading.after("shutil", lambda module: guard.run(DUTY, files.patch_shutil, module))
    after("torch.serialization", libraries.keep_torch)
    after("torch.jit._serialization", libraries.keep_torch)
    after("torch.jit._script", libraries.keep_script)
    after("torch.export", libraries.keep_exported)
    after("safetensors", libraries.keep_safetensors)
    # Until NumPy 2, and since.
    for numpy_core in ("numpy.core", "numpy._core"):
        after(f"{numpy_core}.memmap", libraries.keep_mapped)
    after("h5py._hl.files", tensorflow.keep_h5)
    after("tensorflow.python.saved_model.save", tensorflow.keep_saved_models)
    after("tensorflow.python.saved_model.load", tensorflow.give_saved_models)
    after("tensorflow.python.checkpoint.checkpoint", tensorflow.leave_out_checkpoints)
