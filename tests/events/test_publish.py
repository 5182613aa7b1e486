"""publish(): handlers at once, jobs for later, versions last."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import IntegrityError, connection, transaction
from django_tasks_db.models import DBTaskResult

from abspann.events.models import NounVersion
from abspann.events.publish import publish, raise_versions, wiring
from abspann.members.models import Login
from tests.events.crowd import Crowd


@dataclass(frozen=True, slots=True)
class CurtainRaised:
    hall: int

    @property
    def touches(self) -> tuple[str, ...]:
        return (f"hall:{self.hall}", "house", f"hall:{self.hall}")


AT_ONCE: dict[type, list[object]] = {}
LATER: dict[type, list[object]] = {}
NIGHTLY: list[object] = []
OFTEN: list[object] = []


def admit(event: CurtainRaised) -> None:
    Login.objects.create(email=f"hall-{event.hall}@example.org", password="-")


def fall(event: CurtainRaised) -> None:
    raise ValueError(event.hall)


@pytest.fixture(autouse=True)
def _own_wiring(settings) -> Iterator[None]:
    AT_ONCE.clear()
    LATER.clear()
    settings.WIRING = "tests.events.test_publish"
    wiring.cache_clear()
    assert wiring() is sys.modules[__name__]
    yield
    wiring.cache_clear()


def command(event: CurtainRaised, *, and_then: type[Exception] | None = None) -> None:
    with transaction.atomic():
        Login.objects.create(email="command@example.org", password="-")
        publish(event)
        if and_then:
            raise and_then


def versions() -> dict[str, int]:
    return dict(NounVersion.objects.values_list("key", "version"))


@pytest.mark.django_db(transaction=True)
def test_publishing_outside_a_transaction_is_a_mistake():
    with pytest.raises(RuntimeError, match=r"^CurtainRaised was published outside a transaction\.$"):
        publish(CurtainRaised(1))
    assert versions() == {}


@pytest.mark.django_db
def test_a_touched_key_is_raised_once_however_often_it_is_named():
    with transaction.atomic():
        publish(CurtainRaised(1))
        publish(CurtainRaised(1), CurtainRaised(2), CurtainRaised(1))
    assert versions() == {"hall:1": 2, "hall:2": 1, "house": 2}


@pytest.mark.django_db
def test_versions_are_raised_in_the_order_of_their_keys():
    raised = []

    def watch(execute, sql, params, many, context):
        if "events_nounversion" in sql:
            raised.append(list(params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch), transaction.atomic():
        publish(CurtainRaised(9), CurtainRaised(10))
    assert raised == [[("hall:10",), ("hall:9",), ("house",)]]


@pytest.mark.django_db
def test_an_event_told_twice_runs_its_handlers_once():
    AT_ONCE[CurtainRaised] = [admit]
    LATER[CurtainRaised] = [admit]
    with transaction.atomic():
        publish(CurtainRaised(1), CurtainRaised(1))
    assert (Login.objects.count(), DBTaskResult.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_what_a_handler_did_at_once_is_undone_with_the_command():
    AT_ONCE[CurtainRaised] = [admit]
    with pytest.raises(KeyError):
        command(CurtainRaised(1), and_then=KeyError)
    assert (Login.objects.count(), versions()) == (0, {})


@pytest.mark.django_db(transaction=True)
def test_a_handler_that_fails_at_once_undoes_the_command():
    AT_ONCE[CurtainRaised] = [admit, fall]
    with pytest.raises(ValueError, match="7"):
        command(CurtainRaised(7))
    assert (Login.objects.count(), versions(), DBTaskResult.objects.count()) == (0, {}, 0)


@pytest.mark.django_db(transaction=True)
def test_a_job_for_later_is_enqueued_in_the_transaction_and_does_not_run_in_it():
    LATER[CurtainRaised] = [admit]
    with transaction.atomic():
        publish(CurtainRaised(3))
        assert DBTaskResult.objects.count() == 1
    assert Login.objects.count() == 0
    job = DBTaskResult.objects.get()
    assert job.args_kwargs == {
        "args": [
            "tests.events.test_publish:admit",
            "tests.events.test_publish:CurtainRaised",
            {"hall": 3},
        ],
        "kwargs": {},
    }


@pytest.mark.django_db(transaction=True)
def test_a_job_for_later_vanishes_with_what_was_rolled_back():
    LATER[CurtainRaised] = [admit]
    with pytest.raises(KeyError):
        command(CurtainRaised(3), and_then=KeyError)
    assert DBTaskResult.objects.count() == 0


def test_versions_raised_by_many_at_once_are_all_counted(crowd: Crowd):
    def raised() -> None:
        with transaction.atomic():
            raise_versions(["film:2", "film:1"])

    def crosswise() -> None:
        with transaction.atomic():
            raise_versions(["film:1", "film:2"])

    assert crowd([raised, crosswise] * 8) == [None] * 16
    assert versions() == {"film:1": 16, "film:2": 16}


@pytest.mark.django_db
def test_the_database_refuses_a_version_below_one():
    with pytest.raises(IntegrityError), transaction.atomic():
        NounVersion.objects.create(key="film:1", version=0)


@pytest.mark.django_db
def test_a_key_has_one_version():
    NounVersion.objects.create(key="film:1")
    with pytest.raises(IntegrityError), transaction.atomic():
        NounVersion.objects.create(key="film:1")


def test_a_version_reads_as_key_at_number():
    assert str(NounVersion(key="film:42", version=3)) == "film:42@3"
