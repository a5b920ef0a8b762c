"""Turns the training that is already in the user's script into the experiment of the plan, and reports.

Standard library only, Python 3.9 and later. No framework is imported: each is patched right after the script itself
has imported it. A file for another framework joins by one line in `frameworks.py`.
"""

from __future__ import annotations

import os

from . import asked_input, elsewhere, frameworks, outlets, plan, report, seeds
from .driver import Driver
from .guard import Guard
from .process import ending, guardian, idle, numbering, place


def arm() -> None:
    """Called once in each interpreter, before the script. Raises where the plan is not to be understood."""
    wanted = plan.read()
    if place.keeps_resources():
        return
    use_threads(wanted.threads)
    where = place.find()
    where.is_elsewhere = elsewhere.is_elsewhere(wanted)
    if where.is_elsewhere:
        wanted = elsewhere.settled_here(wanted)
    out = report.Report(outlet(wanted), where.armed())
    out.open()
    guard = Guard(out)
    driver = Driver(wanted, out, where, numbering.Numbering(wanted.report_folder, where.is_first))
    guard.on_fatal = driver.fail
    if where.is_elsewhere:
        elsewhere.clear_up_after(driver)
    watch = guardian.Guardian(wanted.host_pid, out, idle.Idle(driver, where))
    driver.on_first_update = watch.ensure
    watch.ensure()
    ending.watch(driver, where, guard)
    guard.run("watching for questions", asked_input.install, driver)
    if hasattr(os, "register_at_fork"):

        def forked() -> None:
            where.fork()
            out.fork(where.armed())
            driver.fork()
            watch.fork()

        os.register_at_fork(after_in_child=forked)
    if wanted.seed is not None:
        seeds.install(wanted.seed, guard)
    frameworks.install(driver, guard)


def outlet(wanted: plan.Plan) -> outlets.Outlet:
    if wanted.host_pid is None:
        return elsewhere.outlet(wanted)
    return outlets.ReportFile(wanted.report_folder, wanted.host_pid)


def use_threads(threads: int) -> None:
    """Several ramps share the machine, and OpenMP and TensorFlow read their variables once, as they load."""
    if threads > 0:
        for variable in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
            os.environ.setdefault(variable, str(threads))
