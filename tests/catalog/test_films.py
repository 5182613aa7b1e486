"""Putting films into the catalog: idempotent, refusing what cannot be, addresses that stay good."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from functools import partial

import pytest

from abspann.catalog import commands as catalog
from abspann.catalog.facts import CompanyFacts, CreditFacts, FilmFacts, PersonFacts
from abspann.catalog.models import Company, Credit, ExternalId, Film, FilmSlug, FilmTitle, Person
from abspann.catalog.queries import film_at, film_formerly_at, sheet_of
from abspann.core.refusal import Refusal
from abspann.events.models import NounVersion
from tests.conftest import TEST
from tests.events.crowd import Crowd

pytestmark = pytest.mark.django_db

FULL = FilmFacts(
    title="Ein Prophet",
    year=2009,
    original_title="Un prophète",
    original_language="fr",
    running_minutes=155,
    fsk=16,
    budget_amount=13_000_000,
    budget_currency="EUR",
    admissions_de=250_000,
    color="color",
    sound="Dolby",
    aspect_ratio="2.35:1",
    genres=("crime", "drama"),
    countries=("FR", "IT"),
    languages=("fr", "ar"),
    titles=(("en", "A Prophet"), ("fr", "Un prophète")),
    releases=(("DE", dt.date(2010, 3, 11)), ("FR", dt.date(2009, 8, 26))),
    companies=(CompanyFacts("Why Not", "production", "FR"), CompanyFacts("Sony", "distribution", "DE")),
    external_ids=(("imdb", "tt1235166"), ("wikidata", "Q1170000")),
    credits=(
        CreditFacts("Jacques Audiard", "director"),
        CreditFacts("Tahar Rahim", "actor", "Malik", ("Malik El Djebena",)),
    ),
)


def put(facts: FilmFacts = FULL, slug: str | None = None) -> Film:
    return catalog.put_film(by=TEST, facts=facts, slug=slug)


def told(film: Film) -> FilmFacts:
    """What the catalog knows about a film, read back into the shape in which it came."""
    film = Film.objects.get(pk=film.pk)
    codes = {
        kind: tuple(film.facets.filter(kind=kind).order_by("position").values_list("code", flat=True)) for kind in KINDS
    }
    plain = {field.name: getattr(film, field.name) for field in fields(FilmFacts) if hasattr(Film, field.name)}
    return FilmFacts(
        **{name: value for name, value in plain.items() if name not in PARTS},
        genres=codes["genre"],
        countries=codes["country"],
        languages=codes["language"],
        titles=tuple(film.titles.order_by("pk").values_list("language", "text")),
        releases=tuple(film.releases.order_by("pk").values_list("country", "date")),
        companies=tuple(
            CompanyFacts(*row)
            for row in film.companies.order_by("position").values_list("company__name", "job", "country")
        ),
        external_ids=tuple(film.external_ids.order_by("pk").values_list("scheme", "value")),
        credits=tuple(
            CreditFacts(name, job, role, tuple(aliases))
            for name, job, role, aliases in film.credits.order_by("billing").values_list(
                "person__name", "job", "role", "role_aliases"
            )
        ),
    )


KINDS = ("genre", "country", "language")
PARTS = ("titles", "releases", "companies", "external_ids", "credits", "genres", "countries", "languages")
PART_TABLES = ("facets", "titles", "releases", "companies", "external_ids", "credits")


def keys(film: Film) -> dict[str, list[int]]:
    return {name: sorted(getattr(film, name).values_list("pk", flat=True)) for name in PART_TABLES}


def versions() -> dict[str, int]:
    return dict(NounVersion.objects.values_list("key", "version"))


# The same facts, other facts.


def test_a_film_is_put_with_everything_that_is_told():
    assert told(put()) == FULL


def test_a_film_of_which_only_the_title_is_known_is_a_film():
    film = put(FilmFacts(title="Heimat"))
    assert told(film) == FilmFacts(title="Heimat")
    assert film.slug == "heimat"


def test_the_same_facts_twice_leave_the_same_rows():
    film = put()
    before = keys(film), film.public_id, film.poster_design, versions()
    again = put(slug=film.slug)
    assert again.pk == film.pk
    assert told(again) == FULL
    assert (keys(again), again.public_id, again.poster_design) == before[:3]
    assert versions() == before[3] | {f"film:{film.pk}": 2}
    assert (Film.objects.count(), Person.objects.count(), Company.objects.count()) == (1, 2, 2)


def test_other_facts_replace_what_stood():
    film = put()
    other = replace(
        FULL,
        fsk=None,
        budget_amount=None,
        budget_currency=None,
        genres=("drama",),
        titles=(("en", "The Prophet"),),
        releases=(),
        companies=(CompanyFacts("Why Not", "distribution"),),
        external_ids=(("imdb", "tt1"),),
        credits=(CreditFacts("Tahar Rahim", "actor"), CreditFacts("Jacques Audiard", "director")),
    )
    assert told(put(other, slug=film.slug)) == other


def test_a_film_raises_its_own_version_and_those_of_the_people_whose_credits_changed():
    film = put()
    audiard, rahim = Person.objects.get(name="Jacques Audiard"), Person.objects.get(name="Tahar Rahim")
    assert versions() == {f"film:{film.pk}": 1, f"person:{audiard.pk}": 1, f"person:{rahim.pk}": 1}
    put(replace(FULL, credits=(*FULL.credits[:1], CreditFacts("Niels Arestrup", "actor"))), slug=film.slug)
    arestrup = Person.objects.get(name="Niels Arestrup")
    assert versions() == {
        f"film:{film.pk}": 2,
        f"person:{audiard.pk}": 1,
        f"person:{rahim.pk}": 2,
        f"person:{arestrup.pk}": 1,
    }


def test_a_genre_named_twice_is_had_once():
    assert told(put(replace(FULL, genres=("drama", "crime", "drama")))).genres == ("drama", "crime")


def test_people_of_one_name_are_one_however_their_accents_are_composed():
    put(FilmFacts(title="A", credits=(CreditFacts("Stéphanie", "director"), CreditFacts("Ste\u0301phanie ", "writer"))))
    assert [person.name for person in Person.objects.all()] == ["Stéphanie"]


def test_texts_are_stored_cleaned():
    film = put(
        FilmFacts(title=" Rost\n und\tKnochen\0\u202e ", sound="\0", credits=(CreditFacts("A\0nna", "actor", "\0"),))
    )
    assert told(film) == FilmFacts(title="Rost und Knochen", credits=(CreditFacts("Anna", "actor"),))


def test_a_title_is_sorted_without_its_article_and_its_accents():
    assert [put(FilmFacts(title=title)).sort_title for title in ("Die Büchse", "L'Atalante", "M")] == [
        "buchse",
        "atalante",
        "m",
    ]


def test_a_title_that_folds_into_a_longer_one_still_fits():
    assert put(FilmFacts(title="ß" * 300)).sort_title == "s" * 300


# Facts that cannot be.

LONG = "x" * 1000
IMPOSSIBLE = [
    {"title": ""},
    {"title": " \0 "},
    {"title": "x" * 301},
    {"original_title": "x" * 301},
    {"original_language": "x" * 9},
    {"year": 1869},
    {"year": 2101},
    {"year": -1},
    {"year": 2**70},
    {"running_minutes": 0},
    {"running_minutes": 60_001},
    {"fsk": 13},
    {"budget_amount": 1, "budget_currency": None},
    {"budget_amount": None},
    {"budget_amount": -1},
    {"budget_amount": 2**63},
    {"budget_currency": "EURO"},
    {"admissions_de": -1},
    {"admissions_de": 2**31},
    {"color": "sepia"},
    {"sound": "x" * 81},
    {"aspect_ratio": "x" * 41},
    {"genres": ("soap",)},
    {"countries": (LONG,)},
    {"languages": (LONG,)},
    {"titles": (("en", "x" * 301),)},
    {"titles": (("en", ""),)},
    {"titles": (("en", "A"), ("en", "A"))},
    {"titles": (("x" * 9, "A"),)},
    {"releases": (("DE", dt.date(2010, 1, 1)), ("DE", dt.date(2011, 1, 1)))},
    {"releases": (("GERMANY", dt.date(2010, 1, 1)),)},
    {"companies": (CompanyFacts(LONG, "production"),)},
    {"companies": (CompanyFacts("", "production"),)},
    {"companies": (CompanyFacts("Why Not", "catering"),)},
    {"companies": (CompanyFacts("Why Not", "production"), CompanyFacts("Why Not", "production"))},
    {"external_ids": (("imdb", "1"), ("imdb", "2"))},
    {"external_ids": (("imdb", LONG),)},
    {"external_ids": ((LONG, "1"),)},
    {"external_ids": (("imdb", "of another"),)},
    {"credits": (CreditFacts("", "director"),)},
    {"credits": (CreditFacts("x" * 201, "director"),)},
    {"credits": (CreditFacts("Anna", "director", "a role"),)},
    {"credits": (CreditFacts("Anna", "gaffer"),)},
    {"credits": (CreditFacts("Anna", "actor", "x" * 201),)},
    {"credits": (CreditFacts("Anna", "actor"), CreditFacts("Anna", "actor"))},
    {"credits": (CreditFacts("Anna", "actor", "Ali"), CreditFacts("Anna", "actor", "Ali"))},
]


@pytest.fixture(name="neighbor")
def _neighbor() -> Film:
    neighbor = Film.objects.create(slug="nachbar", title="Nachbar", sort_title="nachbar")
    ExternalId.objects.create(film=neighbor, scheme="imdb", value="of another")
    return neighbor


@pytest.mark.parametrize("wrong", IMPOSSIBLE, ids="-".join)
def test_a_new_film_with_facts_that_cannot_be_is_refused_and_leaves_nothing(neighbor, wrong):
    before = versions()
    with pytest.raises(Refusal):
        put(replace(FULL, **wrong))
    assert list(Film.objects.all()) == [neighbor]
    assert (Person.objects.count(), Company.objects.count(), FilmTitle.objects.count()) == (0, 0, 0)
    assert versions() == before


def test_a_film_stays_as_it_is_when_new_facts_about_it_cannot_be(neighbor):
    film = put()
    before = keys(film), versions()
    for wrong in IMPOSSIBLE:
        with pytest.raises(Refusal):
            put(replace(FULL, **{"title": "Anders", "year": 2010} | wrong), slug=film.slug)
        assert (told(film), keys(film), versions()) == (FULL, *before), wrong
    assert (Film.objects.get(pk=film.pk).slug, FilmSlug.objects.count()) == (film.slug, 0)


def test_limits_themselves_are_possible():
    for facts in (
        FilmFacts(title="x" * 300, year=1870, running_minutes=1, fsk=0, budget_amount=0, budget_currency="EUR"),
        FilmFacts(title="Logistics", year=2100, running_minutes=60_000, fsk=18, admissions_de=2**31 - 1),
    ):
        assert told(put(facts)) == facts


def test_one_person_may_have_two_roles_and_two_jobs():
    credits = (
        CreditFacts("Peter Sellers", "actor", "Mandrake"),
        CreditFacts("Peter Sellers", "actor", "Muffley"),
        CreditFacts("Peter Sellers", "writer"),
        CreditFacts("Peter Sellers", "actor"),
    )
    assert told(put(FilmFacts(title="Dr. Seltsam", credits=credits))).credits == credits


# Addresses.


@pytest.mark.parametrize(
    ("title", "year", "slug"),
    [
        ("Der Geschmack von Rost und Knochen", 2012, "der-geschmack-von-rost-und-knochen-2012"),
        ("Über die Größe", 1999, "ueber-die-groesse-1999"),
        ("Сталкер", 1979, "stalker-1979"),
        ("M", None, "m"),
        ("???", 2001, "untitled-2001"),
    ],
)
def test_an_address_is_the_title_in_ascii_and_the_year(title, year, slug):
    assert put(FilmFacts(title=title, year=year)).slug == slug


def test_a_second_film_of_the_same_title_and_year_gets_a_two():
    assert [put(FilmFacts(title="Heimat", year=1984)).slug for _ in range(3)] == [
        "heimat-1984",
        "heimat-1984-2",
        "heimat-1984-3",
    ]
    assert put(FilmFacts(title="Heimat")).slug == "heimat"


def test_a_film_that_keeps_its_title_keeps_its_number():
    first, second = put(FilmFacts(title="Heimat")), put(FilmFacts(title="Heimat"))
    assert put(FilmFacts(title="Heimat", fsk=6), slug=second.slug) == second
    put(FilmFacts(title="Fremde"), slug=first.slug)
    assert put(FilmFacts(title="Heimat", fsk=12), slug=second.slug).slug == "heimat-2"


def test_a_changed_title_leaves_a_redirect():
    film = put(FilmFacts(title="Rost", year=2012))
    moved = put(FilmFacts(title="Knochen", year=2012), slug="rost-2012")
    assert (moved.pk, moved.slug) == (film.pk, "knochen-2012")
    assert film_at("rost-2012", "de") is None
    assert film_formerly_at("rost-2012") == film
    assert film_formerly_at("knochen-2012") is None


def test_a_film_that_moves_back_leaves_a_redirect_at_the_other_address():
    film = put(FilmFacts(title="Rost"))
    put(FilmFacts(title="Knochen"), slug="rost")
    put(FilmFacts(title="Rost"), slug="knochen")
    assert list(FilmSlug.objects.values_list("slug", "film")) == [("knochen", film.pk)]
    put(FilmFacts(title="Knochen"), slug="rost")
    assert list(FilmSlug.objects.values_list("slug", "film")) == [("rost", film.pk)]


def test_facts_that_name_a_film_by_a_former_address_reach_it():
    film = put(FilmFacts(title="Rost"))
    put(FilmFacts(title="Knochen"), slug="rost")
    again = put(FilmFacts(title="Knochen", fsk=12), slug="rost")
    assert (again.pk, again.slug, Film.objects.count()) == (film.pk, "knochen", 1)


def test_an_address_that_leads_to_a_film_is_never_given_to_another():
    put(FilmFacts(title="Rost"))
    film = put(FilmFacts(title="Knochen"), slug="rost")
    assert put(FilmFacts(title="Rost")).slug == "rost-2"
    assert film_formerly_at("rost") == film


def test_a_film_put_at_an_address_that_nobody_has_is_new():
    assert put(FilmFacts(title="Rost"), slug="elsewhere").slug == "rost"


# The drawn poster.


def test_a_director_added_later_keeps_the_posters_composition_and_inks():
    film = put(replace(FULL, credits=()))
    design = film.poster_design
    assert design is not None
    assert sheet_of(film).director is None
    again = put(slug=film.slug)
    assert Film.objects.get(pk=again.pk).poster_design == design
    assert sheet_of(again).director == "Jacques Audiard"


def test_a_posters_sheet_says_what_is_known():
    sheet = sheet_of(put())
    assert (sheet.title, sheet.original_title, sheet.year) == ("Ein Prophet", "Un prophète", 2009)
    assert (sheet.countries, sheet.genres) == (("Frankreich", "Italien"), ("crime", "drama"))


# The cast that a page names.


def test_a_cast_is_added_behind_the_one_that_is_known():
    film = put()
    pairs = [("Tahar Rahim", "Other"), ("Niels Arestrup", "César"), ("Adel Bencherif", ""), ("Niels Arestrup", "C.")]
    assert catalog.add_cast(by=TEST, film=film, pairs=pairs) == 2
    assert told(film).credits == (
        *FULL.credits,
        CreditFacts("Niels Arestrup", "actor", "C."),
        CreditFacts("Adel Bencherif", "actor"),
    )
    assert catalog.add_cast(by=TEST, film=film, pairs=pairs) == 0
    assert catalog.add_cast(by=TEST, film=film, pairs=[]) == 0


def test_a_cast_of_a_film_without_credits_begins_at_the_top():
    film = put(FilmFacts(title="Rost"))
    catalog.add_cast(by=TEST, film=film, pairs=[("Anna", "A"), ("Bruno", "B")])
    assert list(film.credits.order_by("billing").values_list("billing", "person__name")) == [(0, "Anna"), (1, "Bruno")]


@pytest.mark.parametrize("pair", [("", "Ali"), ("x" * 201, "Ali"), ("Anna", "x" * 201)])
def test_a_cast_that_cannot_be_is_refused_whole(pair):
    film = put(FilmFacts(title="Rost"))
    with pytest.raises(Refusal):
        catalog.add_cast(by=TEST, film=film, pairs=[("Bruno", "B"), pair])
    assert (Credit.objects.count(), Person.objects.count()) == (0, 0)


# People.


def test_a_person_is_put_with_what_is_known_and_found_by_name():
    facts = PersonFacts("Jacques Audiard", born_on=dt.date(1952, 4, 30), birthplace="Paris", imdb="nm0002191")
    person = catalog.put_person(by=TEST, facts=facts)
    assert (person.slug, person.born_year, person.died_year) == ("jacques-audiard", 1952, None)
    assert catalog.put_person(by=TEST, facts=facts) == person
    assert catalog.put_person(by=TEST, facts=PersonFacts("Jacques Audiard", born_year=1953)).born_on is None
    assert Person.objects.count() == 1


def test_two_names_that_read_alike_in_ascii_have_two_addresses():
    names = ("Jürgen Vogel", "Juergen Vogel", "jürgen vogel")
    slugs = [catalog.put_person(by=TEST, facts=PersonFacts(name)).slug for name in names]
    assert slugs == ["juergen-vogel", "juergen-vogel-2", "juergen-vogel-3"]


@pytest.mark.parametrize(
    "facts",
    [
        PersonFacts(""),
        PersonFacts("x" * 201),
        PersonFacts("Anna", born_year=1950, died_year=1949),
        PersonFacts("Anna", born_on=dt.date(1950, 1, 1), died_on=dt.date(1949, 12, 31)),
        PersonFacts("Anna", born_year=-1),
        PersonFacts("Anna", born_year=2**15),
        PersonFacts("Anna", birthplace="x" * 121),
        PersonFacts("Anna", imdb="x" * 13),
        PersonFacts("Anna", imdb="nm1"),
    ],
)
def test_a_life_that_cannot_be_is_refused(facts):
    bruno = catalog.put_person(by=TEST, facts=PersonFacts("Bruno", imdb="nm1"))
    with pytest.raises(Refusal):
        catalog.put_person(by=TEST, facts=facts)
    assert list(Person.objects.all()) == [bruno]


# At once.


def test_one_name_put_many_times_at_once_is_one_person(crowd: Crowd):
    people = crowd([partial(catalog.put_person, by=TEST, facts=PersonFacts("Anna Karina")) for _ in range(6)])
    assert people == [Person.objects.get()] * 6


def test_films_that_name_the_same_people_at_once_share_them(crowd: Crowd):
    names = [f"Person {letter}" for letter in "abcdef"]
    films = [
        FilmFacts(
            title=f"Film {n}",
            credits=tuple(CreditFacts(name, "actor") for name in names[:: 1 if n % 2 else -1]),
            companies=(CompanyFacts("Why Not", "production"),),
        )
        for n in range(6)
    ]
    came = crowd([partial(put, facts) for facts in films])
    assert sorted(film.slug for film in came) == [f"film-{n}" for n in range(6)]
    assert (Person.objects.count(), Credit.objects.count(), Company.objects.count()) == (6, 36, 1)


def test_one_film_put_many_times_at_once_has_every_part_once(crowd: Crowd):
    film = put(FilmFacts(title="Ein Prophet", year=2009))
    assert crowd([partial(put, FULL, film.slug)] * 6) == [film] * 6
    assert told(film) == FULL
    assert Film.objects.count() == 1
