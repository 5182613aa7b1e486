"""The worker: waiting jobs, failing jobs, lost jobs, the night's work."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from abspann.catalog import commands as catalog
from abspann.catalog.facts import FilmFacts
from abspann.discovery.commands import note_similar
from abspann.discovery.models import SimilarFilm
from abspann.events import worker
from abspann.events.publish import deliver, publish, wiring
from abspann.reviews import commands as reviews
from abspann.reviews.commands import ReviewDraft
from abspann.reviews.models import Review
from tests.conftest import OWN, TEST

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True, slots=True)
class BellRang:
    times: int

    @property
    def touches(self) -> tuple[str, ...]:
        return ("bell",)


HEARD: list[object] = []
AT_ONCE: dict[type, list[object]] = {}
LATER: dict[type, list[object]] = {}
NIGHTLY: list[object] = []
OFTEN: list[object] = []


def hear(event: BellRang) -> None:
    if event.times == 13:
        raise ValueError("unlucky")
    HEARD.append(event)


def dream() -> None:
    HEARD.append("dream")


def nightmare() -> None:
    raise ValueError("nightmare")


def no_database() -> None:
    raise OperationalError("the disk is full")


@pytest.fixture(name="bell")
def _bell(settings) -> Iterator[None]:
    HEARD.clear()
    LATER.clear()
    NIGHTLY.clear()
    LATER[BellRang] = [hear]
    settings.WIRING = "tests.events.test_worker"
    wiring.cache_clear()
    assert wiring() is sys.modules[__name__]
    yield
    wiring.cache_clear()


def ring(*times: int) -> None:
    for number in times:
        with transaction.atomic():
            publish(BellRang(number))


def statuses() -> list[str]:
    return sorted(DBTaskResult.objects.values_list("status", flat=True))


def test_waiting_jobs_run_in_the_order_in_which_they_came(bell):
    ring(1, 2, 3)
    worker.run(once=True)
    assert [BellRang(1), BellRang(2), BellRang(3)] == HEARD
    assert statuses() == [TaskResultStatus.SUCCESSFUL] * 3


def test_a_worker_without_jobs_ends_at_once(bell):
    worker.run(once=True)
    assert HEARD == []


def test_a_job_is_run_once(bell):
    ring(1)
    worker.run(once=True)
    worker.run(once=True)
    assert [BellRang(1)] == HEARD


def test_a_failing_job_is_kept_with_its_reason_and_stops_no_other(bell, caplog):
    ring(1, 13, 2)
    with caplog.at_level(logging.CRITICAL):
        worker.run(once=True)
    assert [BellRang(1), BellRang(2)] == HEARD
    failed = DBTaskResult.objects.get(status=TaskResultStatus.FAILED)
    assert failed.exception_class_path == "builtins.ValueError"
    assert failed.traceback.strip().splitlines()[-1] == "ValueError: unlucky"


def test_a_job_whose_handler_is_no_more_fails_alone(bell, caplog):
    deliver.enqueue("tests.events.test_worker:gone", "tests.events.test_worker:BellRang", {"times": 1})
    ring(2)
    with caplog.at_level(logging.CRITICAL):
        worker.run(once=True)
    assert [BellRang(2)] == HEARD
    assert statuses() == [TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL]


def running_since(minutes: int) -> None:
    started = timezone.now() - timedelta(minutes=minutes)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=started)


def test_a_job_that_a_dead_worker_left_is_taken_up_again_at_night(bell):
    ring(1)
    running_since(minutes=31)
    worker.run(once=True)
    assert HEARD == []
    worker.do_the_nights_work()
    worker.run(once=True)
    assert [BellRang(1)] == HEARD


def test_a_job_that_another_worker_is_at_stays_with_it(bell):
    ring(1)
    running_since(minutes=29)
    worker.do_the_nights_work()
    worker.run(once=True)
    assert HEARD == []


def test_finished_jobs_are_forgotten_after_a_fortnight(bell):
    ring(1, 2, 3)
    worker.run(once=True)
    old, young, waiting = DBTaskResult.objects.order_by("enqueued_at")
    now = timezone.now()
    DBTaskResult.objects.filter(pk=old.pk).update(finished_at=now - timedelta(days=15))
    DBTaskResult.objects.filter(pk=young.pk).update(finished_at=now - timedelta(days=13))
    DBTaskResult.objects.filter(pk=waiting.pk).update(status=TaskResultStatus.READY, finished_at=None)
    worker.do_the_nights_work()
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {young.pk, waiting.pk}


def test_a_part_of_the_nights_work_that_fails_stops_no_other(bell, caplog):
    NIGHTLY[:] = [nightmare, dream]
    worker.do_the_nights_work()
    assert HEARD == ["dream"]
    assert [record.getMessage() for record in caplog.records] == ["A part of the worker's duties failed: nightmare"]


def test_a_database_that_is_away_at_night_is_not_mistaken_for_a_failing_part(bell):
    NIGHTLY[:] = [no_database, dream]
    with pytest.raises(OperationalError):
        worker.do_the_nights_work()
    assert HEARD == []


def test_the_worker_waits_when_the_database_is_away(bell, monkeypatch, caplog):
    ring(1)

    def away(self) -> None:
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(worker.Worker, "run", away)
        worker.run(once=True)
    assert [record.getMessage() for record in caplog.records] == ["The jobs have to wait: database or disk is full"]
    worker.run(once=True)
    assert [BellRang(1)] == HEARD


def test_the_houses_own_jobs_may_run_twice_and_change_nothing_the_second_time(film):
    other = catalog.put_film(by=TEST, facts=FilmFacts(title="Ein Prophet", year=2009, genres=("drama",)))
    for text in ("Gut.", "Schlecht."):
        reviews.publish_review(by=TEST, film=film, draft=ReviewDraft(text=text, provenance=OWN, half_stars=7))

    def state() -> list[object]:
        similar = SimilarFilm.objects.order_by("film", "position").values_list("film", "other", "reason", "detail")
        ranks = Review.objects.order_by("pk").values_list("pk", "helpful_rank")
        return [list(similar), list(ranks)]

    worker.run(once=True)
    first = state()
    assert first[0] == [(film.pk, other.pk, "genre", "drama"), (other.pk, film.pk, "genre", "drama")]
    assert DBTaskResult.objects.update(status=TaskResultStatus.READY) == 2
    note_similar(films=[film.pk, other.pk])
    worker.run(once=True)
    assert statuses() == [TaskResultStatus.SUCCESSFUL] * 2
    assert state() == first
