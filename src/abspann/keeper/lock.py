"""Who uses a home: servers share it, a restore wants it alone.

The lock is the system's (flock) on `serving.lock`: it ends with the process that holds it, however that ends.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from abspann.keeper.trouble import HomeTrouble, cannot_write, said

LOCK = "serving.lock"


@contextmanager
def hold(home: Path) -> Iterator[None]:
    """Use the home as a server or a worker does; any number may. Makes the folder when there is none.

    Children inherit the hold: it ends when the last of them has ended. Raises HomeTrouble while a restore runs.
    """
    with _locked(
        home, fcntl.LOCK_SH, f"A restore is putting the home {home} in place just now: try again when it has ended."
    ):
        yield


@contextmanager
def hold_alone(home: Path) -> Iterator[None]:
    """Have the home for oneself, as a restore needs it. Raises HomeTrouble while anybody else holds it."""
    with _locked(
        home, fcntl.LOCK_EX, f"The portal is running on the home {home}: stop it first (Ctrl+C where it runs)."
    ):
        yield


def is_held(home: Path) -> bool:
    """Tell whether a server, a worker or a restore uses the home now. Changes nothing."""
    try:
        lock = os.open(home / LOCK, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise HomeTrouble(f"The home {home} may not be used by this user: {said(error)}.") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


@contextmanager
def _locked(home: Path, kind: int, otherwise: str) -> Iterator[None]:
    lock = _take(home, kind, otherwise)
    try:
        yield
    finally:
        os.close(lock)


def _take(home: Path, kind: int, otherwise: str) -> int:
    while True:
        lock = _open(home)
        try:
            fcntl.flock(lock, kind | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(lock)
            raise HomeTrouble(otherwise) from error
        if _is_still_there(lock, home / LOCK):
            return lock
        # A restore has put another folder in this place between opening and locking.
        os.close(lock)


def _open(home: Path) -> int:
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(home / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise cannot_write(home, error) from error


def _is_still_there(lock: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(lock), path.stat())
    except FileNotFoundError:
        return False
