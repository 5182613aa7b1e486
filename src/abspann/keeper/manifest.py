"""What a backup says of itself: the first member of its archive, `manifest.json`."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import asdict, dataclass
from typing import Any

from abspann.keeper.archive import is_member_name

NAME = "manifest.json"
SEAL = "manifest.json.sha256"
"""The last member: the SHA-256 of the manifest, as `sha256sum --check` reads it. So no byte can change unseen."""

FORMAT = 1
LARGEST = 128 << 20
"""Bytes: room for about a million uploads."""

DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
"""The member that holds the database, by engine."""

SECRET, DEMO, UPLOADS = "secret.key", "demo", "uploads"
LARGEST_SIZE = 1 << 53


class NoManifest(Exception):
    """A text that no backup says of itself."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a backup."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Who wrote a backup, when, and what must be in it: rows per table, and the schema's state (`migrations`)."""

    abspann: str
    engine: str
    made_at: str
    members: tuple[Member, ...]
    tables: dict[str, int]
    migrations: tuple[str, ...]
    format: int = FORMAT

    @property
    def size(self) -> int:
        """Bytes of all members."""
        return sum(member.size for member in self.members)

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(self.tables.values())

    @property
    def uploads(self) -> int:
        """The number of uploaded files."""
        return sum(member.name.startswith(f"{UPLOADS}/") for member in self.members)

    def to_json(self) -> bytes:
        """Return the manifest as it stands in the archive."""
        return json.dumps(asdict(self), indent=1).encode()


def is_ours(name: str) -> bool:
    """Tell whether a name is one that a backup's member may have."""
    return name in (*DATABASES.values(), SECRET, DEMO) or (name.startswith(f"{UPLOADS}/") and is_member_name(name))


def seal_of(content: bytes) -> bytes:
    """Return what the seal of a manifest says."""
    return f"{hashlib.sha256(content).hexdigest()}  {NAME}\n".encode()


def written_format(content: bytes) -> int:
    """Return the format that a manifest names; raise NoManifest when it names none."""
    number = _parsed(content).get("format")
    if not isinstance(number, int) or isinstance(number, bool):
        raise NoManifest("names no format")
    return number


def from_json(content: bytes) -> Manifest:
    """Return the manifest that a text holds, every value of it checked; raise NoManifest otherwise."""
    found = _parsed(content)
    try:
        manifest = Manifest(
            abspann=_string(found["abspann"]),
            engine=_string(found["engine"]),
            made_at=_string(found["made_at"]),
            members=tuple(_member(entry) for entry in found["members"]),
            tables={_string(name): _count(rows) for name, rows in found["tables"].items()},
            migrations=tuple(_string(name) for name in found["migrations"]),
            format=_count(found["format"]),
        )
        dt.datetime.fromisoformat(manifest.made_at)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NoManifest("is incomplete") from error
    names = [member.name for member in manifest.members]
    databases = [name for name in names if name in DATABASES.values()]
    if len(set(names)) != len(names) or databases != [DATABASES.get(manifest.engine)]:
        raise NoManifest("contradicts itself")
    return manifest


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NoManifest("is no JSON") from error
    if not isinstance(found, dict):
        raise NoManifest("is no JSON object")
    return found


def _member(entry: Any) -> Member:
    member = Member(_string(entry["name"]), _count(entry["size"]), _string(entry["sha256"]))
    if not is_ours(member.name) or not re.fullmatch(r"[0-9a-f]{64}", member.sha256):
        raise ValueError(member.name)
    return member


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST_SIZE:
        raise ValueError(value)
    return value
