"""Restoring a home from a backup. All is checked before the home is touched; then it is exchanged as a whole."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from abspann.keeper import archive, contents, manifest
from abspann.keeper.contents import ENGINES, Progress
from abspann.keeper.engines import postgresql, sqlite
from abspann.keeper.lock import hold_alone, is_held
from abspann.keeper.manifest import Manifest, Member
from abspann.keeper.swap import KEPT, RESTORING, exchange
from abspann.keeper.trouble import FULL, HomeTrouble, cannot_write, in_megabytes, said
from abspann.members import ledger
from abspann.version import __version__

DUMP = "database-before-restore.dump"
"""What a PostgreSQL database held before it was replaced, in the old home; pg_restore reads it."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was restored; `kept` is where the old home lies now (None: there was none)."""

    home: Path
    manifest: Manifest
    kept: Path | None
    warnings: tuple[str, ...]

    @property
    def sentences(self) -> list[str]:
        """The summary for a keeper."""
        held = self.manifest
        found = [
            f"{self.home} holds the backup of {held.made_at} again ({held.rows:,} rows, {held.uploads:,} uploads).",
            *self.warnings,
        ]
        if (self.home / ledger.NAME).exists():
            found.append("Members who were deleted since are deleted again at the next start, before a page is shown.")
        if held.abspann != __version__:
            found.append(f"Abspann {held.abspann} wrote it; the next start of this version ({__version__}) updates it.")
        if self.kept:
            what = f"The old home, with its database as {DUMP}," if held.engine == "postgresql" else "The old home"
            found.append(f"{what} lies in {self.kept}. When you need it no longer: rm -r {self.kept}")
        return found


def restore(file: Path, *, replace: bool = False, progress: Progress = lambda done, total: None) -> Summary:
    """Make the home what it was when the backup was written.

    A home that holds something is only replaced when told so, and is kept beside the new one. Raises HomeTrouble, and
    has changed nothing then, for a file that is no whole backup, that is newer than this version or of another engine,
    for a portal that is running, for a disk without room. Interrupted, it leaves the old home.
    """
    home: Path = settings.HOME.resolve()
    _ensure_idle(home)
    place = _database_place(home)
    taken = _is_taken(home, place)
    if taken and not replace:
        raise HomeTrouble(
            f"The home {home} holds data already. «--replace» puts the backup in its place, and keeps the old one."
        )
    with _stage(home, beside=taken) as stage:
        held = _unpacked(file, stage, place, progress)
        warnings = _verified(file, stage, place, held)
        kept = _put_in_place(stage, home, place, held, taken=taken)
    return Summary(home, held, kept, tuple(warnings))


def _ensure_idle(home: Path) -> None:
    if home.is_dir() and is_held(home):
        raise HomeTrouble(f"The portal is running on the home {home}: stop it first (Ctrl+C where it runs).")


def _database_place(home: Path) -> Path | None:
    """Return where in the home the database is; None when a server has it."""
    if connection.vendor != "sqlite":
        return None
    path = sqlite.path()
    for folder in (home, settings.HOME):
        if path.is_relative_to(folder):
            return path.relative_to(folder)
    raise HomeTrouble(
        f"ABSPANN_DATABASE_URL names a database outside the home ({path}). Restore without that variable, "
        "then move the database there yourself."
    )


def _is_taken(home: Path, place: Path | None) -> bool:
    if home.exists() and not home.is_dir():
        raise HomeTrouble(f"The home {home} is a file, not a folder: move it away, or set ABSPANN_HOME.")
    names = [home / manifest.SECRET, home / manifest.DEMO, *([home / place] if place else [])]
    uploads = home / manifest.UPLOADS
    if any(path.exists() for path in names) or (uploads.is_dir() and any(uploads.iterdir())):
        return True
    if place is None:
        if reason := postgresql.why_unreachable():
            raise HomeTrouble(reason)
        return bool(connection.introspection.table_names())
    return False


@contextmanager
def _stage(home: Path, *, beside: bool) -> Iterator[Path]:
    """A folder on the home's disk to unpack into: beside a home that is to be exchanged, in one that is empty."""
    now = dt.datetime.now(dt.UTC).strftime("%Y%m%d-%H%M%S-%f")
    is_new = not home.exists()
    beside = beside and home.exists()
    if beside and os.path.ismount(home):
        raise HomeTrouble(_cannot_exchange(home, "is a disk of its own"))
    stage = home.with_name(f"{home.name}.{RESTORING}-{now}") if beside else home / f".{RESTORING}-{now}"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        stage.mkdir(mode=0o700)
    except OSError as error:
        if beside and error.errno not in FULL:
            raise HomeTrouble(
                _cannot_exchange(home, f"lies in a folder that cannot be written ({said(error)})")
            ) from error
        raise cannot_write(home, error) from error
    ours = stage.stat().st_ino
    try:
        yield stage
    finally:
        # After the exchange this name may stand for the old home, which nobody asked us to delete.
        if stage.exists() and stage.stat().st_ino == ours:
            shutil.rmtree(stage, ignore_errors=True)
        if is_new:
            with suppress(OSError):  # restored: it is not empty
                home.rmdir()


