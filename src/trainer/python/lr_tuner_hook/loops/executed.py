"""Which lines of the script are being executed, without those of Python, of packages and of this hook."""

from __future__ import annotations

import os
from types import CodeType, FrameType
from typing import NamedTuple

HOOK = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
STANDARD = os.path.dirname(os.path.abspath(os.__file__))
INSTALLED = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")


class Mark(NamedTuple):
    code: CodeType
    line: int


def marks(frame: FrameType | None) -> list[Mark]:
    """The script's own lines from this frame outwards."""
    return [Mark(one.f_code, one.f_lineno) for one in own_frames(frame)]


def own_frames(frame: FrameType | None) -> list[FrameType]:
    """The script's own from this one outwards."""
    found = []
    while frame is not None:
        if is_own(frame.f_code.co_filename):
            found.append(frame)
        frame = frame.f_back
    return found


def is_own(file: str) -> bool:
    """Whether a file is the script's, not Python's, a package's or this hook's; "" is none."""
    return bool(file) and not (
        file.startswith(("<frozen ", HOOK, STANDARD + os.sep)) or any(folder in file for folder in INSTALLED)
    )
