"""Several visitors at once: threads that each have a connection of their own to one database."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

Crowd = Callable[[Sequence[Callable[[], Any]]], list[Any]]


@pytest.fixture
def crowd(transactional_db: None, tmp_path: Path) -> Iterator[Crowd]:
    """Make calls at once, each in a thread of its own: crowd([call, …]) returns what each returned or raised.

    Ask for it before `film` or `world`. A SQLite database in memory cannot be shared as a file can (a reader gets
    «table is locked» and no patience helps), so it is carried into a file for the test.
    """
    with _in_a_file(tmp_path / "crowd.sqlite3"):
        yield _at_once


def _at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    start = threading.Barrier(len(calls))
    came: list[Any] = [None] * len(calls)

    def run(place: int) -> None:
        start.wait()
        try:
            came[place] = calls[place]()
        except Exception as error:  # whatever it is, the test looks at it
            came[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [thread.is_alive() for thread in threads] == [False] * len(calls)
    return came


@contextmanager
def _in_a_file(path: Path) -> Iterator[None]:
    if connection.vendor != "sqlite" or not connection.is_in_memory_db():
        yield
        return
    in_memory = connections["default"]
    in_memory.ensure_connection()
    in_memory.connection.execute("VACUUM INTO ?", [str(path)])
    name, options = in_memory.settings_dict["NAME"], in_memory.settings_dict["OPTIONS"]
    # A hundred threads on a busy machine wait longer for their turn than readers do: none of them gives up.
    in_memory.settings_dict |= {"NAME": str(path), "OPTIONS": options | {"timeout": 60}}
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = in_memory
        in_memory.settings_dict |= {"NAME": name, "OPTIONS": options}