def _cannot_exchange(home: Path, because: str) -> str:
    return (
        f"The home {home} cannot be exchanged as a whole: it {because}. "
        "Move what it holds elsewhere, then restore into the empty folder."
    )


def _unpacked(file: Path, stage: Path, place: Path | None, progress: Progress) -> Manifest:
    """Unpack a backup into the stage, each member where the home has it, every byte held to the manifest."""
    done, total = 0, 0

    def keep(member: Member) -> Path:
        nonlocal done
        done += member.size
        progress(done, total)
        if member.name in manifest.DATABASES.values():
            return stage / (place or member.name)
        return stage / member.name

    try:
        total = _ensure_fits(file, stage).size
        return contents.read(file, keep=keep)
    except archive.BrokenArchive as error:
        raise HomeTrouble(f"{file} cannot be restored: it {error}. The home was not touched.") from error
    except OSError as error:
        if error.filename == str(file):
            raise HomeTrouble(f"{file} cannot be read: {said(error)}.") from error
        raise cannot_write(stage.parent, error) from error


def _ensure_fits(file: Path, stage: Path) -> Manifest:
    """Look at the manifest alone, and return it: is this a backup for us, and is there room for it?"""
    held = contents.manifest_of(file)
    if held.engine != connection.vendor:
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise HomeTrouble(
            f"This is a backup of a home on {names[held.engine]}, and this home is on {names[connection.vendor]}. "
            "Set ABSPANN_DATABASE_URL to what it was when the backup was written."
        )
    if newer := what_is_newer(held):
        raise HomeTrouble(
            f"This backup was written by a newer version of Abspann ({newer}; this is {__version__}). "
            "Update Abspann first."
        )
    free = shutil.disk_usage(stage).free
    if held.size > free:
        raise HomeTrouble(
            f"The disk of {stage.parent} has no room: "
            f"{in_megabytes(held.size)} are needed, {in_megabytes(free)} are free."
        )
    return held


def what_is_newer(held: Manifest) -> str:
    """Return what in a backup is newer than this version: its version, a migration; empty when nothing is."""
    if _numbers(held.abspann) > _numbers(__version__):
        return held.abspann
    ours = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    return next((f"it has {name}" for name in held.migrations if name not in ours), "")


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"[0-9]{1,9}", version.partition("+")[0])]


def _verified(file: Path, stage: Path, place: Path | None, held: Manifest) -> list[str]:
    try:
        found: list[str] = ENGINES[held.engine].check(stage / (place or manifest.DATABASES[held.engine]), held.tables)
    except HomeTrouble as trouble:
        raise HomeTrouble(f"The database in {file} {trouble} The home was not touched.") from trouble
    return found


def _put_in_place(stage: Path, home: Path, place: Path | None, held: Manifest, *, taken: bool) -> Path | None:
    with hold_alone(home), hold_alone(stage):
        if place and sqlite.is_used_by_others(home / place):
            raise HomeTrouble(f"Another program has the database {home / place} open: end it first.")
        connection.close()
        os.sync()  # what takes the old home's place is on the disk, not only in memory
        try:
            if place is None:
                _put_database_back(stage, home, held)
            if not taken or stage.parent == home:
                _fill(stage, home, place)
                return None
            _carry_ledger_over(home, stage)
            kept = _free_name(home)
            exchange(stage, home, kept=kept)
            os.sync()
        except OSError as error:
            raise cannot_write(home, error) from error
    return kept


def _carry_ledger_over(home: Path, stage: Path) -> None:
    """Whoever was erased since the backup was written stays so: the ledger is the present home's, not the backup's."""
    if (home / ledger.NAME).exists():
        shutil.copy2(home / ledger.NAME, stage / ledger.NAME)


def _put_database_back(stage: Path, home: Path, held: Manifest) -> None:
    if connection.introspection.table_names():
        postgresql.dump(home / DUMP)
    dump = stage / manifest.DATABASES[held.engine]
    script = stage / "database.sql"
    postgresql.put_back(dump, script=script)
    dump.unlink()
    script.unlink()


def _fill(stage: Path, home: Path, place: Path | None) -> None:
    """Move everything into an empty home; the database last, for it is what makes a home one."""
    names = [Path(manifest.UPLOADS), Path(manifest.DEMO), Path(manifest.SECRET), *([place] if place else [])]
    if place:
        sqlite.remove_companions(home / place)
    with suppress(FileNotFoundError):
        (home / manifest.UPLOADS).rmdir()
    for name in names:
        if (stage / name).exists():
            (home / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            (stage / name).rename(home / name)
    os.sync()


def _free_name(home: Path) -> Path:
    now = dt.datetime.now(dt.UTC).strftime("%Y%m%d-%H%M%S")
    names = (home.with_name(f"{home.name}.{KEPT}-{now}{suffix}") for suffix in ("", *(f"-{n}" for n in range(2, 100))))
    return next(name for name in names if not name.exists())
