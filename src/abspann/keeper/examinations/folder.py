"""The home as a folder: there, writable, private, with room."""

from __future__ import annotations

import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from abspann.keeper.engines import sqlite
from abspann.keeper.finding import Finding, error, warning
from abspann.keeper.home import static_is_current
from abspann.keeper.manifest import SECRET
from abspann.keeper.swap import KEPT, leftovers
from abspann.keeper.trouble import in_megabytes, said

SHORTEST_SECRET = 32
LITTLE, SCARCE = 500_000_000, 5_000_000_000
"""Bytes free: less than the first is an error; less than the second a warning when under a twentieth of the disk."""


def is_there() -> Iterator[Finding]:
    """The home is a folder."""
    home: Path = settings.HOME
    if home.is_dir():
        return
    if home.exists() or home.is_symlink():
        yield error(f"The home {home} is no folder.", "Move it away, or set ABSPANN_HOME to a folder.")
        return
    kept = sorted(home.parent.glob(f"{home.name}.{KEPT}-*")) if home.parent.is_dir() else []
    if kept:
        yield error(
            f"There is no home at {home}, but an older one at {kept[-1]}.", f"Put it back: mv {kept[-1]} {home}"
        )
    else:
        yield error(f"There is no home at {home}.", "Set ABSPANN_HOME to it, or make one: abspann serve.")


def is_writable() -> Iterator[Finding]:
    """A file can be written in the home."""
    try:
        with tempfile.NamedTemporaryFile(dir=settings.HOME, prefix=".doctor-") as probe:
            probe.write(b"x")
            probe.flush()
    except OSError as trouble:
        yield error(
            f"The home {settings.HOME} cannot be written: {said(trouble)}.",
            "Give it to the user who runs Abspann, and room.",
        )


def has_room() -> Iterator[Finding]:
    """The disk is not nearly full."""
    disk = shutil.disk_usage(settings.HOME)
    remedy = "Make room, or move the home to a larger disk (copy the folder)."
    if disk.free < LITTLE:
        yield error(f"The disk of the home is nearly full: {in_megabytes(disk.free)} are free.", remedy)
    elif disk.free < min(SCARCE, disk.total / 20):
        yield warning(f"The disk of the home fills up: {in_megabytes(disk.free)} are free.", remedy)


def is_private() -> Iterator[Finding]:
    """Other users of the machine can read neither the secret key nor the database."""
    home: Path = settings.HOME
    secret = home / SECRET
    if secret.exists() and _mode(secret) & 0o077:
        yield error("Other users of this machine may read the secret key.", f"chmod 600 {secret}")
    if connection.vendor != "sqlite" or not sqlite.path().exists():
        return
    if _mode(sqlite.path()) & 0o004 and _mode(sqlite.path().parent) & 0o001:
        yield warning("Other users of this machine may read the database.", f"chmod 700 {sqlite.path().parent}")


def has_a_secret() -> Iterator[Finding]:
    """The secret key is there, and long enough."""
    secret = settings.HOME / SECRET
    if not secret.exists():
        yield error(
            "The home has no secret key.",
            "Restore it from a backup; or start the portal, which makes a new one: everybody has to log in again then.",
        )
        return
    try:
        text = secret.read_text().strip()
    except (OSError, UnicodeDecodeError) as trouble:
        yield error(
            f"The secret key cannot be read: {trouble}.", "Give it to the user who runs Abspann, or restore a backup."
        )
        return
    if len(text) < SHORTEST_SECRET:
        yield error(
            f"The secret key has only {len(text)} characters.",
            f"Restore it from a backup, or delete {secret}: the next start makes one, and all have to log in again.",
        )


def has_no_leftovers() -> Iterator[Finding]:
    """No restore was interrupted."""
    for path in leftovers(settings.HOME):
        yield warning(
            f"An interrupted restore left {path}: half of a backup, or the home as it was before.",
            f"Look whether the portal shows what it should, then: rm -r {path}",
        )


def has_current_static_files() -> Iterator[Finding]:
    """The static files are those of this version."""
    if not static_is_current():
        yield warning(
            "The static files (style, fonts) are not those of this version.",
            "Start the portal anew, which renews them.",
        )


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
