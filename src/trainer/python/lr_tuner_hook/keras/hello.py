"""What a process that trains with Keras says of itself at its first update."""

from __future__ import annotations

import sys
from typing import Any

from ..process.ranks import rank_and_world
from ..report import Message


def hello(name: str, version: str, threads: int, device: str) -> Message:
    """@param name of what computes, as people call it"""
    rank, world = rank_and_world()
    keras = f"{sys.modules['keras.src.version'].__version__} on {name} {version}"
    return {
        "rank": rank,
        "world": world,
        "framework": {"name": "Keras", "version": keras},
        "engine": {"kind": "other", "name": "Keras", "version": keras, "threads": threads},
        "device": device,
    }


def as_written(rate: Any) -> float:
    """0.001, where the nearest number of single precision is 0.0010000000475."""
    return float(str(sys.modules["keras.src.backend"].convert_to_numpy(rate)))
