"""The only writers of how often something was done, and of what is to be forgotten of nouns that are gone."""

from __future__ import annotations

import time
from collections.abc import Iterable

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac
from django_tasks_db.models import DBTaskResult

from abspann.events.models import NounVersion, Spending
from abspann.events.publish import event_of


def spend(*, what: str, whose: str, limit: int, window: int) -> int:
    """Count one more of these acts, and return 0 if it is within `limit` for this window of so many seconds.

    Else return the seconds until the window ends. Whoever comes first opens the window; success never shortens it.
    The count is one statement on one row, so that of many at once, in however many workers, no more than `limit`
    pass. `whose` (an address, a place) is kept as a keyed digest only. Call it outside a transaction that may be
    rolled back, or the count goes with it. A database that is away counts nothing: then nothing else works, either.
    """
    now = int(time.time())
    table = connection.ops.quote_name(Spending._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (key, spent, until) VALUES (%s, 1, %s) "  # noqa: S608  # the table's name is ours
            f"ON CONFLICT (key) DO UPDATE SET "
            f"spent = CASE WHEN {table}.until <= %s THEN 1 ELSE {table}.spent + 1 END, "
            f"until = CASE WHEN {table}.until <= %s THEN excluded.until ELSE {table}.until END "
            f"RETURNING spent, until",
            [_key(f"{what}/{window}", whose), now + window, now, now],
        )
        spent, until = cursor.fetchone()
    return 0 if spent <= limit else max(1, until - now)


def forget_spendings() -> int:
    """Forget the counts whose window has ended; return how many there were."""
    return Spending.objects.filter(until__lte=int(time.time())).delete()[0]


def forget(*, keys: Iterable[str]) -> None:
    """Forget that these nouns ever were: their versions, the jobs that wait on their account, and every job that is
    done (a finished job names its nouns, and is no use to anybody)."""
    gone = set(keys)
    with transaction.atomic():
        NounVersion.objects.filter(pk__in=gone).delete()
        DBTaskResult.objects.finished().delete()
        for job in DBTaskResult.objects.all():
            event = event_of(job.args_kwargs)
            if event and gone & set(event.touches):
                job.delete()


def _key(what: str, whose: str) -> str:
    digest = salted_hmac("abspann.events.spend", f"{what}\n{whose}", secret=settings.SECRET_KEY, algorithm="sha256")
    return digest.hexdigest()
