"""What a process says of itself at its first update, and how it names what an optimizer updates."""

from __future__ import annotations

import sys
from typing import Any

from ..process.ranks import rank_and_world
from ..report import Message


def hello(variable: Any) -> Message:
    torch = sys.modules["torch"]
    rank, world = rank_and_world()
    version = str(torch.__version__)
    return {
        "rank": rank,
        "world": world,
        "framework": {"name": "PyTorch", "version": version},
        "engine": {
            "kind": "other",
            "name": "PyTorch",
            "version": version,
            "threads": torch.get_num_threads(),
        },
        "device": device_of(variable),
    }


def device_of(variable: Any) -> str:
    device = variable.device
    return str(device) if device.type == "cuda" else str(device.type)
