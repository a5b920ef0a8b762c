"""Which of several processes that train together this is."""

from __future__ import annotations

import os
import sys


def rank_and_world() -> tuple[int, int]:
    """By `torch.distributed`, else by what torchrun and its like put into the environment."""
    distributed = sys.modules.get("torch.distributed")
    if distributed is not None and distributed.is_available() and distributed.is_initialized():
        return distributed.get_rank(), distributed.get_world_size()
    return _number("RANK", 0), _number("WORLD_SIZE", 1)


def _number(variable: str, otherwise: int) -> int:
    try:
        return int(os.environ[variable])
    except (KeyError, ValueError):
        return otherwise
