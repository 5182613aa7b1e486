"""The home: one folder that holds all state. Copy the folder, and you have moved."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from abspann.catalog.models import Film
from abspann.core.actor import System
from abspann.core.files import write_whole
from abspann.keeper.engines import postgresql, sqlite
from abspann.keeper.manifest import DEMO, SECRET
from abspann.keeper.swap import leftovers
from abspann.keeper.trouble import HomeTrouble, cannot_write
from abspann.members.commands.leaving import repeat_erasures
from abspann.version import __version__

__all__ = ["HomeTrouble", "is_empty", "mark_as_demo", "prepare", "static_is_current", "unknown_migrations"]


def prepare() -> None:
    """Make the home fit for this version: folder, secret key, database, static files. Twice is once.

    Raises HomeTrouble for a folder that cannot be written, for a database that cannot be used, and for a home that a
    newer version has written.
    """
    home: Path = settings.HOME
    _ensure_folder(home)
    try:
        _keep_secret(home)
        _keep_database_private()
    except OSError as error:
        raise cannot_write(home, error) from error
    _migrate()
    try:
        _collect_static(home)
        # Whom a backup brought back goes again before the first page is shown.
        repeat_erasures(by=System("the ledger of erasures"))
    except OSError as error:
        raise cannot_write(home, error) from error


def is_empty() -> bool:
    """Tell whether no film stands in this home."""
    return not Film.objects.exists()


def mark_as_demo() -> None:
    """Note that this home holds the demo, so that pages may say so."""
    write_whole(settings.HOME / DEMO, b"This home holds the demo.\n")
    settings.DEMO = True


def unknown_migrations() -> list[str]:
    """Return the migrations that the database has and this version has not: traces of a newer version."""
    loader = MigrationLoader(connection)
    return sorted(
        f"{app}.{name}" for app, name in loader.applied_migrations if (app, name) not in loader.disk_migrations
    )


def static_is_current() -> bool:
    """Tell whether the static files in the home are those of this version."""
    stamp = settings.HOME / "static" / ".stamp"
    return stamp.exists() and stamp.read_text() == _static_fingerprint()


def _ensure_folder(home: Path) -> None:
    if home.exists() and not home.is_dir():
        raise HomeTrouble(f"The home {home} is a file, not a folder: move it away, or set ABSPANN_HOME.")
    if not home.exists() and (left := leftovers(home)):
        raise HomeTrouble(
            f"There is no home at {home}, but {left[-1]}, left by an interrupted restore: see «abspann doctor»."
        )
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(home, error) from error


def _keep_secret(home: Path) -> None:
    path = home / SECRET
    if not path.exists():
        write_whole(path, secrets.token_urlsafe(48).encode())
        path.chmod(0o600)
    secret = path.read_text().strip()
    if not secret:
        raise HomeTrouble(
            f"{path} is empty: restore it from a backup, or delete it (everybody has to log in again then)."
        )
    settings.SECRET_KEY = secret


def _keep_database_private() -> None:
    """SQLite gives its further files the rights of the first, which a new home makes before SQLite does."""
    if connection.vendor != "sqlite" or sqlite.path().exists():
        return
    if sqlite.path().is_relative_to(settings.HOME):
        sqlite.path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        sqlite.path().touch(mode=0o600)


def _migrate() -> None:
    if connection.vendor == "postgresql" and (reason := postgresql.why_unreachable()):
        raise HomeTrouble(reason)
    try:
        if newer := unknown_migrations():
            raise HomeTrouble(
                f"This home was written by a newer version of Abspann (it has {newer[0]}, this is {__version__}). "
                "Update Abspann, or restore a backup that this version wrote."
            )
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
        # Always: a start that was interrupted after the migrations has not come to it.
        call_command("createcachetable", verbosity=0)
    except DatabaseError as error:
        raise _database_trouble(error) from error


def _database_trouble(error: DatabaseError) -> HomeTrouble:
    if connection.vendor == "sqlite":
        return HomeTrouble(" ".join(sqlite.explained(error, sqlite.path())))
    return HomeTrouble(f"The database cannot be used: {str(error).strip()}")


def _collect_static(home: Path) -> None:
    if static_is_current():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    write_whole(home / "static" / ".stamp", _static_fingerprint().encode())


def _static_fingerprint() -> str:
    """What the static files are, by name, size and time; hashing their bytes would cost more than it tells."""
    digest = hashlib.sha256(__version__.encode())
    for folder, _folders, files in sorted(os.walk(settings.PACKAGE / "web" / "static")):
        for name in sorted(files):
            state = (Path(folder) / name).stat()
            digest.update(f"{name}:{state.st_size}:{state.st_mtime_ns};".encode())
    return digest.hexdigest()
