"""Every address answers each role and method as tests/web/roles says; the addresses are read from the routes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from abspann.catalog.models import Film
from abspann.members.commands.leaving import ask_to_leave
from abspann.members.models import Member
from abspann.reviews.models import Review
from tests.conftest import World
from tests.web import roles
from tests.web.roles import ROLES

TABLES = [import_module(f"tests.web.roles.{found.name}") for found in iter_modules(roles.__path__)]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
if connection.vendor == "postgresql":
    METHODS = ("GET", "POST")  # the others are answered by what these read, or before anything is read
by_room = pytest.mark.parametrize("room", TABLES, ids=lambda room: room.__name__.rpartition(".")[2])


@dataclass(frozen=True, slots=True)
class Place:
    """What the addresses of this test lead to."""

    film: Film
    review: Review
    page_text: str
    world: World


def _routes(resolver: URLResolver, prefix: str = "", spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield ":".join([*spaces, pattern.name or str(pattern.pattern)]), route
        else:
            namespace = (pattern.namespace,) if pattern.namespace else ()
            yield from _routes(pattern, route, spaces + namespace)


ROUTES = dict(_routes(get_resolver()))


@pytest.fixture
def place(everything: Any, world: World) -> Place:
    """A film about which everything is known, and a member who is leaving."""
    return Place(everything.film, Review.objects.filter(author__isnull=False).get(), everything.page_text, world)


def _table_of(name: str) -> Any:
    return next((table for table in TABLES if name in table.ANSWERS), None)


def _address(name: str, place: Place) -> str:
    """The address of a route, its parameters filled by the table that names it."""
    fill = getattr(_table_of(name), "ADDRESS", None)
    values = fill(name, place) if fill and "<" in ROUTES[name] else {}
    route = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), ROUTES[name])
    return "/" + re.sub(r"\^|\\Z|\$$", "", route)


def _browser(member: Member | None, **options: Any) -> Client:
    browser = Client(headers={"host": "localhost"}, raise_request_exception=True, **options)
    if member and member.login:
        browser.force_login(member.login)
    return browser


def _people(world: World) -> dict[str, Member | None]:
    ask_to_leave(by=world.bruno, keep=True)
    who = (None, world.bruno, world.anna, world.erik, world.dora, world.karl)
    return dict(zip(ROLES, who, strict=True))


def test_every_address_stands_in_one_table_and_every_row_is_an_address():
    named = [name for table in TABLES for name in table.ANSWERS]
    assert sorted(named) == sorted(ROUTES)


@pytest.mark.parametrize("name", ROUTES)
def test_an_address_answers_each_role_and_method_as_the_table_says(place, name):
    table = _table_of(name).ANSWERS[name]
    expected = {role: {m: table.get("GET" if m == "HEAD" else m, {}).get(role, 405) for m in METHODS} for role in ROLES}
    answered: dict[str, dict[str, int]] = {}
    for role, member in _people(place.world).items():
        for method in METHODS:
            cache.clear()
            # What one method did must not change what the next is answered.
            with transaction.atomic():
                address = _address(name, place)
                response = _browser(member).generic(method, address)
                answered.setdefault(role, {})[method] = response.status_code
                if response.streaming:
                    b"".join(response)  # read to its end, a stream lets go of its file
                transaction.set_rollback(True)
    assert answered == expected


@by_room
def test_no_address_can_be_written_to_without_a_token(place, room):
    """A POST without the form's token is refused wherever a view would take one; elsewhere POST is not allowed."""
    answered = {}
    for name in room.ANSWERS:
        with transaction.atomic():
            strict = _browser(place.world.karl, enforce_csrf_checks=True)
            answered[name] = strict.post(_address(name, place)).status_code
            transaction.set_rollback(True)
    assert answered == {name: 403 if "POST" in methods else 405 for name, methods in room.ANSWERS.items()}


@by_room
def test_reading_changes_nothing(place, room):
    for name in [name for name, methods in room.ANSWERS.items() if "GET" in methods]:
        for member in (None, place.world.anna, place.world.karl):
            with transaction.atomic():
                address, browser = _address(name, place), _browser(member)
                browser.get("/accounts/login/")
                with CaptureQueriesContext(connection) as seen:
                    response = browser.get(address)
                if response.streaming:
                    b"".join(response)
                transaction.set_rollback(True)
            writes = [q["sql"] for q in seen if q["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE", "REPLACE"}]
            assert writes == [], name


def test_who_is_logged_in_is_not_asked_to_log_in_where_they_may_not_go(world, log_in):
    page = log_in(world.anna).get("/moderation/")
    assert page.status_code == 403
    assert "/accounts/login/" not in page.content.decode().partition("<main")[2].partition("</main")[0]
