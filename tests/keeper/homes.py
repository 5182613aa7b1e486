"""Whole homes for tests: made once per engine, copied for each test, with Django's connection led to the copy."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections
from django.test import override_settings
from django.utils.module_loading import import_string

UPLOADS = {
    "posters/ab/rost.webp": b"RIFF" + bytes(range(256)) * 40,
    "posters/ab/Übergröße – ein Bild.png": b"\x89PNG",
    "empty.txt": b"",
    f"long/{'n' * 180}/{'m' * 200}.bin": b"x" * 1024,
}
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 0.3,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;",
}


@dataclass(frozen=True, slots=True)
class Home:
    """A home that the settings and Django's connection lead to just now."""

    path: Path
    engine: str

    @property
    def database(self) -> Path:
        return self.path / "abspann.sqlite3"

    def rows(self) -> dict[str, str]:
        """A hash of each table's sorted rows."""
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
            return {table: _hash_of(cursor, table) for table in tables}

    def sequences(self) -> list[tuple[Any, ...]]:
        """The last number that each table has given."""
        if self.engine == "sqlite":
            statement = "SELECT name, seq FROM sqlite_sequence ORDER BY 1"
        else:
            statement = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()

    def files(self) -> dict[str, str]:
        """A hash of each file that a backup has to hold, beside the database."""
        names = [self.path / "secret.key", self.path / "demo", *sorted((self.path / "uploads").rglob("*"))]
        return {
            name.relative_to(self.path).as_posix(): hashlib.sha256(name.read_bytes()).hexdigest()
            for name in names
            if name.is_file()
        }

    def state(self) -> tuple[Any, ...]:
        """All that a restore has to bring back."""
        return self.rows(), self.sequences(), self.files()

    def wipe(self) -> None:
        """Lose everything, as with the machine."""
        connection.close()
        shutil.rmtree(self.path)
        if self.engine == "postgresql":
            empty_database()


def _hash_of(cursor: Any, table: str) -> str:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    return hashlib.sha256("\n".join(sorted(map(repr, cursor.fetchall()))).encode()).hexdigest()


@contextmanager
def settled(home: Path, database: dict[str, Any]) -> Iterator[None]:
    """Lead the settings to a home, and Django's connection to a database."""
    before = connections["default"]
    base = {
        "ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": False,
        "TIME_ZONE": None, "USER": "", "PASSWORD": "", "HOST": "", "PORT": "", "OPTIONS": {}, "TEST": {},
    }  # fmt: skip
    wrapper = import_string(f"{database['ENGINE']}.base.DatabaseWrapper")({**base, **database}, "default")
    connections["default"] = wrapper
    ContentType.objects.clear_cache()
    try:
        with override_settings(
            HOME=home, MEDIA_ROOT=home / "uploads", STATIC_ROOT=home / "static", SECRET_KEY="x" * 50
        ):
            yield
    finally:
        wrapper.close()
        connections["default"] = before
        ContentType.objects.clear_cache()


def sqlite_in(home: Path) -> dict[str, Any]:
    """The database settings of a home on SQLite."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(home / "abspann.sqlite3"),
        "OPTIONS": dict(SQLITE_OPTIONS),
    }


def postgresql_named(name: str) -> dict[str, Any]:
    """The database settings of a home on the PostgreSQL that the environment names."""
    keys = ("ENGINE", "USER", "PASSWORD", "HOST", "PORT")
    found = {key: settings.DATABASES["default"][key] for key in keys}
    return {**found, "NAME": name, "CONN_MAX_AGE": 0, "OPTIONS": {"connect_timeout": 5}}


def administer(statement: str) -> None:
    """Have the PostgreSQL server make or drop a database."""
    found = settings.DATABASES["default"]
    where = {"host": found["HOST"], "port": found["PORT"], "user": found["USER"], "password": found["PASSWORD"]}
    with psycopg.connect(dbname="postgres", autocommit=True, **{k: v for k, v in where.items() if v}) as server:
        server.execute(statement)


def empty_database() -> None:
    """Drop and make the database that Django's connection leads to."""
    name = connection.settings_dict["NAME"]
    connection.close()
    administer(f'DROP DATABASE "{name}" WITH (FORCE)')
    administer(f'CREATE DATABASE "{name}"')


def write_to(database: Path, statement: str, *values: object) -> None:
    """Change a SQLite database beside Django."""
    with closing(sqlite3.connect(database)) as opened:
        opened.execute(statement, values)
        opened.commit()


def in_child(act: Callable[[], object]) -> tuple[int, str]:
    """Do something in a process of its own; return its status (negative: the signal), and what it returned as text."""
    connection.close()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        status = 1
        try:
            os.write(writer, str(act()).encode())
            status = 0
        except BaseException:
            os.write(writer, traceback.format_exc().encode())
        finally:
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        text = pipe.read().decode()
    _pid, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), text
