"""Where the host is on another machine, or outside of a container: its folder is not there, its number names another.

Then the report goes to the output, what is kept aside goes to a folder here, and the process ends when nobody reads its
output any more.
"""

from __future__ import annotations

import os
import sys

from .driver import Driver
from .opened import make_own_folder
from .outlets import MarkedOutput
from .plan import Plan
from .process.alive import is_alive


def is_elsewhere(plan: Plan) -> bool:
    if os.path.isdir(plan.report_folder):
        return False
    # Else a script has emptied the temporary folder, and this process started after that.
    return machine() != plan.host_name or plan.host_pid is None or not is_alive(plan.host_pid)


def settled_here(plan: Plan) -> Plan:
    """With a folder of this machine's, which all processes of the run share here. Raises OSError."""
    import tempfile

    folder = os.path.join(tempfile.gettempdir(), "lr-tuner-" + plan.report_marker.rpartition(":")[2])
    make_own_folder(folder)
    return plan._replace(report_folder=folder, host_pid=None)


def outlet(plan: Plan) -> MarkedOutput:
    return MarkedOutput(plan.report_marker, machine())


def clear_up_after(driver: Driver) -> None:
    """The host cannot remove the folder. One of these processes that still saves makes it anew, and removes it, too."""
    import shutil

    def remove() -> None:
        shutil.rmtree(driver.plan.report_folder, ignore_errors=True)

    driver.before_end.append(remove)
    driver.report.before_leaving.append(remove)


# As Node's `os.hostname()` says it. Without `socket`: nothing of ours can reach a network.
if sys.platform == "win32":

    def machine() -> str:
        return os.environ.get("COMPUTERNAME", "")

else:

    def machine() -> str:
        return os.uname().nodename
