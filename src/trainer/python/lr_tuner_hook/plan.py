"""What the host asks for: the JSON in the environment variable `LR_TUNER_PLAN`."""

from __future__ import annotations

import json
import os
from typing import Literal, NamedTuple, TypedDict, Union, cast

VARIABLE = "LR_TUNER_PLAN"
VERSION = 1


class Ramp(TypedDict):
    shape: Literal["exponential", "linear"]
    lo: float
    hi: float
    steps: int


class MomentumRange(TypedDict):
    """Momentum runs against the rate: `max` where the rate is lowest, `base` where it is highest."""

    base: float
    max: float


class WithMomentum(TypedDict, total=False):
    momentum: MomentumRange


class Fixed(TypedDict):
    kind: Literal["fixed"]
    lr: float


class Cyclical(WithMomentum):
    baseLR: float
    maxLR: float
    stepSize: float


class Triangular(Cyclical):
    kind: Literal["triangular"]


class Triangular2(Cyclical):
    kind: Literal["triangular2"]


class ExpRange(Cyclical):
    kind: Literal["exp-range"]
    gamma: float


class OneCycle(WithMomentum):
    kind: Literal["one-cycle"]
    maxLR: float
    totalSteps: int
    warmUpShare: float
    startDivisor: float
    endDivisor: float


class CosineRestarts(TypedDict):
    kind: Literal["cosine-restarts"]
    minLR: float
    maxLR: float
    period: float
    periodFactor: float


Schedule = Union[Fixed, Triangular, Triangular2, ExpRange, OneCycle, CosineRestarts]


class WithValidation(TypedDict, total=False):
    validation: bool


class RangeTest(WithValidation):
    kind: Literal["range-test"]
    ramp: Ramp


class Briefly(TypedDict, total=False):
    # It is only asked for its length, and stopped once it has told it.
    brief: bool


class Train(Briefly):
    kind: Literal["train"]
    schedule: Schedule | None


class Survey(TypedDict):
    kind: Literal["survey"]


Experiment = Union[RangeTest, Train, Survey]


class Plan(NamedTuple):
    experiment: Experiment
    # Same seed, same curve. None leaves the script's randomness as it is.
    seed: int | None
    threads: int
    allow_save: bool
    # Id of the training to drive; None takes the first that trains.
    training: str | None
    report_folder: str
    # What stands before the lines of the report in the output, where that folder is on another machine.
    report_marker: str
    # None where it is on another machine.
    host_pid: int | None
    host_name: str


class PlanError(ValueError):
    """The plan is not one that this hook understands."""


def read() -> Plan:
    """Raises PlanError where the host speaks another version."""
    return parse(os.environ[VARIABLE])


def parse(text: str) -> Plan:
    wanted = json.loads(text)
    if wanted.get("v") != VERSION:
        raise PlanError(f"This hook speaks version {VERSION} of the protocol, its host {wanted.get('v')!r}.")
    kind = wanted["experiment"]["kind"]
    if kind not in ("range-test", "train", "survey"):
        raise PlanError(f"This hook knows no experiment of the kind {kind!r}.")
    return Plan(
        experiment=cast(Experiment, wanted["experiment"]),
        seed=wanted["seed"],
        threads=wanted["threads"],
        allow_save=wanted["allowSave"],
        training=wanted["training"],
        report_folder=wanted["reportFolder"],
        report_marker=wanted["reportMarker"],
        host_pid=wanted["hostPid"],
        host_name=wanted["hostName"],
    )
