"""What the catalog's tables refuse by themselves, whoever writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from abspann.catalog.models import (
    Award,
    Company,
    Credit,
    Edition,
    ExternalId,
    Festival,
    Film,
    FilmCompany,
    FilmFacet,
    FilmSlug,
    FilmTitle,
    Outcome,
    OutcomePerson,
    Person,
    Release,
    Section,
    Synopsis,
    Trivia,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2012, 5, 27)


@dataclass
class Stock:
    """One row of each, for others to hang on."""

    film: Film
    other: Film
    person: Person
    company: Company
    festival: Festival
    edition: Edition
    section: Section
    award: Award


@pytest.fixture(name="stock")
def _stock() -> Stock:
    festival = Festival.objects.create(slug="cannes", name="Festival de Cannes")
    return Stock(
        film=film(slug="rost"),
        other=film(slug="knochen"),
        person=Person.objects.create(slug="anna", name="Anna", imdb="nm1", public_id="anna"),
        company=Company.objects.create(name="Why Not"),
        festival=festival,
        edition=Edition.objects.create(festival=festival, year=2012),
        section=Section.objects.create(festival=festival, code="competition", name="Wettbewerb"),
        award=Award.objects.create(festival=festival, code="palm", name="Palme"),
    )


def film(**told: object) -> Film:
    return Film.objects.create(**{"slug": "film", "title": "Rost", "sort_title": "rost", **told})


def outcome(stock: Stock, **told: object) -> Outcome:
    told = {"edition": stock.edition, "film": stock.film, "award": stock.award, "result": "won", **told}
    return Outcome.objects.create(**told)


def credit(stock: Stock, **told: object) -> Credit:
    return Credit.objects.create(**{"film": stock.film, "person": stock.person, "job": "actor", "billing": 0, **told})


Rows = Callable[[Stock], list[Model]]
REFUSED: dict[str, Callable[[Stock], object]] = {
    "film without a title": lambda s: film(title=""),
    "film without a slug": lambda s: film(slug=""),
    "film before film": lambda s: film(year=1869),
    "film of the far future": lambda s: film(year=2101),
    "film of no length": lambda s: film(running_minutes=0),
    "film longer than six weeks": lambda s: film(running_minutes=60_001),
    "film with an age that no board gives": lambda s: film(fsk=13),
    "film with a budget in no currency": lambda s: film(budget_amount=1),
    "film with a currency and no budget": lambda s: film(budget_currency="EUR"),
    "film in sepia": lambda s: film(color="sepia"),
    "film with fewer than no visitors": lambda s: film(admissions_de=-1),
    "two films at one address": lambda s: film(slug="rost"),
    "two films of one public id": lambda s: film(public_id=s.film.public_id),
    "two redirects at one address": lambda s: [FilmSlug.objects.create(slug="a", film=f) for f in (s.film, s.other)],
    "title without letters": lambda s: FilmTitle.objects.create(film=s.film, language="en", text=""),
    "title twice": lambda s: [FilmTitle.objects.create(film=s.film, language="en", text="A") for _ in "ab"],
    "facet of no kind": lambda s: FilmFacet.objects.create(film=s.film, kind="mood", code="sad", position=0),
    "facet of no genre": lambda s: FilmFacet.objects.create(film=s.film, kind="genre", code="soap", position=0),
    "facet twice": lambda s: [
        FilmFacet.objects.create(film=s.film, kind="genre", code="war", position=n) for n in (0, 1)
    ],
    "release twice": lambda s: [Release.objects.create(film=s.film, country="DE", date=DAY) for _ in "ab"],
    "company without a name": lambda s: Company.objects.create(name=""),
    "company twice": lambda s: Company.objects.create(name="Why Not"),
    "company's unknown job": lambda s: FilmCompany.objects.create(
        film=s.film, company=s.company, job="food", position=0
    ),
    "company's job twice": lambda s: [
        FilmCompany.objects.create(film=s.film, company=s.company, job="production", position=n) for n in (0, 1)
    ],
    "two numbers in one catalog": lambda s: [
        ExternalId.objects.create(film=s.film, scheme="imdb", value=value) for value in ("1", "2")
    ],
    "one number of two films": lambda s: [
        ExternalId.objects.create(film=one, scheme="imdb", value="1") for one in (s.film, s.other)
    ],
    "person without a name": lambda s: Person.objects.create(slug="b", name=""),
    "two people at one address": lambda s: Person.objects.create(slug="anna", name="B"),
    "two people of one number": lambda s: Person.objects.create(slug="b", name="B", imdb="nm1"),
    "two people of one public id": lambda s: Person.objects.create(slug="b", name="B", public_id="anna"),
    "birthday in another year": lambda s: Person.objects.create(slug="b", name="B", born_on=DAY, born_year=2011),
    "day of death in another year": lambda s: Person.objects.create(slug="b", name="B", died_on=DAY, died_year=2011),
    "death before birth": lambda s: Person.objects.create(slug="b", name="B", born_year=1950, died_year=1949),
    "credit of no job": lambda s: credit(s, job="gaffer"),
    "director in a role": lambda s: credit(s, job="director", role="Ali"),
    "credit twice": lambda s: [credit(s) for _ in "ab"],
    "credit in one role twice": lambda s: [credit(s, role="Ali") for _ in "ab"],
    "two synopses of one source": lambda s: [
        Synopsis.objects.create(film=s.film, text=text, language="de", license="own", source="Verleih") for text in "ab"
    ],
    "festival without a name": lambda s: Festival.objects.create(slug="b", name=""),
    "two festivals at one address": lambda s: Festival.objects.create(slug="cannes", name="B"),
    "two editions in a year": lambda s: Edition.objects.create(festival=s.festival, year=2012),
    "edition before film": lambda s: Edition.objects.create(festival=s.festival, year=1869),
    "edition that ends before it starts": lambda s: Edition.objects.create(
        festival=s.festival, year=2013, starts_on=DAY, ends_on=DAY - dt.timedelta(days=1)
    ),
    "section twice": lambda s: Section.objects.create(festival=s.festival, code="competition", name="B"),
    "prize twice": lambda s: Award.objects.create(festival=s.festival, code="palm", name="B"),
    "outcome that nobody knows": lambda s: outcome(s, result="lost"),
    "prize won that has no name": lambda s: outcome(s, award=None),
    "nomination for nothing": lambda s: outcome(s, award=None, result="nominated"),
    "outcome twice": lambda s: [outcome(s) for _ in "ab"],
    "outcome in a section twice": lambda s: [outcome(s, section=s.section) for _ in "ab"],
    "entry twice": lambda s: [outcome(s, award=None, result="selected") for _ in "ab"],
    "holder twice": lambda s: [OutcomePerson.objects.create(outcome=one, person=s.person) for one in [outcome(s)] * 2],
    "credit of nobody": lambda s: credit(s, person=None),
}


@pytest.mark.parametrize("case", REFUSED)
def test_the_database_refuses(stock, case):
    with pytest.raises(IntegrityError), transaction.atomic():
        REFUSED[case](stock)


TAKEN: dict[str, Callable[[Stock], object]] = {
    "film of which nothing is known": lambda s: film(),
    "two roles of one person": lambda s: [credit(s, role=role) for role in ("A", "B", None)],
    "two jobs of one person": lambda s: [credit(s, job=job) for job in ("director", "writer", "actor")],
    "voice in a role": lambda s: credit(s, job="voice", role="Ali"),
    "two titles in one language": lambda s: [
        FilmTitle.objects.create(film=s.film, language="en", text=text) for text in "AB"
    ],
    "two people of one name": lambda s: Person.objects.create(slug="anna-2", name="Anna"),
    "entry beside a prize": lambda s: [
        outcome(s),
        outcome(s, section=s.section),
        outcome(s, result="nominated"),
        outcome(s, award=None, result="selected"),
    ],
    "synopses of two sources": lambda s: [
        Synopsis.objects.create(film=s.film, text="A", language="de", license="own", source=source) for source in "ab"
    ],
}


@pytest.mark.parametrize("case", TAKEN)
def test_the_database_takes(stock, case):
    assert TAKEN[case](stock)


@pytest.mark.parametrize("model", [Synopsis, Trivia])
@pytest.mark.parametrize(
    "wrong",
    [
        {"license": ""},
        {"license": "stolen"},
        {"license": "cc-by-4.0", "source": ""},
        {"license": "own", "source_url": "javascript:alert(1)"},
    ],
)
def test_the_database_refuses_a_text_of_unknown_right(stock, model, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**{"film": stock.film, "text": "Text", "language": "de", **wrong})


def test_things_are_named_by_what_they_say(stock):
    film_of_a_year = film(slug="b", year=2012)
    assert [str(film_of_a_year), str(stock.film), str(stock.person)] == ["Rost (2012)", "Rost", "Anna"]
    assert str(FilmSlug(slug="a")) == "a"
    assert str(FilmTitle(language="en", text="Rust")) == "en: Rust"
    assert str(FilmFacet(kind="genre", code="war")) == "genre war"
    assert str(Release(country="DE", date=DAY)) == "DE 2012-05-27"
    assert str(ExternalId(scheme="imdb", value="tt1")) == "imdb:tt1"
    assert [str(thing) for thing in (stock.company, stock.festival, stock.section, stock.award)] == [
        "Why Not",
        "Festival de Cannes",
        "Wettbewerb",
        "Palme",
    ]
    assert str(Synopsis(text="x" * 100)) == str(Trivia(text="x" * 100)) == "x" * 60
    assert str(stock.edition) == f"{stock.festival.pk} 2012"
    assert str(FilmCompany(company=stock.company, job="production")) == f"production {stock.company.pk}"
    assert str(Credit(film_id=1, person_id=2, job="actor")) == "2 actor 1"
    assert str(Outcome(edition_id=1, film_id=2, result="won")) == "1 2 won"
    assert str(OutcomePerson(outcome_id=1, person_id=2)) == "1 2"
