"""What must be found by what, and what comes first: one list, the same on every engine."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abspann.catalog import commands as catalog
from abspann.catalog.facts import CreditFacts, FestivalFacts, FilmFacts
from abspann.catalog.models import Film
from abspann.discovery import commands as discovery
from abspann.discovery.asking import ARTICLES
from abspann.discovery.queries import search, suggestions
from tests.conftest import TEST
from tests.discovery.expectations import FESTIVALS, FILMS, FOUND, NOTHING, PEOPLE

pytestmark = pytest.mark.django_db


def credited(*names: str) -> tuple[CreditFacts, ...]:
    return tuple(CreditFacts(name, "actor" if at else "director") for at, name in enumerate(names))


@pytest.fixture(scope="module")
def library(django_db_setup, django_db_blocker, tmp_path_factory):
    """The catalog of expectations, kept for the whole file, in a home of its own."""
    from django.conf import settings
    from django.db import transaction

    from abspann.discovery.engines import engine

    with django_db_blocker.unblock(), transaction.atomic():
        former, settings.HOME = settings.HOME, tmp_path_factory.mktemp("library")
        for title, facts in FILMS:
            told = {**facts, "credits": credited(*facts.get("credits", ()))}
            catalog.put_film(by=TEST, facts=FilmFacts(title=title, **told))
        for code, name, name_en, city in (
            ("cannes", "Festival de Cannes", "Cannes Film Festival", "Cannes"),
            ("berlinale", "Internationale Filmfestspiele Berlin", "Berlinale", "Berlin"),
            ("venedig", "Filmfestspiele von Venedig", "Venice Film Festival", "Venedig"),
        ):
            catalog.put_festival(by=TEST, facts=FestivalFacts(code, name, name_en, city))
        discovery.index_due()
        assert len(list(engine().everything())) > len(FILMS)
        yield settings.HOME
        settings.HOME = former
        transaction.set_rollback(True)


@pytest.fixture
def in_library(library, settings):
    settings.HOME = library


@pytest.mark.parametrize(("query", "first"), FOUND)
def test_the_film_that_is_meant_comes_first(in_library, query, first):
    assert [film.title for film in search(query, "de").films][:1] == [first]


@pytest.mark.parametrize(("query", "first"), PEOPLE)
def test_the_person_who_is_meant_comes_first(in_library, query, first):
    assert [person.name for person in search(query, "de").people][:1] == [first]


@pytest.mark.parametrize(("query", "first"), FESTIVALS)
def test_the_festival_that_is_meant_comes_first(in_library, query, first):
    assert [festival.name for festival in search(query, "de").festivals][:1] == [first]


@pytest.mark.parametrize("query", NOTHING)
def test_what_is_like_nothing_finds_nothing(in_library, query):
    found = search(query, "de")
    assert (found.films, found.people, found.festivals, found.members, bool(found)) == ([], [], [], [], False)


@pytest.mark.parametrize(
    ("query", "year"), [("metropolis 1927", 1927), ("metropolis 2001", 2001), ("fritz lang metropolis", 1927)]
)
def test_of_two_films_of_one_title_the_year_or_the_director_tells_which(in_library, query, year):
    assert search(query, "de").films[0].year == year


def test_what_is_near_is_told_from_what_is_meant(in_library):
    assert search("blechtrommel", "de").is_close
    assert not search("blechtromel", "de").is_close


@pytest.mark.parametrize(
    "query",
    [
        *("' OR 1=1 --", '"; DROP TABLE catalog_film; --', "\0" * 50, "\ud800", "\u202e\u2066", "(" * 200, "q " * 5000),
        *("ﷺ" * 200, "́" * 200, "%s %(x)s {0}", "😀" * 200, '%_*~"()', "a" * 10_000, "x\0y", "^a", "+35", "=2012"),
        *("'", "\\", "':*", "& | !", "word:*", "ก" * 200, "𝔘" * 150, "1" * 200, "ab " * 60, "🎬", "-rost", "NOT rost"),
    ],
)
def test_a_hostile_query_is_a_query(in_library, query):
    search(query, "de")
    assert Film.objects.count() == len(FILMS)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_no_query_breaks_the_search(in_library, query):
    search(query, "de")


@pytest.mark.parametrize("title", sorted({title for title, _facts in FILMS if len(title) > 3}))
def test_a_film_is_suggested_with_every_letter_of_its_title_from_the_third_on(in_library, title):
    missed = [
        title[:end]
        for end in range(3, len(title) + 1)
        if not title[:end].endswith(" ") and title not in [film.title for film in suggestions(title[:end], "de").films]
    ]
    # What is typed so far may be an article, and half of the films begin with that.
    assert [typed for typed in missed if typed.lower() not in ARTICLES] == []
