"""The database: there, whole, writable, quick."""

from __future__ import annotations

import sqlite3  # pysqlite3, since abspann/__init__.py
from collections.abc import Iterator

from django.db import DatabaseError, connection

from abspann.keeper.engines import postgresql, sqlite
from abspann.keeper.finding import Finding, error, warning
from abspann.keeper.trouble import in_megabytes

NEWEST_WITH_THE_BUG = (3, 51, 2)
LONGEST_LOG = 256_000_000
"""Bytes: four times what the settings let the log keep."""

PROCESSES = 3
"""Each has a pool: two web workers and the background process."""


def engine_is_new_enough() -> Iterator[Finding]:
    """The SQLite in use is not one that can corrupt a database in WAL mode."""
    if connection.vendor != "sqlite":
        return
    version = sqlite3.sqlite_version_info
    if version <= NEWEST_WITH_THE_BUG:
        yield error(
            f"SQLite {'.'.join(map(str, version))} can damage the database when two processes write; 3.51.3 cannot.",
            "Install pysqlite3 0.6.1 or newer into the environment of Abspann, and remove pysqlite3-binary.",
        )


def can_be_used() -> Iterator[Finding]:
    """The database answers, and is not damaged. Never makes one that is missing."""
    if connection.vendor == "postgresql":
        if reason := postgresql.why_unreachable():
            yield error(reason, "Start the server, or correct ABSPANN_DATABASE_URL.")
        return
    path = sqlite.path()
    if not path.exists():
        yield error(
            f"There is no database at {path}.",
            "Start the portal, which makes one; or restore a backup: abspann restore FILE.",
        )
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check(3)")
            reports = [row[0] for row in cursor.fetchall()]
    except DatabaseError as trouble:
        yield error(*sqlite.explained(trouble, path))
        return
    if reports != ["ok"]:
        what = "; ".join(" ".join(report.split()) for report in reports)
        yield error(
            f"The database {path} is damaged: {what}.",
            "Stop the portal, copy the home, then: abspann restore --replace FILE.",
        )


def can_be_written() -> Iterator[Finding]:
    """A writer gets its turn within the time that writers wait."""
    if connection.vendor != "sqlite":
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA user_version")
            version = cursor.fetchone()[0]
            cursor.execute("BEGIN IMMEDIATE")
            try:
                # Only a write tells: BEGIN IMMEDIATE on a file that may only be read just begins to read.
                cursor.execute(f"PRAGMA user_version = {int(version)}")
            finally:
                cursor.execute("ROLLBACK")
    except DatabaseError as trouble:
        sentence, remedy = sqlite.explained(trouble, sqlite.path())
        if "locked" in str(trouble):
            sentence = f"Another program has kept the database locked for more than {_patience():g} seconds."
        yield error(sentence, remedy)


def keys_hold() -> Iterator[Finding]:
    """No row points at one that is missing."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        for sentence in sqlite.dangling(connection.connection):
            yield error(sentence, "Report this: it must not happen. A backup from before does not have it.")


def log_is_short() -> Iterator[Finding]:
    """The write-ahead log does not grow without end."""
    if connection.vendor != "sqlite":
        return
    log = sqlite.path().with_name(f"{sqlite.path().name}-wal")
    size = log.stat().st_size if log.exists() else 0
    if size > LONGEST_LOG:
        yield warning(
            f"The database's log has grown to {in_megabytes(size)}: some program has been reading for very long.",
            "End the program (a backup that hangs, an open SQLite shell); the log shrinks by itself then.",
        )


def can_be_copied() -> Iterator[Finding]:
    """PostgreSQL's own programs, which a backup needs, are there."""
    if connection.vendor == "postgresql" and (missing := postgresql.missing_programs()):
        yield warning(
            f"Backup and restore need {', '.join(missing)}, not found here.",
            "Install the PostgreSQL client (Debian: apt install postgresql-client).",
        )


def pool_fits() -> Iterator[Finding]:
    """The server lets in as many connections as the pools may open."""
    pool = connection.settings_dict["OPTIONS"].get("pool")
    if connection.vendor != "postgresql" or not isinstance(pool, dict):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int"
        )
        allowed = cursor.fetchone()[0]
    wanted = PROCESSES * int(pool.get("max_size") or pool.get("min_size") or 4)
    if wanted > allowed:
        yield warning(
            f"PostgreSQL lets in {allowed} connections, and Abspann may open {wanted}.",
            "Raise max_connections in postgresql.conf.",
        )


def _patience() -> float:
    return float((connection.settings_dict["OPTIONS"] or {}).get("timeout", 5))
