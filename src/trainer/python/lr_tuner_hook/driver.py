"""The experiment inside the script: which rate the next update gets, what was seen of it, when the ramp is over.

Knows no framework, and no science: what a curve means, and whether a script gave up, is the host's to say.
"""

from __future__ import annotations

import math
import threading
from typing import Any, Callable, Protocol, Union

from .clock import ticks
from .loops.executed import Mark
from .plan import Plan
from .process import ending
from .process.numbering import Numbering
from .process.place import Place
from .report import Message, Report
from .schedules import ramp_rate, schedule_momentum, schedule_rate
from .trainers.told import Length, Validation

# The training that is driven where none was chosen.
FIRST = "1"

# A number on an accelerator makes the script wait for it, so such numbers are read together, at most this often.
READ_EVERY_S = 0.05


class Scalar(Protocol):
    """A number that still lies on a device."""

    def item(self) -> float: ...


Reading = Union[float, Scalar]


class Training:
    """What trains: an optimizer class with the variables that it updates, whatever the number of optimizer objects."""

    def __init__(self, identity: str, class_name: str, variables: str) -> None:
        self.id = identity
        self.class_name = class_name
        self.variables = variables


class Observation:
    """What is seen of one update before it is over."""

    def __init__(self) -> None:
        # Summed, as their gradients are: micro-batches, a GAN's real and fake halves.
        self.losses: list[Reading] = []
        # Of gradients that the script took by hand. Where a loss came too they are a penalty's.
        self.by_hand: list[Reading] = []
        # Correct and counted.
        self.counts: list[tuple[Reading, Reading]] = []
        # Inside a step: a further loss is none of the update's, since it is of other weights (LBFGS) or takes the place
        # of gradients that the step threw away (SAM).
        self.is_whole = False

    def is_empty(self) -> bool:
        return not self.losses and not self.by_hand


