"""Which module of which framework is patched by what, once it has loaded.

A patch is imported only then: most processes of a run (helpers, trackers, launchers) load no framework.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from . import loading, saving, terminal
from .driver import Driver
from .guard import RATE, Guard

# The framework's module, and the module of ours whose `install(module, driver, guard)` patches it.
PATCHES = (
    ("torch.optim.optimizer", "pytorch.start"),
    ("torch.optim.optimizer", "pytorch.optimizer"),
    ("torch.autograd", "pytorch.loss"),
    ("torch.amp.grad_scaler", "pytorch.scaler"),
    # Before PyTorch 2.3; since then it is a subclass of the one above.
    ("torch.cuda.amp.grad_scaler", "pytorch.scaler"),
    ("torch.utils.data.dataloader", "pytorch.data"),
    ("torch.nn.functional", "pytorch.evaluation"),
    ("lightning.pytorch.trainer.call", "trainers.lightning"),
    ("transformers.trainer", "trainers.hugging_face"),
    ("pytorch_lightning.trainer.call", "trainers.lightning"),
    ("lightning.pytorch.loggers", "trainers.lightning_logs"),
    ("pytorch_lightning.loggers", "trainers.lightning_logs"),
    ("fastai.learner", "trainers.fastai"),
    ("lightning.pytorch.callbacks.early_stopping", "early_stopping"),
    ("pytorch_lightning.callbacks.early_stopping", "early_stopping"),
    ("transformers.trainer_callback", "early_stopping"),
    ("fastai.callback.tracker", "early_stopping"),
    ("ultralytics.engine.trainer", "trainers.ultralytics"),
    ("keras.src.optimizers.base_optimizer", "keras.install"),
)
# Without these there is no experiment.
NEEDED = ("pytorch.optimizer", "keras.install")


def install(driver: Driver, guard: Guard) -> None:
    guard.run("answering for the terminal", terminal.install)
    saving.install(driver, guard)
    for module, patch in PATCHES:
        loading.after(module, _patcher(module, patch, driver, guard))


def _patcher(name: str, patch: str, driver: Driver, guard: Guard) -> loading.Callback:
    def apply(module: ModuleType) -> None:
        import_module(f".{patch}", __package__).install(module, driver, guard)

    duty = RATE if patch in NEEDED else f"taking hold of {name}"
    return lambda module: guard.run(duty, apply, module)
