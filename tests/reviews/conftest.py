"""The world of the reviews: the same people, and of the film no more than its title."""

from __future__ import annotations

import pytest

from abspann.catalog import commands as catalog
from abspann.catalog.facts import FilmFacts
from abspann.catalog.models import Film
from abspann.members import commands as members
from abspann.members.models import Member
from tests.conftest import TEST, World
from tests.events.crowd import crowd  # noqa: F401  # a fixture


@pytest.fixture
def film(db: None) -> Film:
    return catalog.put_film(by=TEST, facts=FilmFacts(title="Der Geschmack von Rost und Knochen", year=2012))


@pytest.fixture
def world(film: Film) -> World:
    """The people of tests/conftest.py without their logins, put in at one go: here nobody logs in."""
    names = ("anna", "bruno", "dora", "erik", "karl")
    rows = [Member(kind="local", handle=name, display_name=name.capitalize()) for name in names]
    people = dict(zip(names, Member.objects.bulk_create(rows), strict=True))
    people["frida"] = Member.objects.create(
        kind="credited",
        display_name="Frida",
        credited_from="other.example",
        reported_followers=6989,
        reported_reviews=1053,
    )
    members.follow(by=people["bruno"], followed=people["anna"])
    return World(**people, film=film)
