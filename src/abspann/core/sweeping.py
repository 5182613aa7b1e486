"""Wiping what a database keeps of rows that were deleted, or that lost their owner."""

from __future__ import annotations

import logging
import secrets
import time

from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import IntegerField, Model

logger = logging.getLogger(__name__)

TRIES, PAUSE = 50, 0.2
"""Readers keep the log of SQLite from being emptied for as long as a page takes; ten seconds outlast them."""

WAIT = "10s"
"""How long a table that is to be written anew may be waited for; everybody who wants it then waits behind."""


def nobodys_number() -> int:
    """Return a random number below zero, for a row whose owner is forgotten: one that no sequence ever gives.

    Numbers tell the order of writing, and so would the place in the file: `sweep` writes tables anew that hold such.
    """
    return -secrets.randbelow(2**63 - 1) - 1


def sweep(*, all_tables: bool) -> bool:
    """Wipe the traces of deleted rows outside a transaction; return whether all of them are gone.

    SQLite overwrites what is deleted (`secure_delete`, see settings); old copies are left in its log alone, which is
    emptied here. PostgreSQL frees the space of dead rows, with `all_tables` throughout; their bytes can stay in a page
    until it is written to again.
    """
    if connection.in_atomic_block:
        return False
    if connection.vendor == "sqlite":
        return _log_is_emptied()
    if not all_tables:
        return True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    numbered = [model for model in apps.get_models() if isinstance(model._meta.pk, IntegerField)]
    in_use = [model for model in numbered if not _is_mixed(model)]
    return not in_use


def _log_is_emptied() -> bool:
    for _try in range(TRIES):
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = cursor.fetchone()[0]
        if not busy:
            return True
        time.sleep(PAUSE)
    logger.warning("The database's log could not be emptied, as somebody was reading all the time; it is tried again.")
    return False


def _is_mixed(model: type[Model]) -> bool:
    """Write a table with nobody's rows anew, in the order of its numbers; return whether it needs that no longer.

    PostgreSQL keeps the rows of one transaction beside each other and each with its transaction's number: one statement
    gives all of nobody's rows the same, and `CLUSTER` puts them into the order of their random numbers.
    """
    table, key = connection.ops.quote_name(model._meta.db_table), model._meta.pk.column
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
            cursor.execute(f"UPDATE {table} SET {key} = {key} WHERE {key} < 0")
            if cursor.rowcount:
                cursor.execute(
                    "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = %s::regclass AND indisprimary",
                    [table],
                )
                (index,) = cursor.fetchone()
                cursor.execute(f"CLUSTER {table} USING {index}")
    except DatabaseError:
        logger.warning(
            "The table %s was in use and is not written anew before somebody is erased again.",
            table,
            exc_info=True,
        )
        return False
    return True
