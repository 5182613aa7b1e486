"""Where the index lies: in files of the home beside SQLite, in tables of its own in PostgreSQL. One file for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import connection

from abspann.discovery.asking import Asked
from abspann.discovery.entries import Entry
from abspann.discovery.rules import Kind

NAMES_WITH_A_TYPO, WORDS_WITH_TYPOS = 1, 2
"""Of the steps of looking, from 0: names and words as typed; names with one typo; a typo in each word; two in long
ones, or one word missing."""


class Engine(Protocol):
    """What an index can do. Only commands call what writes."""

    def find(self, kind: Kind, asked: Asked, step: int, limit: int) -> list[Entry]:
        """Return what may fit, the better known first; each step casts a wider net and takes longer."""

    def kept(self, kind: Kind, refs: Collection[int]) -> dict[int, Entry]:
        """Return things as they stand in the index; nothing for what is not in it."""

    def is_ready(self) -> bool:
        """Tell whether there is an index that can be read."""

    def edition(self) -> str:
        """Return what tells this index from the one that a rebuild puts in its place."""

    def is_being_rebuilt(self) -> bool:
        """Tell whether a rebuild is under way, in whatever process."""

    def put(self, kind: Kind, refs: Collection[int]) -> None:
        """Make the index agree with the catalog about these things, all or nothing; writes only what differs."""

    def rebuild(self) -> None:
        """Build the index from nothing while the present one goes on answering. Waits for a rebuild under way."""

    def everything(self) -> Iterator[Entry]:
        """Yield all that the index holds, in the order of kind and key."""


def engine() -> Engine:
    """Return the engine of this house."""
    if connection.vendor == "postgresql":
        return _tables()
    return _files(settings.HOME / "search")


@cache
def _tables() -> Engine:
    from abspann.discovery.engines.postgres import Tables  # noqa: PLC0415  # loaded where it is used

    return Tables()


@cache
def _files(folder: Path) -> Engine:
    from abspann.discovery.engines.embedded import Files  # noqa: PLC0415  # loaded where it is used

    return Files(folder)


def in_batches(refs: Iterable[int], size: int) -> Iterator[list[int]]:
    """Yield keys so many at a time."""
    ordered = sorted(set(refs))
    for at in range(0, len(ordered), size):
        yield ordered[at : at + size]
