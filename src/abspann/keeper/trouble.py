"""What goes wrong with a home, said in plain words. Needs no Django, so that broken settings can be explained too."""

from __future__ import annotations

import errno
import os
from pathlib import Path

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""How a system says that a file can grow no further: disk, quota, limit of the process."""


class HomeTrouble(Exception):
    """A home that cannot be used as it is; the message says why and what to do, in plain words."""


def why_settings_fail(error: Exception) -> str:
    """Return a sentence for what the import of the settings raised: an unreadable home, a malformed variable."""
    if isinstance(error, PermissionError):
        return f"{error.filename} may not be read by this user: give the home to the user who runs Abspann."
    if isinstance(error, UnicodeDecodeError):
        return "secret.key in the home is not text: restore a backup, or delete it (all have to log in again then)."
    return f"A setting in the environment cannot be understood: {error}"


def said(error: OSError) -> str:
    """Return what the system says of an error, without number and path: «No such file or directory»."""
    return error.strerror or os.strerror(error.errno or errno.EIO)


def in_megabytes(size: int) -> str:
    """Return a size in whole megabytes, rounded up: «1 MB» is the least."""
    return f"{max(1, -(-size // 1_000_000)):,} MB"


def cannot_write(folder: Path, error: OSError) -> HomeTrouble:
    """Return the trouble of a folder in which a file could not be written."""
    if error.errno in FULL:
        return HomeTrouble(f"The disk of {folder} is full. Nothing was changed; make room there, then try again.")
    return HomeTrouble(f"{folder} cannot be written: {said(error)}.")
