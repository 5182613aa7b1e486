"""Backing up: the whole state of a home in one file, while the portal serves.

The file holds the database as it was at one moment, the uploads, the secret key and the demo's mark; nothing that can
be made anew (cache, static files). Whoever has the file has the secret key and every address: only
its owner may read it.
"""

from __future__ import annotations

import datetime as dt
import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from abspann.keeper import archive, contents, manifest
from abspann.keeper.contents import ENGINES, Progress
from abspann.keeper.manifest import Manifest, Member
from abspann.keeper.trouble import HomeTrouble, cannot_write, in_megabytes
from abspann.version import __version__

ATTEMPTS = 3
DERIVED = ("uploads", "static", "cache")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a backup holds; what of uploads/ none takes (`left_out`), and what is odd in the database (`warnings`)."""

    file: Path
    size: int
    manifest: Manifest
    left_out: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def sentences(self) -> list[str]:
        """The summary for a keeper, first the good news."""
        held = self.manifest
        first = (
            f"{self.file} ({in_megabytes(self.size)}) holds {held.rows:,} rows of {len(held.tables)} tables and "
            f"{held.uploads:,} uploads, and was read back whole. "
            "It holds the secret key: keep it where nobody else reads."
        )
        return [
            first,
            *self.warnings,
            *(f"Not in the backup, as it is no plain file: uploads/{name}." for name in self.left_out),
        ]


def back_up(file: Path, *, progress: Progress = lambda done, total: None) -> Summary:
    """Write a backup of the home to a new file, whole or not at all, and read it back. `.gz` and `.tgz` are compressed.

    Raises HomeTrouble, with nothing left behind, for whatever stands in the way: a file that exists, a folder that is
    missing, a full disk, a database that is damaged.
    """
    file = file.absolute()
    _ensure_free(file)
    with _workshop(file) as workshop:
        try:
            draft, held, left_out = _draft(workshop, compressed=file.suffix in (".gz", ".tgz"), progress=progress)
            _ensure_whole(draft, held)
            warnings = _checked(workshop, held)
            size = draft.stat().st_size
            _publish(draft, file)
        except OSError as error:
            raise cannot_write(file.parent, error) from error
    return Summary(file, size, held, tuple(left_out), tuple(warnings))


def _ensure_free(file: Path) -> None:
    home: Path = settings.HOME
    if not home.is_dir():
        raise HomeTrouble(f"There is no home at {home}: nothing to back up.")
    if file.exists() or file.is_symlink():
        raise HomeTrouble(f"{file} exists already: a backup never overwrites anything. Choose another name.")
    if not file.parent.is_dir():
        raise HomeTrouble(f"The folder {file.parent} does not exist: make it first.")
    if any(file.is_relative_to(home / name) for name in DERIVED):
        raise HomeTrouble(
            f"A backup cannot lie in {file.parent}, which belongs to the portal itself: choose another folder."
        )


@contextmanager
def _workshop(file: Path) -> Iterator[Path]:
    """A folder beside the file, on the same disk, for what is not finished; gone afterwards."""
    workshop = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        workshop.mkdir(mode=0o700)
    except OSError as error:
        raise cannot_write(file.parent, error) from error
    try:
        yield workshop
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _draft(workshop: Path, *, compressed: bool, progress: Progress) -> tuple[Path, Manifest, list[str]]:
    """Write the archive. The database comes first: uploads that its rows name are there when the uploads are read."""
    engine = connection.vendor
    database = workshop / manifest.DATABASES[engine]
    tables, migrations = ENGINES[engine].snapshot(database)
    made_at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    for _attempt in range(ATTEMPTS):
        files, left_out = _files(database)
        with suppress(archive.MemberChanged, FileNotFoundError):
            members = tuple(Member(name, *archive.digest_of(path)) for name, path in files.items())
            held = Manifest(__version__, engine, made_at, members, tables, tuple(migrations))
            draft = workshop / "draft"
            _write(draft, held, files, compressed=compressed, progress=progress)
            return draft, held, left_out
    raise HomeTrouble("The uploads change too quickly to be copied: try again when less is going on.")


def _files(database: Path) -> tuple[dict[str, Path], list[str]]:
    """Return what belongs into the backup, by member name, and what of uploads/ does not."""
    home: Path = settings.HOME
    files = {database.name: database}
    files |= {name: home / name for name in (manifest.SECRET, manifest.DEMO) if (home / name).is_file()}
    left_out = []
    for path in _plain_or_not(Path(settings.MEDIA_ROOT)):
        name = path.relative_to(settings.MEDIA_ROOT).as_posix()
        member = f"{manifest.UPLOADS}/{name}"
        if path.is_file() and not path.is_symlink() and manifest.is_ours(member):
            files[member] = path
        else:
            left_out.append(name.encode(errors="backslashreplace").decode())
    return files, left_out


def _plain_or_not(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder, onerror=_raise):
        folders.sort()
        links = [name for name in folders if (Path(where) / name).is_symlink()]
        yield from (Path(where) / name for name in sorted([*names, *links]))


def _raise(error: OSError) -> None:
    if error.errno != errno.ENOENT:
        raise error


def _write(draft: Path, held: Manifest, files: dict[str, Path], *, compressed: bool, progress: Progress) -> None:
    done = 0

    def written(count: int) -> None:
        nonlocal done
        done += count
        progress(done, held.size)

    content = held.to_json()
    if len(content) > manifest.LARGEST:
        raise HomeTrouble(
            "There are more uploads than one backup file can list: back up the home with the means of its disk."
        )
    draft.unlink(missing_ok=True)
    with archive.open_new(draft) as file:
        writer = archive.Writer(file, compressed=compressed)
        writer.add_bytes(manifest.NAME, content)
        for member in held.members:
            writer.add_file(member.name, files[member.name], size=member.size, sha256=member.sha256, written=written)
        writer.add_bytes(manifest.SEAL, manifest.seal_of(content))
        writer.close()
        file.flush()
        os.fsync(file.fileno())


def _ensure_whole(draft: Path, held: Manifest) -> None:
    """Read the draft back as a restore would, and compare every byte with the manifest."""
    try:
        if contents.read(draft) != held:
            raise HomeTrouble(
                "What was written is not what was read: the disk, or the memory, of this machine is failing."
            )
    except archive.BrokenArchive as error:
        raise HomeTrouble(f"What was written {error}: the disk, or the memory, of this machine is failing.") from error


def _checked(workshop: Path, held: Manifest) -> list[str]:
    try:
        found: list[str] = ENGINES[held.engine].check(workshop / manifest.DATABASES[held.engine], held.tables)
    except HomeTrouble as trouble:
        raise HomeTrouble(
            f"Nothing was written, because the database {trouble} «abspann doctor» tells more."
        ) from trouble
    return found


def _publish(draft: Path, file: Path) -> None:
    """Give the finished draft its name, which nobody may have taken meanwhile."""
    try:
        os.link(draft, file)
    except FileExistsError as error:
        raise HomeTrouble(f"{file} has appeared meanwhile: a backup never overwrites anything.") from error
    except OSError:  # a disk without hard links
        if file.exists():
            raise HomeTrouble(f"{file} has appeared meanwhile: a backup never overwrites anything.") from None
        draft.rename(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
