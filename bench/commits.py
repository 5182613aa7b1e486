"""How many commits of one row a second the disk takes: SQLite with WAL and synchronous=FULL, nothing else."""

from __future__ import annotations

import time
from pathlib import Path

import pysqlite3


def per_second(folder: Path, *, seconds: float) -> float:
    """Return how many commits of one row a second one writer makes in a folder."""
    connection = pysqlite3.connect(str(folder / "commits.sqlite3"), isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE rating (film INTEGER, member INTEGER, stars INTEGER, UNIQUE (film, member))")
        done, start = 0, time.perf_counter()
        while (spent := time.perf_counter() - start) < seconds:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO rating VALUES (?, ?, ?)", (done % 50, done, done % 10 + 1))
            connection.execute("COMMIT")
            done += 1
        return done / spent
    finally:
        connection.close()
