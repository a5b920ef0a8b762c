"""Runs scripts under the hook as the extension would: a plan in the environment, a folder of reports, an own group."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import unittest
from contextlib import suppress
from typing import Any, Callable, NamedTuple

HERE = os.path.dirname(os.path.abspath(__file__))
REPOSITORY = os.path.abspath(os.path.join(HERE, "../../.."))
HOOK = os.path.join(REPOSITORY, "src/trainer/python")
FIXTURES = os.path.join(REPOSITORY, "test/fixtures")
SCRIPTS = os.path.join(REPOSITORY, "test/python/scripts")

# Ends a test that hangs; on a busy machine a start of PyTorch alone takes half a minute.
PATIENCE_S = 600

sys.path.insert(0, HOOK)

Message = dict[str, Any]

needs_torch = unittest.skipUnless(importlib.util.find_spec("torch"), "needs PyTorch")


def needs(*modules: str) -> Callable[[Any], Any]:
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    return unittest.skipIf(missing, f"needs {', '.join(missing)}")


def needs_more(*modules: str) -> Callable[[Any], Any]:
    """Of what requirements-more.txt names, which few of the places that run the tests have."""
    if os.environ.get("LR_TUNER_PYTHON_MORE") != "1":
        return unittest.skip("needs LR_TUNER_PYTHON_MORE=1 and what requirements-more.txt names")
    return needs(*modules)


needs_fork = unittest.skipUnless(hasattr(os, "fork"), "needs fork")

SURVEY: Message = {"kind": "survey"}


def ramp(steps: int, lo: float = 1e-4, hi: float = 1.0, **more: Any) -> Message:
    return {
        "kind": "range-test",
        "ramp": {"shape": "exponential", "lo": lo, "hi": hi, "steps": steps},
        **more,
    }


def train(schedule: Message | None = None) -> Message:
    return {"kind": "train", "schedule": schedule}


class Run(NamedTuple):
    """What a run left: the messages of each process, by its number, which is about the order of their starts."""

    processes: dict[int, list[Message]]
    code: int
    output: str

    @property
    def messages(self) -> list[Message]:
        return [message for own in self.processes.values() for message in own]

    def of_type(self, kind: str, pid: int | None = None) -> list[Message]:
        messages = self.messages if pid is None else self.processes.get(pid, [])
        return [message for message in messages if message["type"] == kind]

    def steps(self, pid: int | None = None) -> list[Message]:
        return self.of_type("step", pid)

    def end(self, pid: int | None = None) -> Message:
        ends = self.of_type("end", pid)
        if len(ends) != 1:
            raise AssertionError(f"{len(ends)} ends in {self.messages}\n{self.output}")
        return ends[0]

    def codes(self, pid: int | None = None) -> list[str]:
        return [message["code"] for message in self.of_type("warning", pid)]

    def results(self) -> dict[str, Message]:
        """What the scenarios of a script (see scripts/scenarios.py) said: by name."""
        lines = [line for line in self.output.splitlines() if line.startswith("@")]
        return {one["name"]: one for one in (json.loads(line[1:]) for line in lines)}


class HookTest(unittest.TestCase):
    """A test with a folder of its own to run scripts in."""

    maxDiff = 4000

    def setUp(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="lr-tuner-test-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def write(self, name: str, text: str) -> str:
        place = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(text))
        return place

    def run_text(self, text: str, experiment: Message, **options: Any) -> Run:
        return run([sys.executable, self.write("train.py", text)], experiment, cwd=self.folder, **options)


def run(command: list[str], experiment: Message, **options: Any) -> Run:
    started = Started(command, experiment, **options)
    return started.wait()


class Started:
    """A script that runs under the hook."""

    def __init__(
        self,
        command: list[str],
        experiment: Message,
        *,
        seed: int | None = 0,
        training: str | None = None,
        allow_save: bool = False,
        host: int | None = None,
        cwd: str | None = None,
        env: dict[str, str] | None = None,
    ) -> None:
        self.reports = tempfile.mkdtemp(prefix="lr-tuner-reports-")
        plan = {
            "v": 1,
            "experiment": experiment,
            "seed": seed,
            "engine": "automatic",
            "threads": 1,
            "allowSave": allow_save,
            "training": training,
            "reportFolder": self.reports,
            "reportMarker": f"@lr-tuner:{os.path.basename(self.reports)}",
            "hostPid": os.getpid() if host is None else host,
            "hostName": socket.gethostname(),
        }
        paths = [HOOK, SCRIPTS, *((env or {}).get("PYTHONPATH", "").split(os.pathsep))]
        self.process = subprocess.Popen(
            command,
            cwd=cwd,
            env={
                **os.environ,
                **(env or {}),
                "PYTHONPATH": os.pathsep.join(path for path in paths if path),
                "PYTHONIOENCODING": "utf-8",
                "LR_TUNER_PLAN": json.dumps(plan),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def wait(self) -> Run:
        try:
            output, _ = self.process.communicate(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.kill()
            output, _ = self.process.communicate()
            raise AssertionError(f"The script hangs.\n{output.decode()}") from None
        self.kill()
        processes = read_reports(self.reports)
        shutil.rmtree(self.reports, ignore_errors=True)
        return Run(processes, self.process.returncode, output.decode(errors="replace"))

    def kill(self) -> None:
        if sys.platform == "win32":
            self.process.kill()
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


def read_reports(folder: str) -> dict[int, list[Message]]:
    found = []
    for name in os.listdir(folder):
        if not name.endswith(".ndjson"):
            continue
        place = os.path.join(folder, name)
        with open(place, encoding="utf-8") as file:
            found.append((int(name[: -len(".ndjson")]), [json.loads(line) for line in file]))
    return dict(sorted(found))


def golden(*path: str) -> Any:
    with open(os.path.join(FIXTURES, *path), encoding="utf-8") as file:
        return json.load(file)


def lines(*path: str) -> list[Message]:
    with open(os.path.join(FIXTURES, *path), encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def files_in(folder: str) -> dict[str, bytes]:
    """What each holds, by its path in the folder."""
    found = {}
    for place, _, names in os.walk(folder):
        for path in (os.path.join(place, name) for name in names):
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = file.read()
    return found


def is_running(pid: int) -> bool:
    """A process that nobody has collected yet runs no more. By /proc, so only on Linux."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def eventually(condition: Callable[[], bool]) -> bool:
    """Waits for what another process is to do."""
    import time

    for _ in range(PATIENCE_S * 10):
        if condition():
            return True
        time.sleep(0.1)
    return False
