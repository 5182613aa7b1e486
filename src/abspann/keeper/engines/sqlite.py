"""SQLite: the database is one file in the home. All goes through the library that Django uses, never a second one."""

from __future__ import annotations

import sqlite3  # pysqlite3, since abspann/__init__.py
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import DatabaseError, connection

from abspann.keeper.trouble import HomeTrouble

Rows = dict[str, int]
COMPANIONS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database; of another database, they would damage it."""


def path() -> Path:
    """Return where the database is."""
    return Path(connection.settings_dict["NAME"]).absolute()


def snapshot(target: Path) -> tuple[Rows, list[str]]:
    """Copy the database as it is at one moment, while others write; return rows per table, and the migrations.

    VACUUM INTO leaves out what was deleted: a backup holds no traces of it.
    """
    if not path().exists():
        raise HomeTrouble(f"There is no database at {path()}: nothing to back up.")
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])
        with _read_only(target) as copy:
            return _rows(copy), _migrations(copy)
    except (DatabaseError, sqlite3.Error) as error:
        raise HomeTrouble(" ".join(explained(error, path(), beside=target.parent))) from error


def check(copy: Path, tables: Rows) -> list[str]:
    """Check a database file that nobody uses: whole, with these rows. Return what is odd but can be lived with.

    Raises HomeTrouble, whose sentence goes on after «The database in …», when it cannot be used.
    """
    try:
        with _read_only(copy) as database:
            first = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if first != "ok":
                raise HomeTrouble(f"is damaged ({' '.join(first.split())}).")
            if _rows(database) != tables:
                raise HomeTrouble("does not hold the rows that the manifest names.")
            return dangling(database)
    except sqlite3.Error as error:
        raise HomeTrouble(f"is damaged ({error}).") from error


def dangling(database: sqlite3.Connection) -> list[str]:
    """Return a sentence for each table with rows that point at rows which are missing."""
    found: Rows = {}
    for table, _row, _parent, _key in database.execute("PRAGMA foreign_key_check"):
        found[table] = found.get(table, 0) + 1
    return [f"{count} rows of {table} point at rows that are missing." for table, count in sorted(found.items())]


def is_used_by_others(database: Path) -> bool:
    """Tell whether another process has the database open. A database that is broken is used by nobody."""
    if not database.exists():
        return False
    connection.close()
    try:
        with closing(sqlite3.connect(database, timeout=2, isolation_level=None)) as alone:
            # Leaving WAL needs the file for oneself; Django's next connection goes back to it.
            alone.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError as error:
        return "locked" in str(error)
    except sqlite3.DatabaseError:
        return False
    return False


def explained(error: Exception, database: Path, *, beside: Path | None = None) -> tuple[str, str]:
    """Return what an error of SQLite means, and what to do about it. `beside`: the folder of a copy being written."""
    folder = beside or database.parent
    meanings = (
        (
            "locked",
            "Another program keeps the database locked.",
            "End it (an import, an open SQLite shell), then try again.",
        ),
        (
            "readonly",
            f"The database {database} may not be written.",
            "Give the file and its folder to the user who runs Abspann.",
        ),
        ("not a database", f"{database} is not a database.", "Restore a backup: abspann restore --replace FILE."),
        ("malformed", f"The database {database} is damaged.", "Restore a backup: abspann restore --replace FILE."),
        ("full", f"The disk of {folder} is full.", "Make room there; nothing that was saved is lost."),
        ("disk i/o", f"The disk of {folder} does not do what it is told.", "Check its room and its health."),
        ("unable to open", f"The database {database} cannot be opened.", "Give the home to the user who runs Abspann."),
    )
    for sign, sentence, remedy in meanings:
        if sign in str(error).lower():
            return sentence, remedy
    return f"The database cannot be used: {str(error).rstrip('.')}.", "Run abspann doctor."


def remove_companions(database: Path) -> None:
    """Remove what stands beside a database that is about to be put in place."""
    for suffix in COMPANIONS:
        database.with_name(database.name + suffix).unlink(missing_ok=True)


@contextmanager
def _read_only(database: Path) -> Iterator[sqlite3.Connection]:
    name = database.absolute().as_uri()
    with closing(sqlite3.connect(f"{name}?mode=ro&immutable=1", uri=True)) as opened:
        yield opened


def _rows(database: sqlite3.Connection) -> Rows:
    tables = (
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    )
    names = [name.replace('"', '""') for (name,) in database.execute(tables)]
    return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608  # quoted


def _migrations(database: sqlite3.Connection) -> list[str]:
    return [name for (name,) in database.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")]
