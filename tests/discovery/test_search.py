"""Search: what finds a film, a person, a festival, and what comes first."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abspann.catalog import commands as catalog
from abspann.catalog.facts import (
    CreditFacts,
    EditionFacts,
    FestivalFacts,
    FilmFacts,
    NamedCode,
    OutcomeFacts,
    PersonFacts,
)
from abspann.catalog.models import Film
from abspann.discovery import commands as discovery
from abspann.discovery.models import SearchEntry
from abspann.discovery.queries import SHOWN, search
from tests.conftest import TEST

pytestmark = pytest.mark.django_db


def put(title: str, **told) -> Film:
    return catalog.put_film(by=TEST, facts=FilmFacts(title=title, **told))


def titles(query: str) -> list[str]:
    return [film.title for film in search(query, "de").films]


def names(query: str) -> list[str]:
    return [person.name for person in search(query, "de").people]


def put_person(name: str) -> None:
    catalog.put_person(by=TEST, facts=PersonFacts(name))


def entries() -> list[tuple[object, ...]]:
    return list(SearchEntry.objects.order_by("kind", "ref", "folded").values_list("kind", "ref", "folded", "weight"))


# What is found.


@pytest.mark.parametrize(
    "query", ["Rost", "rost", "ROS", "r", "Der Gesch", "rost und kno", "und", "  rost  ", "knochen der"]
)
def test_a_film_is_found_by_the_beginnings_of_its_words_in_any_order(film, query):
    put("Liebe")
    assert titles(query) == [film.title]


@pytest.mark.parametrize("query", ["", "   ", "ost", "rost liebe", "rostx", "\N{ZERO WIDTH SPACE}", "´", "\0"])
def test_what_begins_no_word_finds_nothing(film, query):
    found = search(query, "de")
    assert (found.films, found.people, found.festivals, bool(found)) == ([], [], [], False)


@pytest.mark.parametrize("query", ["Rust and Bone", "rust", "De rouille et d’os", "rouille", "de rouille et d'os"])
def test_a_film_is_found_by_its_titles_in_other_languages(film, query):
    assert titles(query) == [film.title]


def test_a_found_film_is_shown_under_its_title_in_the_readers_language(film):
    assert [found.title_here for found in search("rost", "en").films] == ["Rust and Bone"]


def test_words_of_two_titles_do_not_make_one(film):
    assert titles("rust knochen") == []


@pytest.mark.parametrize("query", ["Müller", "Mueller", "muller", "MÜLLER", "Mu\u0308ller", "müll", "muell", "ｍüller"])
@pytest.mark.parametrize("name", ["Müller", "Mu\u0308ller"])
def test_an_umlaut_is_found_as_itself_spelled_out_or_without_its_dots(name, query):
    put_person(f"Hans {name}")
    assert names(query) == ["Hans Müller"]


@pytest.mark.parametrize("query", ["Mueller", "Müller"])
def test_a_name_spelled_out_is_found_by_its_umlaut(query):
    put_person("Hans Mueller")
    assert names(query) == ["Hans Mueller"]


@pytest.mark.parametrize(
    ("title", "queries"),
    [
        ("Große Straße", ("grosse", "große strasse", "GROSSE STRASSE", "strasse grosse")),
        ("Œdipe", ("oedipe", "œdipe")),
        ("Årsång", ("arsang", "årsång", "aarsaang")),
        ("Søndag", ("sondag", "soendag", "søndag")),
        ("Šílený Łódź", ("sileny", "lodz", "šílený łódź")),
        ("Сталкер", ("сталкер", "СТАЛ")),
        ("千と千尋の神隠し", ("千と千尋", "千")),
        ("Cléo", ("cleo", "cléo", "CLÉO")),
    ],
)
def test_letters_of_other_alphabets_and_accents_are_found(title, queries):
    put(title)
    for query in queries:
        assert titles(query) == [title]


@pytest.mark.parametrize(
    ("title", "query"),
    [("100% Wolle", "100%"), ("snake_case", "snake_"), ("Back\\slash", "back\\"), ("%", "%"), ("_", "_"), ("\\", "\\")],
)
def test_wildcards_are_letters(title, query):
    put("100 Prozent Wolle")
    put("snake case")
    put("Backslash")
    put(title)
    assert titles(query) == [title]


@pytest.mark.parametrize("query", ["%", "_", "\\", "%%", "l%e", "l_ebe", "\\l", "lieb[e]", "l*", "lieb?"])
def test_a_wildcard_finds_no_other_letter(query):
    put("Liebe")
    assert titles(query) == []


@pytest.mark.parametrize(
    "query",
    [
        "' OR 1=1 --",
        '"; DROP TABLE catalog_film; --',
        "\0" * 50,
        "\ud800",
        "\u202e\u2066",
        "(" * 200,
        "q " * 5000,
        "ﷺ" * 200,
        "́" * 200,
        "%s %(x)s {0}",
        "😀" * 200,
    ],
)
def test_a_hostile_query_is_a_query(film, query):
    put("Liebe")
    assert titles(query) == []
    assert Film.objects.count() == 2


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_no_query_breaks_the_search(film, query):
    search(query, "de")


@pytest.mark.parametrize(
    "name", ["Der Geschmack von Rost", "Müller & Söhne", "M*A*S*H", "8½", "L’Œil–noir", "A\u00a0B", "Ⅷ", "ﬁlm"]
)
def test_a_film_is_found_by_its_own_title(name):
    film = put(name)
    assert titles(name) == [film.title]


def test_a_query_is_read_to_its_two_hundredth_letter():
    put("Liebe")
    assert titles("Liebe" + " " * 195 + "Hass") == ["Liebe"]


# Whom and what.


def test_people_and_festivals_are_found_beside_films(film):
    festival = catalog.put_festival(
        by=TEST, facts=FestivalFacts("cannes", "Festival de Cannes", "Cannes Film Festival", "Cannes")
    )
    put("Cannes")
    put_person("Cannes Müller")
    found = search("cannes", "de")
    assert ([f.title for f in found.films], [p.name for p in found.people]) == (["Cannes"], ["Cannes Müller"])
    assert (found.festivals, bool(found)) == ([festival], True)
    assert search("film festival", "de").festivals == [festival]
    assert names("cotillard") == ["Marion Cotillard"]


def test_a_search_takes_at_most_six_queries(film, django_assert_max_num_queries):
    for n in range(5):
        put(f"Rost {n}")
        put_person(f"Rost {n}")
    with django_assert_max_num_queries(6):
        assert len(search("rost", "de").films) == 6


# What comes first.


def test_what_equals_the_query_comes_first_then_what_begins_with_it_then_the_better_known():
    people = tuple(CreditFacts(f"Person {n}", "actor") for n in range(4))
    put("Der Himmel über Berlin", credits=people)
    put("In Berlin", credits=people[:2])
    put("Aus Berlin", credits=people[:2])
    put("Berlin Alexanderplatz")
    put("Berliner Ballade", credits=people[:1])
    put("Berlin")
    assert titles("berlin") == [
        "Berlin",
        "Berliner Ballade",
        "Berlin Alexanderplatz",
        "Der Himmel über Berlin",
        "In Berlin",
        "Aus Berlin",
    ]


def test_an_umlaut_spelled_either_way_equals_the_title():
    put("Über uns alle", credits=(CreditFacts("Anna", "actor"),))
    put("Über")
    for query in ("über", "ueber", "uber"):
        assert titles(query) == ["Über", "Über uns alle"]


def test_a_person_with_more_credits_comes_before_one_with_fewer():
    for n in range(3):
        put(
            f"Film {n}", credits=(CreditFacts("Anna Zwei", "actor"), CreditFacts("Anna Eins", "actor"))[: 2 if n else 1]
        )
    assert names("anna") == ["Anna Zwei", "Anna Eins"]


def test_no_more_is_shown_than_a_page_holds():
    for n in range(max(SHOWN.values()) + 1):
        put(f"Rost {n}")
        put_person(f"Rost {n}")
        catalog.put_festival(by=TEST, facts=FestivalFacts(f"rost-{n}", f"Rost {n}"))
    found = search("rost", "de")
    assert [len(found.films), len(found.people), len(found.festivals)] == [20, 10, 5]


# The index.


def test_a_changed_title_is_found_at_once_and_the_old_one_no_more():
    film = put("Rost", original_title="Rouille")
    catalog.put_film(by=TEST, facts=FilmFacts(title="Knochen"), slug=film.slug)
    assert [titles(query) for query in ("rost", "rouille", "knochen")] == [[], [], ["Knochen"]]


def test_the_index_kept_along_the_way_equals_the_one_rebuilt(film):
    catalog.put_festival(
        by=TEST,
        facts=FestivalFacts(
            "cannes",
            "Festival de Cannes",
            city="Cannes",
            sections=(NamedCode("competition", "Wettbewerb"),),
            awards=(NamedCode("palm", "Palme"),),
            editions=(EditionFacts(2012, jury_president="Nanni Moretti"),),
        ),
    )
    facts = OutcomeFacts("cannes", 2012, "won", "competition", "palm", ("Marion Cotillard", "Neu Genannt"))
    catalog.put_outcome(by=TEST, film=film, facts=facts)
    catalog.add_cast(by=TEST, film=film, pairs=[("Corinne Masiero", "Louise"), ("Marion Cotillard", "S.")])
    put("Liebe", credits=(CreditFacts("Marion Cotillard", "actor"), CreditFacts("Zu Viel", "actor")))
    catalog.put_film(
        by=TEST, facts=FilmFacts(title="Liebe", credits=(CreditFacts("Michael Haneke", "director"),)), slug="liebe"
    )
    kept = entries()
    weights = {folded: weight for _kind, _ref, folded, weight in kept}
    assert {name: weights[name] for name in ("marion cotillard", "zu viel", "michael haneke", "jacques audiard")} == {
        "marion cotillard": 1,
        "zu viel": 0,
        "michael haneke": 1,
        "jacques audiard": 2,
    }
    assert (weights["festival de cannes"], weights["liebe"], weights["rust and bone"]) == (1, 1, 5)
    SearchEntry.objects.update(weight=99)
    SearchEntry.objects.create(kind="film", ref=10**6, folded="a ghost")
    discovery.rebuild_search()
    assert entries() == kept


def test_what_is_no_more_is_found_no_more(film):
    pk = film.pk
    film.delete()
    assert titles("rost") == []
    discovery.index_film(film_id=pk)
    assert SearchEntry.objects.filter(kind="film").count() == 0


def test_the_longest_titles_fit_the_index():
    put("ß" * 300, titles=(("en", "ü" * 300),))
    assert len(titles("s" * 190)) == 1


# What the database itself refuses.


def test_the_database_refuses_an_entry_twice_or_of_no_kind():
    SearchEntry.objects.create(kind="film", ref=1, folded="rost")
    for wrong in ({"kind": "film", "ref": 1}, {"kind": "book", "ref": 2}, {"kind": "film", "ref": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SearchEntry.objects.create(folded="rost", **wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        SearchEntry.objects.create(kind="film", ref=2, folded="rost", weight=-1)


def test_an_entry_is_named_by_what_it_says():
    assert str(SearchEntry(kind="film", ref=1, folded="rost")) == "film 1: rost"
