"""PostgreSQL: copied and put back by its own programs, pg_dump, pg_restore and psql, found on the PATH."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import psycopg
from django.db import DatabaseError, connection, transaction
from psycopg.conninfo import make_conninfo

from abspann.keeper.trouble import HomeTrouble

Rows = dict[str, int]
OLDEST = 14
FOR_EVER = b"SET lock_timeout = 0;"
LOCK_WAIT = b"SET lock_timeout=999;"
"""How long a restore waits for a table that somebody uses, in ms; as long as what it is written over."""

HEAD = 4_096
"""Within so many bytes a script of pg_restore has set its timeouts."""

OURS_ONLY = {"cursor_factory", "context", "prepare_threshold", "autocommit", "password"}
"""What Django's connection parameters have beyond libpq's; and the password, which no command line may show."""

COPY = re.compile(rb'COPY (?:"?\w+"?\.)?"?(\w+)"? .*FROM stdin;\n')


def snapshot(target: Path) -> tuple[Rows, list[str]]:
    """Dump the database as it is at one moment, while others write; return rows per table, and the migrations."""
    _ensure_reached()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            moment = cursor.fetchone()[0]
            rows = rows_of_tables()
            cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
            migrations = [name for (name,) in cursor.fetchall()]
            dump(target, moment=moment)
    except DatabaseError as error:
        raise HomeTrouble(f"The database cannot be copied: {_first_line(str(error))}.") from error
    return rows, migrations


def dump(target: Path, *, moment: str | None = None) -> None:
    """Write what the database holds now, or at an exported moment, into a file."""
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"]
    _run([_program("pg_dump"), *options, *([f"--snapshot={moment}"] if moment else []), f"--dbname={_where()}"])


def check(copy: Path, tables: Rows) -> list[str]:
    """Read a dump from its first to its last row and count; raise HomeTrouble when it is not whole.

    The sentence goes on after «The database in …».
    """
    if _rows_in(copy) != tables:
        raise HomeTrouble("does not hold the rows that the manifest names.")
    return []


def put_back(copy: Path, *, script: Path) -> None:
    """Replace the content of the database by a dump, in one transaction: an error leaves the database as it was.

    Tables that the dump does not know go too: a newer version's would keep the older ones from being replaced.
    `script` is where the dump stands as SQL meanwhile; psql reads it only when it is complete.
    """
    _ensure_reached()
    known = set(_rows_in(copy))
    foreign = [table for table in connection.introspection.table_names() if table not in known]
    connection.close()
    options = ("--clean", "--if-exists", "--no-owner", "--no-privileges")
    _run([_program("pg_restore"), *options, f"--file={script}", str(copy)])
    _let_locks_end(script)
    drops = [f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)} CASCADE" for table in foreign]
    commands = ["SET client_min_messages = warning", LOCK_WAIT.decode().rstrip(";"), *drops]
    strict = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", "--output=/dev/null")
    spoken = [f"--command={command}" for command in commands]
    _run([_program("psql"), *strict, *spoken, f"--file={script}", f"--dbname={_where()}"])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _let_locks_end(script: Path) -> None:
    """Let the script wait briefly for a table that somebody keeps: pg_restore heads it with «wait for ever»."""
    with script.open("r+b") as file:
        place = file.read(HEAD).find(FOR_EVER)
        if place >= 0:
            file.seek(place)
            file.write(LOCK_WAIT)


def why_unreachable() -> str | None:
    """Return a sentence when the server does not let us in, or is too old; None when all is well."""
    try:
        with psycopg.connect(_where(), password=_password(), connect_timeout=5) as attempt:
            major = attempt.info.server_version // 10_000
    except psycopg.Error as error:
        return f"PostgreSQL cannot be reached: {_first_line(str(error))}."
    return None if major >= OLDEST else f"PostgreSQL {major} is too old: Abspann needs {OLDEST} or newer."


def missing_programs() -> list[str]:
    """Return the programs of PostgreSQL that a backup or a restore needs and that are not there."""
    return [name for name in ("pg_dump", "pg_restore", "psql") if shutil.which(name) is None]


def rows_of_tables() -> Rows:
    """Return the number of rows of each table."""
    rows: Rows = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608  # quoted
            rows[table] = cursor.fetchone()[0]
    return rows


def _rows_in(copy: Path) -> Rows:
    """Count the rows of a dump: the lines between each COPY and its end."""
    rows: Rows = {}
    command = [_program("pg_restore"), "--data-only", "--file=-", str(copy)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as reader:  # noqa: S603  # no shell
        table = ""
        for line in reader.stdout or ():
            if table and line == b"\\.\n":
                table = ""
            elif table:
                rows[table] += 1
            elif begin := COPY.fullmatch(line):
                table = begin[1].decode()
                rows[table] = 0
    if reader.returncode or table:
        raise HomeTrouble("is damaged, or written by a newer PostgreSQL than the pg_restore here can read.")
    return rows


def _ensure_reached() -> None:
    if reason := why_unreachable():
        raise HomeTrouble(reason)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise HomeTrouble(
            f"{name} is not installed: install the PostgreSQL client (Debian: apt install postgresql-client)."
        )
    return found


def _where() -> str:
    parameters = connection.get_connection_params()
    return make_conninfo("", **{key: value for key, value in parameters.items() if key not in OURS_ONLY})


def _password() -> str | None:
    return connection.get_connection_params().get("password")


def _run(command: list[str]) -> None:
    """Run a program of PostgreSQL; raise HomeTrouble with its own first words when it fails."""
    environment = {**os.environ, "LC_MESSAGES": "C"}
    if password := _password():
        environment["PGPASSWORD"] = password
    done = subprocess.run(  # noqa: S603  # a list, no shell
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise HomeTrouble(f"{Path(command[0]).name} did not succeed: {_first_line(done.stderr)}.")


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = next(
        (line for line in lines if "error:" in line.lower() or "fatal:" in line.lower()),
        lines[0] if lines else "no reason given",
    )
    return telling.rstrip(".")
