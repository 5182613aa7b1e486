"""Many rows at once, the same on both engines: COPY on PostgreSQL, one statement for all of them on SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

AT_ONCE = 5_000
"""How many values one query asks for; SQLite takes 32,766."""


def table_of(model: type[Model]) -> str:
    """Return a model's table, quoted."""
    return connection.ops.quote_name(model._meta.db_table)


def insert(
    model: type[Model], columns: Sequence[str], rows: Sequence[Sequence[Any]], *, unless_there: bool = False
) -> None:
    """Insert rows; what a constraint forbids raises. `unless_there` leaves out those that a unique constraint forbids.

    Values are as the column stores them: JSON as text, days in ISO form.
    """
    if not rows:
        return
    table, names = table_of(model), ", ".join(connection.ops.quote_name(name) for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and not unless_there:
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        otherwise = " ON CONFLICT DO NOTHING" if unless_there else ""
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks}){otherwise}", rows)


def update(model: type[Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Set columns of rows; each row's values come first, its key last."""
    if not rows:
        return
    names = ", ".join(f"{connection.ops.quote_name(name)} = %s" for name in columns)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table_of(model)} SET {names} WHERE id = %s", rows)


def delete(model: type[Model], column: str, values: Sequence[Any], *, also: str = "") -> None:
    """Delete the rows whose column has one of these values; what points at them must be gone already."""
    name = connection.ops.quote_name(column)
    with connection.cursor() as cursor:
        for part in _parts(values):
            marks = ", ".join(["%s"] * len(part))
            cursor.execute(f"DELETE FROM {table_of(model)} WHERE {name} IN ({marks}){also}", part)


def found(query: str, values: Iterable[Any], *before: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query with `IN {}` in it, for many values; `before` fills what stands before that."""
    with connection.cursor() as cursor:
        for part in _parts(list(values)):
            marks = "(" + ", ".join(["%s"] * len(part)) + ")"
            cursor.execute(query.replace("{}", marks), [*before, *part])
            yield from cursor.fetchall()


def new_keys(model: type[Model], count: int) -> Sequence[int]:
    """Return so many keys that no row has or will get; on SQLite for the transaction that writes them."""
    if not count:
        return ()
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
        return range(last + 1, last + 1 + count)


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