class Driver:
    def __init__(
        self, plan: Plan, report: Report, place: Place | None = None, numbering: Numbering | None = None
    ) -> None:
        self.plan = plan
        self.report = report
        self._place = place
        # Left out, the process counts its own.
        self.numbering = numbering
        # Updates of the driven training so far, and of any.
        self.steps = 0
        self.updates = 0
        self.driven: Training | None = None
        self.ended = False
        # Where nothing trains, what the script did tells why: no-batch, asked-input, took-gradients, updated-weights.
        self.instead: set[str] = set()
        # The thread of the first update.
        # The thread itself: its number is given to another once it has ended.
        self.training_thread: threading.Thread | None = None
        # Whether the script is inside an optimizer's step, and whether it has made an optimizer at all.
        self.updating = False
        self.met_optimizer = False
        self.optimizers_made: set[Mark] = set()
        # Whether the script looks for a rate by itself, with updates that it takes back: they are no training.
        self.rehearses = False
        # The rates that a trainer means its groups to have, one each; another list where it begins anew.
        self.own_rates: list[float] | None = None
        # Only rank 0 tells of the training; a rate needs no message, since it depends on the update's number alone.
        self.leads = True
        self.on_first_update: Callable[[], None] = lambda: None
        # What ended the script, and whether its numbers had been none any more.
        self.error: BaseException | None = None
        self.has_exploded: Callable[[], bool] = lambda: False
        # Called before and after an update of the driven training, and before the end is said.
        self.before_step: list[Callable[[], object]] = []
        self.after_step: list[Callable[[], object]] = []
        self.before_end: list[Callable[[], object]] = []
        # A framework's own trainer, if one trains: how long, by the batches between two updates; what it validated.
        self.tells_length: list[Callable[[int], Length | None]] = []
        self.on_validation: list[Callable[[Validation], object]] = []
        self.world = 1
        self.seen = Observation()
        # Correct and counted of the loss to come, where the framework's loss functions show their scores.
        self.scores: list[tuple[Any, Any]] = []
        # Where the framework's own loop trains, it tells of these, and nothing is to be read from the script's.
        self.tells_of_data = self.tells_of_validation = False
        # What an update of another training has used, and the driven one may share (one loss, two optimizers).
        self._shared = Observation()
        self._trainings = 0
        self._greeted = False
        self._unread: list[tuple[int, Reading, Observation]] = []
        self._read = ticks()

    @property
    def trained(self) -> bool:
        """Whether this process has made an update, of any training."""
        return self.updates > 0

    @property
    def speaks_for_script(self) -> bool:
        """Whether this process is the script itself, not a helper of its."""
        return self._place is None or self._place.speaks_for_script

    @property
    def is_range_test(self) -> bool:
        return self.plan.experiment["kind"] == "range-test"

    @property
    def is_survey(self) -> bool:
        return self.plan.experiment["kind"] == "survey"

    @property
    def is_trial(self) -> bool:
        """No training that counts: it ends before its own end, or only shows what there is."""
        return self.is_range_test or self.is_survey or self.is_brief

    @property
    def is_brief(self) -> bool:
        experiment = self.plan.experiment
        return experiment["kind"] == "train" and experiment.get("brief", False)

    @property
    def watches_validation(self) -> bool:
        """A comparison judges by the script's own validation; a range test looks at it only when asked to."""
        experiment = self.plan.experiment
        return experiment["kind"] == "train" or (
            experiment["kind"] == "range-test" and experiment.get("validation", False)
        )

    def fork(self) -> None:
        """In a forked child: a process of its own, which says hello for itself if it trains."""
        self._greeted, self.updates = False, 0
        if self.numbering is not None:
            self.numbering.fork()
        self._unread = []

    def greet(self, hello: Callable[[], Message]) -> None:
        """Before the first update of this process."""
        if self._greeted:
            return
        self._greeted = True
        self.training_thread = threading.current_thread()
        self.on_first_update()
        message = hello()
        self.leads, self.world = message["rank"] == 0, message["world"]
        if self.leads:
            self.report.send({"type": "hello", **message})
        elif self.numbering is not None:
            self.numbering.withdraw()

    def meet(
        self, class_name: str, variables: str, lr: float, momentum: str | None, shared: bool = False
    ) -> Training:
        """A training at its first update. `lr` is the script's own rate."""
        self._trainings += 1
        number = self._trainings
        # Of those that train one model together each has to drive it, so each counts alike.
        if self.leads and not shared and self.numbering is not None:
            number = self.numbering.next()
        training = Training(str(number), class_name, variables)
        place = None if self._place is None else self._place.words
        if self._is_to_drive(training):
            self.driven = training
        if self.leads and not self.ended:
            self.report.send(
                {
                    "type": "training",
                    "id": training.id,
                    "optimizer": class_name,
                    "variables": variables,
                    "lr": lr,
                    "driven": training is self.driven,
                    **({} if momentum is None else {"momentum": momentum}),
                    **({} if place is None else {"place": place}),
                }
            )
        if self._trainings > 1 and not self.is_survey:
            driven = (
                "none yet" if self.driven is None else f"{self.driven.class_name} on {self.driven.variables}"
            )
            self.warn("several-optimizers", f"The script trains with several optimizers; driven: {driven}.")
        return training

    def _is_to_drive(self, training: Training) -> bool:
        return not self.is_survey and training.id == (self.plan.training or FIRST)

    def rate(self, ahead: int = 0) -> float | None:
        """Rate of the update to come, or of one `ahead` of it; None leaves the script's own."""
        experiment = self.plan.experiment
        if self.ended or experiment["kind"] == "survey":
            return None
        if experiment["kind"] == "range-test":
            return float(ramp_rate(experiment["ramp"], self.steps + ahead))
        schedule = experiment["schedule"]
        return None if schedule is None else float(schedule_rate(schedule, self.steps + ahead))

    def momentum(self) -> float | None:
        """Momentum of the update to come; None where the experiment does not cycle it."""
        experiment = self.plan.experiment
        if experiment["kind"] != "train" or experiment["schedule"] is None:
            return None
        return schedule_momentum(experiment["schedule"], self.steps)

    def settle(self, lr: Reading) -> None:
        """After an update of the driven training. `lr` is the rate that it used."""
        seen = self._shared if self.seen.is_empty() else self.seen
        self.discard()
        self.updates += 1
        if self.ended:
            return
        for say in self.before_step:
            say()
        if self.leads:
            self._unread.append((self.steps, lr, seen))
            self._read_when_due()
        self.steps += 1
        for say in self.after_step:
            say()
        experiment = self.plan.experiment
        if experiment["kind"] == "range-test" and self.steps >= experiment["ramp"]["steps"]:
            self.end_and_leave("ramp-complete")

    def pass_by(self) -> None:
        """After an update of a training that is left alone: its losses are not the driven one's, unless shared."""
        self.updates += 1
        if not self.seen.is_empty():
            self._shared, self.seen = self.seen, Observation()

    def discard(self) -> None:
        """What was seen is no part of the update to come: the script threw the gradients away."""
        self.seen, self._shared = Observation(), Observation()

    def length(self, batches: int) -> Length | None:
        """What the trainer that runs says; None where the script has a loop of its own."""
        told = (tell(batches) for tell in self.tells_length)
        return next((length for length in told if length is not None), None)

    def tell_validation(self, validation: Validation) -> None:
        for listen in self.on_validation:
            listen(validation)

    def _read_when_due(self) -> None:
        now = ticks()
        if all(map(is_here, self._unread)) or now - self._read >= READ_EVERY_S:
            self.read_all()
            self._read = now

    def read_all(self) -> None:
        unread, self._unread = self._unread, []
        for step, lr, seen in unread:
            self.report.step(step, read(lr), loss_of(seen), accuracy_of(seen))

    def warn(self, code: str, message: str) -> None:
        if self.leads and not self.ended:
            self.report.warn(code, message)

    def end(self, reason: str, message: str | None = None, **details: object) -> None:
        """Says how it ended, once. Followers have nothing to say but what went wrong."""
        if self.ended:
            return
        for say in self.before_end:
            say()
        if reason in ("error", "script-ended") and self.leads:
            self._see_explosion()
        self.read_all()
        self.ended = True
        if self.leads or reason in ("error", "syntax-error", "framework-missing", "hook-fault"):
            said: Message = {} if message is None else {"message": message}
            if self.instead and not self.trained:
                said["instead"] = sorted(self.instead)
            self.report.send({"type": "end", "reason": reason, "steps": self.steps, **said, **details})

    def _see_explosion(self) -> None:
        """The loss that was not computed, since the script or a function of its gave up before."""
        lr = self.rate() if self.is_range_test and self.steps > 0 else None
        if lr is not None and self.has_exploded():
            seen = Observation()
            seen.losses.append(math.nan)
            self._unread.append((self.steps, lr, seen))

    def fail(self, message: str) -> None:
        """A fault of ours that leaves no experiment. The script goes on by itself until the host ends it."""
        self.end("hook-fault", message)

    def end_and_leave(self, reason: str, message: str | None = None) -> None:
        self.end(reason, message)
        ending.leave(self.leads)


def is_here(row: tuple[int, Reading, Observation]) -> bool:
    """Whether reading it makes nobody wait."""
    _, lr, seen = row
    return (
        isinstance(lr, (int, float))
        and all(isinstance(one, float) for one in seen.losses)
        and all(isinstance(one, float) for one in seen.by_hand)
        and all(isinstance(counted, (int, float)) for _, counted in seen.counts)
    )


def read(value: Reading) -> float:
    return value if isinstance(value, (int, float)) else value.item()


def loss_of(seen: Observation) -> float | None:
    losses = seen.losses or seen.by_hand
    if not losses:
        return None
    return read(losses[0]) if len(losses) == 1 else sum(map(read, losses))


def accuracy_of(seen: Observation) -> float | None:
    counted = sum(read(counted) for _, counted in seen.counts)
    return sum(read(correct) for correct, _ in seen.counts) / counted if counted else None
