"""Forgetting what events left behind: versions of nouns, and jobs."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django_tasks_db.models import DBTaskResult

from abspann.events.models import NounVersion
from abspann.events.publish import event_of


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
