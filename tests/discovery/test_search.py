"""Search: what finds a film, a person, a festival, a member, and what comes first."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abspann.catalog import commands as catalog
from abspann.catalog.facts import CreditFacts, FestivalFacts, FilmFacts, PersonFacts
from abspann.catalog.models import Film, Person
from abspann.discovery import commands as discovery
from abspann.discovery.models import SearchDue
from abspann.discovery.queries import SHOWN, search
from abspann.members import commands as members
from abspann.reviews import commands as reviews
from tests.conftest import TEST
from tests.discovery.expectations import FESTIVALS, FILMS, FOUND, NOTHING, PEOPLE

pytestmark = pytest.mark.django_db


def put(title: str, **told) -> Film:
    return catalog.put_film(by=TEST, facts=FilmFacts(title=title, **told))


def credited(*names: str) -> tuple[CreditFacts, ...]:
    return tuple(CreditFacts(name, "actor" if at else "director") for at, name in enumerate(names))


# What must be found by what. The catalog of expectations is put in once for all of them.


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
            slug = None
            catalog.put_film(by=TEST, facts=FilmFacts(title=title, **told), slug=slug)
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
        *("ﷺ" * 200, "́" * 200, "%s %(x)s {0}", "😀" * 200, "%_*~\"()", "a" * 10_000, "x\0y", "^a", "+35", "=2012"),
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


# One by one.


def test_a_found_film_is_shown_under_its_title_in_the_readers_language(film, find):
    assert [found.title_here for found in find("rost", "en").films] == ["Rust and Bone"]


@pytest.mark.parametrize(
    "name", ["Müller & Söhne", "M*A*S*H", "8½", "L’Œil–noir", "A\u00a0B", "Ⅷ", "ﬁlm", "!", "…", "%", "Die", "Øst", "ñ"]
)
def test_a_film_is_found_by_its_own_title(name, find):
    film = put(name)
    assert [found.title for found in find(name).films] == [film.title]


def test_a_query_is_read_to_its_two_hundredth_letter(find):
    put("Liebe")
    assert [film.title for film in find("Liebe" + " " * 195 + "Hass").films] == ["Liebe"]


def test_the_longest_titles_fit_the_index(find):
    put("ß" * 300, titles=(("en", "ü" * 300),))
    assert len(find("ß" * 150).films) == 1


def test_what_is_as_close_comes_in_the_order_of_how_well_it_is_known(find):
    for title, ratings in (("Rost am Morgen", 1), ("Rost am Abend", 40), ("Rost am Mittag", 8)):
        reviews.take_in_ratings(by=TEST, film=put(title), ratings=[(None, 8, "2026-01-01")] * ratings)
    assert [film.title for film in find("rost").films] == ["Rost am Abend", "Rost am Mittag", "Rost am Morgen"]
    for n in range(3):
        put(f"Film {n}", credits=(CreditFacts("Anna Zwei", "actor"), CreditFacts("Anna Eins", "actor"))[: 2 if n else 1])
    assert [person.name for person in find("anna").people] == ["Anna Zwei", "Anna Eins"]


def test_no_more_is_shown_than_a_page_holds(find):
    for n in range(max(SHOWN.values()) + 1):
        put(f"Rost {n}")
        catalog.put_person(by=TEST, facts=PersonFacts(f"Rost {n}"))
        catalog.put_festival(by=TEST, facts=FestivalFacts(f"rost-{n}", f"Rost {n}"))
    found = find("rost")
    assert [len(found.films), len(found.people), len(found.festivals)] == [20, 10, 5]


# Members.


def test_a_member_is_found_by_the_beginning_of_handle_or_name(world, find):
    for query in ("anna", "ann", "@anna", "ANNA"):
        assert find(query).members == [world.anna]
    assert [find(query).members for query in ("nna", "a", "%", "__", "annax")] == [[]] * 5


def test_who_is_only_credited_here_is_not_a_member_of_the_house(world, find):
    assert find("frida").members == []


def test_who_leaves_is_found_no_more_at_once_and_who_comes_back_is(world, find):
    members.leaving.ask_to_leave  # noqa: B018  # the name of the act, see below
    find("anna")
    world.anna.leaving_since = "2026-01-01T00:00:00Z"
    world.anna.save()
    assert search("anna", "de").members == []


def test_no_member_is_in_the_index(world, find):
    from abspann.discovery.engines import engine

    find("anna")
    assert {name for entry in engine().everything() for name in entry.names if "anna" in name} == set()


# The index.


def test_a_change_waits_for_the_worker_in_the_transaction_that_made_it(film):
    assert set(SearchDue.objects.values_list("kind", flat=True)) == {"film", "person"}
    discovery.index_due()
    assert not SearchDue.objects.exists()


def test_a_changed_title_is_found_and_the_old_one_no_more(find):
    film = put("Rost", original_title="Rouille")
    find("rost")
    catalog.put_film(by=TEST, facts=FilmFacts(title="Knochen"), slug=film.slug)
    assert [[f.title for f in find(query).films] for query in ("rost", "rouille", "knochen")] == [[], [], ["Knochen"]]


def test_a_film_is_found_under_a_new_name_of_its_director(film, find):
    assert find("audiard rost").films == [film]
    discovery.queue_for_search(kind="person", refs=[Person.objects.get(name="Jacques Audiard").pk])
    Person.objects.filter(name="Jacques Audiard").update(name="Jean Quelqu’un")
    assert find("quelqu rost").films == [film]
    assert find("audiard").people == []


def test_what_is_no_more_is_found_no_more(film, find):
    assert find("rost").films == [film]
    discovery.queue_for_search(kind="film", refs=[film.pk])
    film.delete()
    assert find("rost").films == []


def test_a_search_takes_few_queries(film, find, django_assert_max_num_queries):
    for n in range(5):
        put(f"Rost {n}")
        catalog.put_person(by=TEST, facts=PersonFacts(f"Rost {n}"))
    find("rost")
    from django.db import connection

    # Beside SQLite the index asks the database nothing.
    with django_assert_max_num_queries(4 if connection.vendor == "sqlite" else 40):
        assert len(search("rost", "de").films) == 6
