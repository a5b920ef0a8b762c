"""No orphans: what was started for a host ends with it, however that was ended."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import unittest
from contextlib import suppress

from harness import HOOK, SURVEY, HookTest, eventually, is_running, read_reports

# Stands in for the extension: starts the script in a session of its own, says the pids and waits to be killed.
HOST = """
import json, os, subprocess, sys, time
plan = dict(json.loads(sys.argv[1]), hostPid=os.getpid())
env = {**os.environ, "LR_TUNER_PLAN": json.dumps(plan)}
child = subprocess.Popen(sys.argv[2:], env=env, start_new_session=True)
print(child.pid, flush=True)
time.sleep(1000)
"""

ENDLESS = """
import os, time
open("started-%d" % os.getpid(), "w").close()
time.sleep(1000)
"""


@unittest.skipIf(sys.platform == "win32", "signals are POSIX's")
class Guardian(HookTest):
    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """The stand-in host, once the script has begun."""
        reports = os.path.join(self.folder, "reports")
        os.makedirs(reports)
        plan = {
            "v": 1,
            "experiment": SURVEY,
            "seed": None,
            "engine": "automatic",
            "threads": 1,
            "allowSave": False,
            "training": None,
            "reportFolder": reports,
            "reportMarker": "@lr-tuner:1",
            "hostName": socket.gethostname(),
        }
        host = subprocess.Popen(
            [sys.executable, "-c", HOST, json.dumps(plan), *command],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": HOOK},
            stdout=subprocess.PIPE,
        )
        self.addCleanup(host.wait)
        self.addCleanup(host.kill)
        assert host.stdout is not None
        self.addCleanup(host.stdout.close)
        group = int(host.stdout.readline())
        self.addCleanup(end_group, group)
        self.assertTrue(eventually(lambda: bool(self.started())))
        return host

    def started(self) -> list[int]:
        return [int(name.split("-")[1]) for name in os.listdir(self.folder) if name.startswith("started-")]

    def assert_ends(self) -> None:
        for pid in self.started():
            self.assertTrue(eventually(lambda pid=pid: not is_running(pid)), f"{pid} still runs")  # type: ignore[misc]

    def test_the_script_ends_with_its_host(self) -> None:
        host = self.start(sys.executable, self.write("train.py", ENDLESS))
        host.kill()
        host.wait()
        self.assert_ends()

    def test_so_does_the_shell_around_it_before_its_next_line(self) -> None:
        script = self.write("train.py", ENDLESS)
        self.write("train.sh", f'"{sys.executable}" {script}\n: > next-line\nsleep 1\n: > later-line\n')
        host = self.start("sh", os.path.join(self.folder, "train.sh"))
        host.kill()
        self.assert_ends()
        self.assertNotIn("next-line", os.listdir(self.folder))

    def test_a_host_that_nobody_has_collected_counts_as_gone(self) -> None:
        """A killed process stays in the table until its parent asks for it, and answers signals until then."""
        host = self.start(sys.executable, self.write("train.py", ENDLESS))
        os.kill(host.pid, signal.SIGKILL)
        self.assert_ends()

    def test_a_worker_in_a_session_of_its_own_ends_with_its_parent(self) -> None:
        worker = self.write("worker.py", ENDLESS)
        launcher = self.write(
            "launcher.py",
            f"""
            import subprocess, sys
            subprocess.run([sys.executable, {worker!r}], start_new_session=True)
            """,
        )
        self.start(sys.executable, launcher)
        (pid,) = self.started()
        reports = read_reports(os.path.join(self.folder, "reports"))
        parent = next(one[0]["parent"] for own, one in reports.items() if own == pid)
        os.kill(parent, signal.SIGKILL)
        self.assert_ends()

    def test_a_host_that_names_nobody_is_not_missed(self) -> None:
        result = self.run_text("import time; time.sleep(1); print('ran')", SURVEY, host=2**22 + 1)
        self.assertEqual(result.output, "ran\n")


def end_group(group: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    unittest.main()
