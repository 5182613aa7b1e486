"""Putting one folder in the place of another: whoever looks sees the old one or the new one, and nothing between."""

from __future__ import annotations

import ctypes
import errno
import os
import re
from pathlib import Path

HERE = -100  # AT_FDCWD
EXCHANGE = 2  # RENAME_EXCHANGE
CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}

RESTORING, KEPT = "restoring", "before-restore"
"""What the folder beside the home is called, after the home's name, while it is filled; and the old home afterwards."""


def exchange(new: Path, old: Path, *, kept: Path) -> None:
    """Put `new` in the place of `old`, which is called `kept` afterwards.

    In one step where the system can (Linux); elsewhere in two, between which `old` is missing for an instant.
    """
    if _at_once(new, old):
        new.rename(kept)
    else:
        old.rename(kept)
        try:
            new.rename(old)
        except OSError:
            kept.rename(old)
            raise


def leftovers(home: Path) -> list[Path]:
    """Return the folders that interrupted restores have left beside a home and in it."""
    sign = re.compile(rf"\.?{re.escape(home.name)}\.{RESTORING}-[0-9-]+\Z")
    beside = [path for path in home.parent.iterdir() if sign.match(path.name)] if home.parent.is_dir() else []
    inside = list(home.glob(f".{RESTORING}-*")) if home.is_dir() else []
    return sorted(beside + inside)


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
