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


@pytest.mark.parametrize("name", ROUTES)
def test_no_address_can_be_written_to_without_a_token(place, name):
    """A POST without the form's token is refused wherever a view would take one; elsewhere POST is not allowed."""
    strict = _browser(place.world.karl, enforce_csrf_checks=True)
    status = strict.post(_address(name, place)).status_code
    assert status == (403 if "POST" in _table_of(name).ANSWERS[name] else 405)


@pytest.mark.parametrize(
    "name", [name for name in ROUTES if _table_of(name) and "GET" in _table_of(name).ANSWERS[name]]
)
def test_reading_changes_nothing(place, name):
    address = _address(name, place)
    for member in (None, place.world.anna, place.world.karl):
        browser = _browser(member)
        browser.get("/accounts/login/")
        with CaptureQueriesContext(connection) as seen:
            browser.get(address)
        writes = [q["sql"] for q in seen if q["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE", "REPLACE"}]
        assert writes == []
