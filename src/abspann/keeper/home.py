"""The home: one folder that holds all state. Copy the folder, and you have moved."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from abspann.catalog.models import Film
from abspann.core.files import write_whole
from abspann.version import __version__


class HomeTrouble(Exception):
    """A home that cannot be used as it is; the message says why and what to do, in plain words."""


def prepare() -> None:
    """Make the home fit for this version: folder, secret key, database, static files. Twice is once.

    Raises HomeTrouble for a folder that cannot be written, and for a home that a newer version has written.
    """
    home: Path = settings.HOME
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        _keep_secret(home)
    except OSError as error:
        raise HomeTrouble(f"The home {home} cannot be written: {error.strerror}.") from error
    _migrate()
    try:
        _collect_static(home)
    except OSError as error:
        raise HomeTrouble(f"The home {home} cannot be written: {error.strerror}.") from error


def is_empty() -> bool:
    """Tell whether no film stands in this home."""
    return not Film.objects.exists()


def mark_as_demo() -> None:
    """Note that this home holds the demo, so that pages may say so."""
    write_whole(settings.HOME / "demo", b"This home holds the demo.\n")
    settings.DEMO = True


def unknown_migrations() -> list[str]:
    """Return the migrations that the database has and this version has not: traces of a newer version."""
    executor = MigrationExecutor(connection)
    return sorted(f"{app}.{name}" for app, name in executor.loader.applied_migrations if (app, name) not in executor.loader.disk_migrations)


def _keep_secret(home: Path) -> None:
    path = home / "secret.key"
    if not path.exists():
        write_whole(path, secrets.token_urlsafe(48).encode())
        path.chmod(0o600)
    settings.SECRET_KEY = path.read_text().strip()


def _migrate() -> None:
    try:
        executor = MigrationExecutor(connection)
        applied = executor.loader.applied_migrations
        newer = [key for key in applied if key not in executor.loader.disk_migrations]
        if newer:
            app, name = newer[0]
            raise HomeTrouble(
                f"This home was written by a newer version of Abspann (it has {app}.{name}, this is {__version__}). "
                "Update Abspann, or restore a backup that this version wrote."
            )
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
    except OperationalError as error:
        raise HomeTrouble(f"The database cannot be used: {error}.") from error


def _collect_static(home: Path) -> None:
    stamp = home / "static" / ".stamp"
    wanted = _static_fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    write_whole(stamp, wanted.encode())


def _static_fingerprint() -> str:
    """What the static files are, by name, size and time; hashing their bytes would cost more than it tells."""
    digest = hashlib.sha256(__version__.encode())
    for folder, _folders, files in sorted(os.walk(settings.PACKAGE / "web" / "static")):
        for name in sorted(files):
            state = (Path(folder) / name).stat()
            digest.update(f"{name}:{state.st_size}:{state.st_mtime_ns};".encode())
    return digest.hexdigest()
