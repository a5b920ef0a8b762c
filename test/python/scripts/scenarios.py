"""Small trainings that share one start of PyTorch: each runs in a forked child, which the hook takes as a process."""

from __future__ import annotations

import json
import os
import sys
from typing import Any, Callable


def run_each(*scenarios: Callable[[], Any]) -> None:
    """Each in a child; prints its name, process and what it returned. A child that fails shows its traceback."""
    for scenario in scenarios:
        pid = os.fork()
        if pid == 0:
            result = scenario()
            say = {"name": scenario.__name__, "pid": os.getpid(), "result": result}
            print("@" + json.dumps(say), flush=True)
            # Not os._exit: a training process goes through its exit handlers.
            sys.exit(0)
        os.waitpid(pid, 0)
