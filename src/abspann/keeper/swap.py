"""Putting one folder in the place of another, so that whoever looks sees the old one or the new one, and nothing between."""

from __future__ import annotations

import ctypes
import errno
import os
from pathlib import Path

HERE = -100  # AT_FDCWD
EXCHANGE = 2  # RENAME_EXCHANGE
CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}


def exchange(new: Path, old: Path, *, kept: Path) -> None:
    """Put `new` in the place of `old`, which is called `kept` afterwards.

    In one step where the system can (Linux); elsewhere in two, between which `old` is missing for an instant.
    """
    if _at_once(new, old):
        new.rename(kept)
    else:
        old.rename(kept)
        new.rename(old)


def _at_once(one: Path, other: Path) -> bool:
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    if rename(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(other))
