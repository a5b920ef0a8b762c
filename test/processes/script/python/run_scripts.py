"""Runs each script that is named, in this one process, and prints a JSON line with the rates of its updates."""

import contextlib
import io
import json
import os
import runpy
import sys
import tempfile
import traceback

from torch.optim import optimizer as optimizers

rates = {}


def note_rates(optimizer, *_):
    first = optimizer.param_groups[0]["params"][0]
    row = [float(group["lr"]) for group in optimizer.param_groups]
    rates.setdefault(id(first), []).append((first, row))


optimizers.register_optimizer_step_pre_hook(note_rates)
scripts = sys.argv[1:]
# Some make a folder for what they would save.
os.chdir(tempfile.mkdtemp())
for script in scripts:
    rates.clear()
    sys.argv = [script]
    error = None
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            runpy.run_path(script, run_name="__main__")
        except BaseException:
            error = traceback.format_exc()
    seen = [[row for _, row in rows] for rows in rates.values()]
    print(json.dumps({"script": script, "error": error, "rates": seen}))
