"""Reading a backup: every member held to what the manifest says of it, wherever it goes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

from abspann.keeper import archive, manifest
from abspann.keeper.engines import postgresql, sqlite
from abspann.keeper.manifest import Manifest, Member
from abspann.keeper.trouble import HomeTrouble

Progress = Callable[[int, int], object]
"""Hears bytes done and bytes in all."""

ENGINES: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}


def read(file: Path, *, keep: Callable[[Member], Path | None] = lambda member: None) -> Manifest:
    """Read a backup to its end; return its manifest, to which every member is held.

    `keep` says where a member's bytes go (None: nowhere). Raises BrokenArchive at the first thing that is not right;
    what was kept until then is worth nothing. Nothing larger than the manifest says is ever written.
    """
    with archive.opened(file) as entries:
        held, seal = _manifest(entries)
        expected = {member.name: member for member in (*held.members, seal)}
        for entry in entries:
            member = expected.pop(entry.name, None)
            if member is None:
                raise archive.BrokenArchive(f"holds {entry.name!r} twice, or without its manifest naming it")
            if entry.size != member.size:
                raise archive.BrokenArchive(f"holds {entry.name!r} in another size than its manifest names")
            archive.keep(entry, None if member is seal else keep(member), sha256=member.sha256)
        if expected:
            raise archive.BrokenArchive(f"lacks {min(expected)!r}")
    return held


def manifest_of(file: Path) -> Manifest:
    """Return the manifest of a backup, without reading the rest; raise BrokenArchive when there is none."""
    with archive.opened(file) as entries:
        return _manifest(entries)[0]


def _manifest(entries: Iterator[archive.Entry]) -> tuple[Manifest, Member]:
    """Return the manifest, which comes first, and the seal that has to come last."""
    entry = next(entries, None)
    if entry is None or entry.name != manifest.NAME:
        raise archive.BrokenArchive("is no backup of Abspann")
    if entry.size > manifest.LARGEST:
        raise archive.BrokenArchive("has a manifest that is too large")
    content = b"".join(entry.chunks)
    try:
        if manifest.written_format(content) > manifest.FORMAT:
            raise HomeTrouble("This backup was written by a newer version of Abspann: update Abspann first.")
        seal = manifest.seal_of(content)
        return manifest.from_json(content), Member(manifest.SEAL, len(seal), hashlib.sha256(seal).hexdigest())
    except manifest.NoManifest as error:
        raise archive.BrokenArchive(f"has a manifest that {error}") from error
