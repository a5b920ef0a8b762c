"""What an optimizer's groups hold: PyTorch's dictionaries, or what fastai's own optimizers step by."""

from __future__ import annotations

import math
import sys
from collections import ChainMap
from collections.abc import MutableMapping, Sequence
from typing import Any

from ..driver import Reading

Group = MutableMapping[str, Any]

# The functions by which fastai's optimizers, which are all of one class, move the weights.
FASTAI_STEPS = {
    "sgd_step": "SGD",
    "momentum_step": "SGD",
    "rms_prop_step": "RMSProp",
    "adam_step": "Adam",
    "radam_step": "RAdam",
    "qhadam_step": "QHAdam",
    "larc_step": "Larc",
    "lamb_step": "Lamb",
}
# What a group calls its momentum, or the averages that are like it.
MOMENTA = ("momentum", "mom", "betas")


def groups_of(optimizer: Any) -> Sequence[Group]:
    """To be read and written. `param_groups` of fastai's own optimizers are copies."""
    hypers = getattr(optimizer, "hypers", None)
    if hypers is None:
        groups: Sequence[Group] = optimizer.param_groups
        return groups
    return [ChainMap(hyper, {"params": own}) for hyper, own in zip(hypers, optimizer.param_lists)]


def name_of(optimizer: Any) -> str:
    steps = [getattr(one, "__name__", "") for one in getattr(optimizer, "cbs", ())]
    return next((FASTAI_STEPS[one] for one in steps if one in FASTAI_STEPS), type(optimizer).__name__)


def is_tensor(value: object) -> bool:
    return hasattr(value, "fill_")


def is_far(value: Any) -> bool:
    """A rate on an accelerator, which the script would have to wait for."""
    return is_tensor(value) and value.device.type != "cpu"


def as_number(value: Any) -> float:
    """NaN where there is none: Adafactor's rate is None while it finds its own."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan


def group_rate(group: Group) -> float:
    rate = as_number(group.get("initial_lr", group.get("lr"))) * as_number(group.get("lr_scale", 1.0))
    return 0.0 if math.isnan(rate) else rate


def own_rate(group: Group) -> float:
    return as_number(group.get("initial_lr", group.get("lr")))


def largest_rate(optimizer: Any) -> Reading:
    """Of an optimizer that is left alone. On an accelerator a copy, to be read with the losses."""
    rates: list[Any] = [group.get("lr") for group in groups_of(optimizer)]
    far = [rate.detach().reshape(()) for rate in rates if is_far(rate)]
    if not far:
        return max(map(as_number, rates))
    largest: Reading = sys.modules["torch"].stack(far).max()
    return largest


def momentum_of(optimizer: Any) -> str | None:
    """Only of optimizers that mean it so: Adam's averages are another thing."""
    groups = groups_of(optimizer)
    name = "mom" if hasattr(optimizer, "hypers") and name_of(optimizer) == "SGD" else "momentum"
    if any(name not in group for group in groups):
        return None
    moved = [group for group in groups if group[name]]
    if not moved:
        return "none"
    return "nesterov" if moved[0].get("nesterov") else "momentum"


def first_variable(groups: Sequence[Group]) -> Any:
    for group in groups:
        for variable in group["params"]:
            return variable
    return None
