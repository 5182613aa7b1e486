"""Every address answers each role as one table says; the addresses are read from the routes themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from abspann.exchange.commands import bring_page
from abspann.members.models import Member
from abspann.reviews.models import Review
from tests.conftest import TEST

OK = dict.fromkeys(("visitor", "member", "moderator", "critic", "keeper"), 200)
DESK = {"visitor": 302, "member": 403, "moderator": 403, "critic": 200, "keeper": 200}
METHOD_NOT_ALLOWED = dict.fromkeys(OK, 405)
AWAY_WHEN_LOGGED_IN = {"visitor": 200} | dict.fromkeys(("member", "moderator", "critic", "keeper"), 302)

GET: dict[str, dict[str, int]] = {
    "health": OK,
    "robots": OK,
    "sitemap-index": OK,
    "sitemap": OK,
    "manifest": OK,
    "favicon.ico": dict.fromkeys(OK, 302),
    "source": OK,
    "poster": OK,
    "share": OK,
    "site:front": OK,
    "site:browse": OK,
    "site:search": OK,
    "site:reviews": OK,
    "site:feed": OK,
    "site:critiques": OK,
    "films:show": OK,
    "films:reviews": OK,
    "films:review": OK,
    "films:critique": OK,
    "films:cast": OK,
    "people:show": OK,
    "festivals:index": OK,
    "festivals:show": OK,
    "festivals:edition": OK,
    "account_login": AWAY_WHEN_LOGGED_IN,
    "account_logout": METHOD_NOT_ALLOWED,
}
"""What GET answers. Addresses of the desk are all like DESK; what may only be posted is named in POST_ONLY."""

POST_ONLY = {"desk:discard", "desk:apply", "desk:save"}


def _routes(resolver: URLResolver, prefix: str = "", spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield ":".join([*spaces, pattern.name or str(pattern.pattern)]), route
        else:
            namespace = (pattern.namespace,) if pattern.namespace else ()
            yield from _routes(pattern, route, spaces + namespace)


@pytest.fixture
def filled(everything: Any) -> tuple[dict[str, str], str]:
    """A value for each parameter of each route, and the page on the desk."""
    review = Review.objects.filter(author__isnull=False).get()
    page = bring_page(by=TEST, content=everything.page_text.encode(), name="page.txt")
    return {
        "<slug:slug>": everything.film.slug,
        "<slug:section>": "films-0",
        "<slug:public_id>": review.public_id,
        "<int:year>": "2012",
    }, page.public_id


def _address(name: str, route: str, filled: tuple[dict[str, str], str]) -> str:
    values = dict(filled[0])
    if name.startswith("people:"):
        values["<slug:slug>"] = "marion-cotillard"
    if name.startswith("festivals:"):
        values["<slug:slug>"] = "cannes"
    if name.startswith("desk:"):
        values["<slug:public_id>"] = filled[1]
    for parameter, value in values.items():
        route = route.replace(parameter, value)
    assert "<" not in route, f"{name} has a parameter that this test cannot fill: {route}"
    return f"/{route}"


def _browser(member: Member | None) -> Client:
    browser = Client(headers={"host": "localhost"})
    if member and member.login:
        browser.force_login(member.login)
    return browser


def test_every_address_answers_each_role_as_the_table_says(world, filled):
    people = {
        "visitor": None,
        "member": world.anna,
        "moderator": world.dora,
        "critic": world.erik,
        "keeper": world.karl,
    }
    answered: dict[str, dict[str, int]] = {}
    expected: dict[str, dict[str, int]] = {}
    for name, route in _routes(get_resolver()):
        address = _address(name, route, filled)
        for role, member in people.items():
            status = _browser(member).get(address).status_code
            answered.setdefault(name, {})[role] = status
        if name.startswith("desk:"):
            expected[name] = DESK | ({"critic": 405, "keeper": 405} if name in POST_ONLY else {})
        else:
            expected[name] = GET.get(name, {})
    assert answered == expected


def test_no_address_can_be_written_to_without_a_token(world, filled):
    """A POST without the form's token is refused wherever a view would take one; elsewhere POST is not allowed."""
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    strict.force_login(world.karl.login)
    for name, route in _routes(get_resolver()):
        status = strict.post(_address(name, route, filled)).status_code
        assert status in {403, 405}, name


def test_reading_changes_nothing(world, filled, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = _browser(None)
    for name, route in _routes(get_resolver()):
        with CaptureQueriesContext(connection) as seen:
            browser.get(_address(name, route, filled))
        writes = [q["sql"] for q in seen if q["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE", "REPLACE"}]
        assert writes == [], name
