"""Small trainings that share one start of PyTorch: each runs in a forked child, which the hook takes as a process."""

from __future__ import annotations

import json
import os
import sys
from importlib.util import find_spec
from typing import Any, Callable


def run_each(*scenarios: Callable[[], Any]) -> None:
    """Each in a child; prints its name, process and what it returned. A child that fails shows its traceback."""
    for scenario in scenarios:
        forget_earlier_trainings()
        pid = os.fork()
        if pid == 0:
            result = scenario()
            say = {"name": scenario.__name__, "pid": os.getpid(), "result": result}
            print("@" + json.dumps(say), flush=True)
            # Not os._exit: a training process goes through its exit handlers.
            sys.exit(0)
        os.waitpid(pid, 0)


def forget_earlier_trainings() -> None:
    """The trainings of a run share one numbering, in which only the first is driven; each scenario stands for a run."""
    plan = os.environ.get("LR_TUNER_PLAN")
    folder = json.loads(plan)["reportFolder"] if plan else None
    for name in os.listdir(folder) if folder else ():
        if name.startswith("training-"):
            os.unlink(os.path.join(folder, name))


def load_what_keras_loads_late() -> None:
    """Keras on PyTorch looks at its data with TensorFlow, if that is there, and at its tensors with PyTorch's compiler:
    in each child anew, unless they are loaded before."""
    if os.environ.get("KERAS_BACKEND") == "torch":
        import torch._dynamo  # noqa: F401

        if find_spec("tensorflow"):
            import tensorflow  # noqa: F401
