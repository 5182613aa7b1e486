"""All sessions of one login end at once, however many others there are."""

from __future__ import annotations

import datetime as dt
import importlib

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as Former
from django.contrib.sessions.models import Session as FormerSession
from django.db import connection
from django.test import Client
from django.utils import timezone

from abspann.members import commands as members
from abspann.members.commands import leaving
from abspann.members.models import Member, Session
from tests.conftest import TEST

pytestmark = pytest.mark.django_db


def browsers(member: Member, number: int = 3) -> list[Client]:
    """Browsers in which a member is logged in, unknown to the list of devices."""
    found = [Client(headers={"host": "localhost"}) for _one in range(number)]
    for browser in found:
        browser.force_login(member.login)
    UserSession.objects.filter(user=member.login).delete()
    return found


def are_in(some: list[Client]) -> list[bool]:
    return [browser.get("/accounts/").status_code == 200 for browser in some]


def banned(member: Member) -> None:
    members.suspend(by=TEST, member=member, until=timezone.now() + dt.timedelta(days=1))


def changed(member: Member) -> None:
    members.set_password(by=TEST, login=member.login, password="ein-neues-geheimnis")


def logged_out(member: Member) -> None:
    members.end_sessions(by=member, login=member.login)


def left(member: Member) -> None:
    leaving.ask_to_leave(by=member, keep=True)


@pytest.mark.parametrize("act", [banned, changed, logged_out, left])
def test_every_session_of_theirs_ends_and_no_other(world, act):
    theirs, others = browsers(world.anna), browsers(world.bruno)
    assert are_in(theirs + others) == [True] * 6
    act(world.anna)
    assert not Session.objects.filter(login=world.anna.login.pk).exists()
    assert are_in(theirs) == [False] * 3
    assert are_in(others) == [True] * 3


def test_the_session_that_is_kept_goes_on(world):
    here, there = browsers(world.anna, 2)
    members.end_sessions(by=world.anna, login=world.anna.login, keep=here.session.session_key)
    assert are_in([here, there]) == [True, False]


def test_ending_them_asks_as_often_for_many_sessions_as_for_few(world, django_assert_max_num_queries):
    browsers(world.bruno, 30)
    browsers(world.anna, 20)
    with django_assert_max_num_queries(8) as asked:
        members.end_sessions(by=world.anna, login=world.anna.login)
    assert not [query for query in asked.captured_queries if '"session_data"' in query["sql"]]
    assert Session.objects.filter(login=world.bruno.login.pk).count() == 30


def test_a_visitors_session_is_nobodys_until_they_log_in(world, client):
    session = client.session
    session["theme"] = "dark"
    session.save()
    assert Session.objects.get().login is None
    client.force_login(world.anna.login)
    assert Session.objects.get().login == world.anna.login.pk
    client.logout()
    assert not Session.objects.exists()


def test_sessions_that_are_over_are_forgotten_at_night(world):
    browsers(world.anna, 2)
    UserSession.objects.create(user=world.anna.login, ip="::1", session_key="gone", user_agent="x")
    over = Session.objects.first()
    Session.objects.filter(pk=over.pk).update(expire_date=timezone.now() - dt.timedelta(1))
    members.forget_sessions()
    assert Session.objects.count() == 1
    assert not UserSession.objects.filter(session_key="gone").exists()


def test_sessions_of_a_former_version_are_carried_over(world):
    """Nobody has to log in anew after an upgrade."""
    former = Former()
    browser = browsers(world.anna, 1)[0]
    for key, value in browser.session.items():
        former[key] = value
    former.create()
    Session.objects.all().delete()
    FormerSession.objects.create(session_key="over", session_data="", expire_date=timezone.now() - dt.timedelta(1))
    step = importlib.import_module("abspann.members.migrations.0006_sessions_by_login")
    step.carry(apps, connection.schema_editor)
    carried = Session.objects.get()
    assert (carried.login, carried.session_key) == (world.anna.login.pk, former.session_key)
    assert former[SESSION_KEY] == str(world.anna.login.pk)
    browser.cookies["sessionid"] = former.session_key
    assert are_in([browser]) == [True]
    assert not FormerSession.objects.exists()
