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
import statistics
import subprocess
import sys
import tempfile
from typing import NamedTuple

HERE = os.path.dirname(os.path.abspath(__file__))
HOOK = os.path.join(os.path.dirname(os.path.dirname(HERE)), "src/trainer/python")
MODELS = ("mlp", "conv")
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
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert child.stdout is not None
    output = child.stdout.read().decode()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
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
        "hostPid": os.getpid(),
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


def whole_process(model: str, rounds: int, peer: dict[str, str]) -> dict[str, object]:
    ours, alone, theirs = [], [], []
    for _ in range(rounds):
        alone.append(measure("train.py", model, RAMP_STEPS, {}))
        ours.append(hooked("train.py", model, 10 * RAMP_STEPS, RAMP_STEPS))
        theirs.append(measure("peer.py", model, RAMP_STEPS, peer))
    cpu = [cost.cpu_s for cost in ours]
    return {
        "cpu_s against the script alone": compare(cpu, [cost.cpu_s for cost in alone]),
        "cpu_s against torch-lr-finder": compare(cpu, [cost.cpu_s for cost in theirs]),
        "memory_mb against the script alone": compare(
            [cost.memory_mb for cost in ours], [cost.memory_mb for cost in alone]
        ),
    }


def one_step(model: str, rounds: int) -> dict[str, float]:
    ours, alone = [], []
    steps = LONG_STEPS[model]
    for _ in range(rounds):
        alone.append(measure("train.py", model, steps, {}).ms_a_step)
        ours.append(hooked("train.py", model, steps, steps + 1).ms_a_step)
    return compare([cost for cost in ours if cost], [cost for cost in alone if cost])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", required=True, help="the folder in which torch-lr-finder is installed")
    options = parser.parse_args()
    peer = {"PYTHONPATH": options.peers}
    results = {}
    for model in MODELS:
        results[model] = {
            "range test of 200 steps": whole_process(model, options.rounds, peer),
            "ms of CPU time a step": one_step(model, options.rounds),
        }
        print(model, json.dumps(results[model]), file=sys.stderr)
    print(json.dumps({"rounds": options.rounds, "load": os.getloadavg()[0], **results}, indent=2))


if __name__ == "__main__":
    main()
