"""What the hook costs, in CPU time, which other work on the machine changes least.

Every kind of process runs in turn, round after round, so that a change of the machine hits all alike. Prints JSON:
medians, and ratios within each round.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
from typing import NamedTuple

HERE = os.path.dirname(os.path.abspath(__file__))
HOOK = os.path.join(os.path.dirname(os.path.dirname(HERE)), "src/trainer/python")
MODELS = ("mlp", "conv")
# The script of a framework's users, and the same range test as they write it with that framework's finders.
FRAMEWORKS = {
    "PyTorch": ("in_pytorch.py", {"torch-lr-finder": "by_torch_lr_finder.py", "fastai": "by_fastai.py"}),
    "Lightning": ("in_lightning.py", {"Lightning": "by_lightning.py"}),
    "Keras": ("in_keras.py", {"a callback": "by_keras_callback.py"}),
}
# As the hook asks for it.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}
RAMP_STEPS = 200
# Long enough for the cost of a step: 600 steps of the larger model are some five seconds.
LONG_STEPS = {"mlp": 3000, "conv": 600}


class Cost(NamedTuple):
    cpu_s: float
    memory_mb: float
    ms_a_step: float | None


def measure(script: str, model: str, steps: int, env: dict[str, str]) -> Cost:
    command = [sys.executable, os.path.join(HERE, script), model, str(steps)]
    child = subprocess.Popen(
        command,
        env={**os.environ, **ONE_THREAD, **env},
        # Lightning's finder keeps the weights in a file of the working folder.
        cwd=tempfile.gettempdir(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert child.stdout is not None
    output = child.stdout.read().decode()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}.")
    found = re.search(r"ms a step: ([\d.e-]+)", output)
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, float(found[1]) if found else None)


def hooked(script: str, model: str, steps: int, ramp_steps: int) -> Cost:
    folder = tempfile.mkdtemp(prefix="lr-tuner-bench-")
    ramp = {
        "shape": "exponential",
        "lo": 1e-5,
        "hi": 10 if ramp_steps == RAMP_STEPS else 1e-2,
        "steps": ramp_steps,
    }
    plan = {
        "v": 1,
        "experiment": {"kind": "range-test", "ramp": ramp},
        "seed": 0,
        "engine": "automatic",
        "threads": 1,
        "allowSave": False,
        "training": None,
        "reportFolder": folder,
        "reportMarker": "@lr-tuner:bench",
        "hostPid": os.getpid(),
        "hostName": socket.gethostname(),
    }
    try:
        return measure(script, model, steps, {"PYTHONPATH": HOOK, "LR_TUNER_PLAN": json.dumps(plan)})
    finally:
        shutil.rmtree(folder)


def compare(ours: list[float], theirs: list[float]) -> dict[str, float]:
    """@return medians, and the median of the ratios of neighbours."""
    ratios = [a / b for a, b in zip(ours, theirs)]
    return {
        "hooked": round(statistics.median(ours), 3),
        "other": round(statistics.median(theirs), 3),
        "ratio": round(statistics.median(ratios), 3),
    }


def whole_process(framework: str, model: str, rounds: int, peers: dict[str, str]) -> dict[str, object]:
    script, finders = FRAMEWORKS[framework]
    # Lightning and Keras bring their own; Lightning would try fastai's torchvision, which belongs to another PyTorch.
    environment = peers if framework == "PyTorch" else {}
    ours, alone = [], []
    theirs: dict[str, list[Cost]] = {name: [] for name in finders}
    for _ in range(rounds):
        alone.append(measure(script, model, RAMP_STEPS, {}))
        ours.append(hooked(script, model, 10 * RAMP_STEPS, RAMP_STEPS))
        for name, finder in finders.items():
            theirs[name].append(measure(finder, model, RAMP_STEPS, environment))
    cpu = [cost.cpu_s for cost in ours]
    return {
        "cpu_s against the script alone": compare(cpu, [cost.cpu_s for cost in alone]),
        **{
            f"cpu_s against {name}": compare(cpu, [cost.cpu_s for cost in costs])
            for name, costs in theirs.items()
        },
        "memory_mb against the script alone": compare(
            [cost.memory_mb for cost in ours], [cost.memory_mb for cost in alone]
        ),
    }


def one_step(model: str, rounds: int) -> dict[str, float]:
    ours, alone = [], []
    steps = LONG_STEPS[model]
    for _ in range(rounds):
        alone.append(measure("in_pytorch.py", model, steps, {}).ms_a_step)
        ours.append(hooked("in_pytorch.py", model, steps, steps + 1).ms_a_step)
    return compare([cost for cost in ours if cost], [cost for cost in alone if cost])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--peers", required=True, help="the folder in which torch-lr-finder and fastai are installed"
    )
    parser.add_argument("--framework", choices=FRAMEWORKS, action="append", help="all, if left out")
    options = parser.parse_args()
    results: dict[str, dict[str, object]] = {}
    for framework in options.framework or FRAMEWORKS:
        for model in MODELS:
            found = whole_process(framework, model, options.rounds, {"PYTHONPATH": options.peers})
            results[f"{framework}, {model}"] = {f"range test of {RAMP_STEPS} steps": found}
            print(framework, model, json.dumps(found), file=sys.stderr)
    if "PyTorch" in (options.framework or FRAMEWORKS):
        for model in MODELS:
            results[f"PyTorch, {model}"]["ms of CPU time a step"] = one_step(model, options.rounds)
    print(json.dumps({"rounds": options.rounds, "load": os.getloadavg()[0], **results}, indent=2))


if __name__ == "__main__":
    main()
