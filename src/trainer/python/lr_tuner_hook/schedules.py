"""The rate of each update: the formulas of src/tuning/ramp.ts and schedule.ts, held to the same golden files.

Equal to within 2e-15 and not bit for bit: JavaScript's `**` and C's `pow` round differently now and then.
"""

from __future__ import annotations

import math

from .plan import CosineRestarts, ExpRange, OneCycle, Ramp, Schedule, Triangular, Triangular2


def ramp_rate(ramp: Ramp, step: int) -> float:
    """Rate of update `step`, counted from 0; the last update, and any after it, gets `hi`."""
    if step <= 0:
        return ramp["lo"]
    if step >= ramp["steps"] - 1:
        return ramp["hi"]
    done = step / (ramp["steps"] - 1)
    if ramp["shape"] == "linear":
        return ramp["lo"] + (ramp["hi"] - ramp["lo"]) * done
    return float(ramp["lo"] * (ramp["hi"] / ramp["lo"]) ** done)


def schedule_rate(schedule: Schedule, step: int) -> float:
    """Rate of update `step`, counted from 0."""
    if schedule["kind"] == "fixed":
        return schedule["lr"]
    if schedule["kind"] == "one-cycle":
        first = schedule["maxLR"] / schedule["startDivisor"]
        return _along_one_cycle(schedule, step, first, schedule["maxLR"], first / schedule["endDivisor"])
    if schedule["kind"] == "cosine-restarts":
        height = 0.5 * (1 + math.cos(math.pi * _share_of_period(schedule, step)))
        return schedule["minLR"] + (schedule["maxLR"] - schedule["minLR"]) * height
    return schedule["baseLR"] + (schedule["maxLR"] - schedule["baseLR"]) * _cycle_height(schedule, step)


def schedule_momentum(schedule: Schedule, step: int) -> float | None:
    """Momentum of update `step`; None where the schedule leaves it alone."""
    if schedule["kind"] == "fixed" or schedule["kind"] == "cosine-restarts":
        return None
    momentum = schedule.get("momentum")
    if momentum is None:
        return None
    if schedule["kind"] == "one-cycle":
        return _along_one_cycle(schedule, step, momentum["max"], momentum["base"], momentum["max"])
    return momentum["max"] - (momentum["max"] - momentum["base"]) * _cycle_height(schedule, step)


def _cycle_height(schedule: Triangular | Triangular2 | ExpRange, step: int) -> float:
    """How far up between base (0) and maximum (1) a cyclical schedule stands."""
    size = schedule["stepSize"]
    cycle = math.floor(1 + step / (2 * size))
    triangle = max(0.0, 1 - abs(step / size - 2 * cycle + 1))
    if schedule["kind"] == "triangular":
        return triangle
    if schedule["kind"] == "triangular2":
        return float(triangle / 2.0 ** (cycle - 1))
    return float(triangle * schedule["gamma"] ** step)


def _along_one_cycle(schedule: OneCycle, step: int, first: float, peak: float, last: float) -> float:
    """Cosine from `first` to `peak` while the rate rises, then to `last`, which it keeps after the last step."""
    peak_step = schedule["warmUpShare"] * schedule["totalSteps"] - 1
    last_step = schedule["totalSteps"] - 1
    if step < peak_step:
        return _cosine_between(first, peak, step / peak_step)
    return _cosine_between(peak, last, min(1.0, (step - peak_step) / (last_step - peak_step)))


def _cosine_between(start: float, end: float, share: float) -> float:
    return end + 0.5 * (start - end) * (1 + math.cos(math.pi * share))


def _share_of_period(schedule: CosineRestarts, step: int) -> float:
    period, factor = schedule["period"], schedule["periodFactor"]
    if factor == 1:
        return (step % period) / period

    def start_of(restarts: int) -> float:
        return float(period * (factor**restarts - 1) / (factor - 1))

    # A geometric series of periods: find the last restart at or before the step.
    restarts = round(math.log(1 + (step / period) * (factor - 1)) / math.log(factor))
    if start_of(restarts) > step:
        restarts -= 1
    return (step - start_of(restarts)) / float(period * factor**restarts)
