"""Running the background jobs: those that events enqueued, and what is due each night."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.core.management import call_command
from django.db import OperationalError, close_old_connections
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from abspann.events.publish import wiring

logger = logging.getLogger(__name__)

PAUSE = 0.4
"""Seconds between two looks for jobs: what changes is to be found within a second."""

FIRST_NIGHT = 3_600.0
DAY = 86_400.0
LOST_AFTER = timedelta(minutes=30)
"""A job that has been running for longer was left by a worker that died; jobs bear being run again."""


def run(*, once: bool = False) -> None:
    """Run jobs until told to stop by a signal; `once` ends when no job is waiting."""
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=secrets.token_hex(8),
        excluded_queue_names=[],
    )
    if not once:
        worker.configure_signals()
    night = time.monotonic() + FIRST_NIGHT
    while worker.running:
        try:
            worker.run()
            do_each(wiring().OFTEN)
            if time.monotonic() >= night:
                night = time.monotonic() + DAY
                do_the_nights_work()
        except OperationalError as error:
            # A full disk or a database that is away: the jobs wait in it, and so do we.
            logger.error("The jobs have to wait: %s", error)  # one line says it
            close_old_connections()
        if once:
            return
        time.sleep(PAUSE)


def do_the_nights_work() -> None:
    """Take up lost jobs again, forget finished ones after a fortnight, do what the wiring says is due each night."""
    lost = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=timezone.now() - LOST_AFTER)
    lost.update(status=TaskResultStatus.READY, started_at=None)
    call_command("prune_db_task_results", "--min-age-days", "14", verbosity=0)
    do_each(wiring().NIGHTLY)


def do_each(works: Sequence[Callable[[], object]]) -> None:
    """Do one piece of work after the other; one that fails must neither stop the others nor the worker."""
    for work in works:
        try:
            work()
        except OperationalError:
            raise
        except Exception:
            logger.exception("A part of the worker's duties failed: %s", work.__qualname__)
