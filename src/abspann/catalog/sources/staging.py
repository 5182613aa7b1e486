"""Bring together, on disk, what a dump tells of one film in many files, whatever their order and size."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

CHUNK = 1_000
"""How many films are read at once: all of their parts are in memory together."""

Row = tuple[str | None, ...]


class Staging:
    """Rows kept by film until they are read, in a file of its own that is nobody's database."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "staging.sqlite3"
        self._path.unlink(missing_ok=True)
        self._rows = sqlite3.connect(self._path)
        self._rows.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;")
        self._widths: dict[str, int] = {}

    def keep(self, table: str, rows: Iterable[Row]) -> None:
        """Keep rows whose first value is the film's key; a table is named once."""
        rows = iter(rows)
        first = next(rows, None)
        if first is None:
            return
        width = len(first)
        columns = ", ".join(f"c{place}" for place in range(width))
        marks = ", ".join("?" * width)
        self._rows.execute(f"CREATE TABLE {table} ({columns})")
        self._widths[table] = width
        insert = f"INSERT INTO {table} VALUES ({marks})"  # noqa: S608  # the names are those of the sources' own code
        self._rows.execute(insert, first)
        self._rows.executemany(insert, rows)
        self._rows.execute(f"CREATE INDEX {table}_of ON {table} (c0)")
        self._rows.commit()

    def parts(self, table: str, keys: Sequence[str]) -> dict[str, list[Row]]:
        """Return the rows of each of these keys, in the order in which they were kept, without the key."""
        if table not in self._widths:
            return {}
        marks = ", ".join("?" * len(keys))
        read = f"SELECT * FROM {table} WHERE c0 IN ({marks}) ORDER BY rowid"  # noqa: S608  # as above
        found: dict[str, list[Row]] = {}
        for row in self._rows.execute(read, keys):
            found.setdefault(row[0], []).append(row[1:])
        return found

    def chunks(self, table: str) -> Iterator[list[Row]]:
        """Yield the rows of a table in the order in which they were kept, some at a time."""
        if table in self._widths:
            rows = self._rows.execute(f"SELECT * FROM {table} ORDER BY rowid")  # noqa: S608  # as above
            while chunk := list(islice(rows, CHUNK)):
                yield chunk

    def close(self) -> None:
        """Throw everything away."""
        self._rows.close()
        self._path.unlink(missing_ok=True)
