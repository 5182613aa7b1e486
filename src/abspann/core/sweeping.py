"""Wiping what a database keeps of rows that were deleted."""

from __future__ import annotations

import logging
import time

from django.db import connection

logger = logging.getLogger(__name__)

TRIES, PAUSE = 50, 0.2
"""Readers keep the log of SQLite from being emptied for as long as a page takes; ten seconds outlast them."""


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
    if all_tables:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
    return True


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
