"""The portal's own work: background jobs, and what is derived from other tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from abspann.catalog.models import Film, Picture
from abspann.core.provenance import License
from abspann.keeper.finding import Finding, warning
from abspann.reviews.models import FilmScore, Rating, Review

PATIENCE = dt.timedelta(minutes=10)
LONGEST_JOB = dt.timedelta(hours=1)
MEMORY = dt.timedelta(days=7)

WRONG_SCORES = """
SELECT count(*) FROM {film} AS film
LEFT JOIN (SELECT film_id, count(*) AS number, sum(half_stars) AS stars FROM {rating} GROUP BY film_id) AS rated
    ON rated.film_id = film.id
LEFT JOIN (SELECT film_id, count(*) AS number FROM {review}
    WHERE license <> %s AND withdrawn_at IS NULL AND hidden_at IS NULL AND NOT aside GROUP BY film_id) AS reviewed
    ON reviewed.film_id = film.id
LEFT JOIN {score} AS score ON score.film_id = film.id
WHERE coalesce(rated.number, 0) <> coalesce(score.rating_count, 0)
    OR coalesce(rated.stars, 0) <> coalesce(score.half_star_sum, 0)
    OR coalesce(reviewed.number, 0) <> coalesce(score.review_count, 0)
"""


def jobs_run() -> Iterator[Finding]:
    """No background job has failed in the last week, waits for long, or never ends."""
    now = timezone.now()
    failed = DBTaskResult.objects.failed().filter(finished_at__gte=now - MEMORY)
    number = failed.count()
    if number and (last := failed.order_by("-finished_at").first()):
        yield warning(
            f"{number} background jobs have failed in the last week, the last with {last.exception_class_path}.",
            "Look for it in the portal's log; report it when it is none of your settings.",
        )
    due = Q(run_after__lt=now - PATIENCE) | Q(
        run_after__gt=now + dt.timedelta(days=365_000), enqueued_at__lt=now - PATIENCE
    )
    if number := DBTaskResult.objects.ready().filter(due, enqueued_at__lt=now - PATIENCE).count():
        yield warning(
            f"{number} background jobs have waited for more than 10 minutes: nobody does them.",
            "Start the portal (abspann serve), which does them, or a further abspann worker.",
        )
    if number := DBTaskResult.objects.running().filter(started_at__lt=now - LONGEST_JOB).count():
        yield warning(f"{number} background jobs have been running for more than an hour.", "Start the portal anew.")


def pictures_have_files() -> Iterator[Finding]:
    """Each picture has its files; those found without are not shown."""
    if number := Picture.objects.filter(lost_at__isnull=False).count():
        yield warning(
            f"{number} pictures lack files, so that no page shows them.",
            "Bring the folder uploads back from a backup, then: abspann rebuild pictures.",
        )


def scores_are_right() -> Iterator[Finding]:
    """Each film's counts are those of its ratings and reviews."""
    tables = {"film": Film, "rating": Rating, "review": Review, "score": FilmScore}
    names = {key: connection.ops.quote_name(model._meta.db_table) for key, model in tables.items()}
    with connection.cursor() as cursor:
        cursor.execute(WRONG_SCORES.format(**names), [License.PRIVATE])
        number = cursor.fetchone()[0]
    if number:
        yield warning(
            f"The scores of {number} films are not those of their ratings and reviews.", "abspann rebuild scores"
        )
