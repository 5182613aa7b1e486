"""When two films are one, when an editor is asked, and when they are two."""

from __future__ import annotations

import pytest

from abspann.catalog.commands.taking_in.sameness import DOUBTFUL, SURE, Sketch, score_of
from abspann.catalog.models import Doubt, ExternalId, Film, SourceRecord
from tests.catalog.taking_in.telling import ONE, TWO, credits, directed, replace, take, told

pytestmark = pytest.mark.django_db

CASES = {
    "title and year alone": (told("1", "Liebe", 2012), told("2", "Liebe", 2012), "doubt"),
    "title alone": (told("1", "Liebe"), told("2", "Liebe"), "two"),
    "director": (
        told("1", "Liebe", 2012, cast=directed("Michael Haneke")),
        told("2", "Liebe", 2013, cast=directed("Michael Haneke")),
        "same",
    ),
    "any title in any language": (
        told("1", "Liebe", 2012, titles=(("fr", "Amour"),), cast=directed("Michael Haneke")),
        told("2", "Love", 2012, original_title="Amour", cast=directed("Haneke, Michael"[8:] + " Haneke")),
        "same",
    ),
    "articles and accents fall away": (
        told("1", "Der Himmel über Berlin", 1987, cast=directed("Wim Wenders")),
        told("2", "Himmel uber Berlin", 1987, cast=directed("Wim Wenders")),
        "same",
    ),
    "two of the cast": (
        told("1", "Liebe", 2012, cast=credits("Jean-Louis Trintignant", "Emmanuelle Riva")),
        told("2", "Liebe", 2012, cast=credits("Emmanuelle Riva", "Jean Louis Trintignant")),
        "same",
    ),
    "one of the cast": (
        told("1", "Liebe", 2012, cast=credits("Emmanuelle Riva")),
        told("2", "Liebe", 2012, cast=credits("Emmanuelle Riva")),
        "doubt",
    ),
    "remake with another director": (
        told("1", "Psycho", 1960, cast=directed("Alfred Hitchcock")),
        told("2", "Psycho", 1998, cast=directed("Gus Van Sant")),
        "two",
    ),
    "remake a year apart": (
        told("1", "Valmont", 1988, running_minutes=119, cast=directed("Stephen Frears")),
        told("2", "Valmont", 1989, running_minutes=137, cast=directed("Miloš Forman")),
        "two",
    ),
    "sequel": (
        told("1", "Der Pate", 1972, cast=directed("Francis Ford Coppola")),
        told("2", "Der Pate 2", 1973, cast=directed("Francis Ford Coppola")),
        "two",
    ),
    "transliterated director": (
        told("1", "Loveless", 2017, cast=directed("Andrey Zvyagintsev")),
        told("2", "Loveless", 2017, cast=directed("Andrei Swjaginzew")),
        "doubt",
    ),
    "short film and feature by one director": (
        told("1", "Whiplash", 2013, running_minutes=18, cast=directed("Damien Chazelle")),
        told("2", "Whiplash", 2014, running_minutes=106, cast=directed("Damien Chazelle")),
        "doubt",
    ),
    "one number, other titles": (
        told("1", "Eins", 1990, external_ids=(("imdb", "tt1"),)),
        told("2", "Zwei", 1991, external_ids=(("imdb", "tt1"),)),
        "same",
    ),
    "different numbers in one catalog": (
        told("1", "Liebe", 2012, external_ids=(("imdb", "tt1"),), cast=directed("Michael Haneke")),
        told("2", "Liebe", 2012, external_ids=(("imdb", "tt2"),), cast=directed("Michael Haneke")),
        "doubt",
    ),
    "one number agrees, another does not": (
        told("1", "Eins", 1990, external_ids=(("imdb", "tt1"), ("wikidata", "Q1"))),
        told("2", "Zwei", 1990, external_ids=(("imdb", "tt1"), ("wikidata", "Q2"))),
        "doubt",
    ),
}


def _became() -> str:
    if Film.objects.count() == 1:
        return "same"
    return "doubt" if Doubt.objects.exists() else "two"


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("at_once", [True, False], ids=["in one batch", "one after the other"])
def test_two_films_told(name, at_once):
    one, other, wanted = CASES[name]
    if at_once:
        take(ONE, one, other)
    else:
        take(ONE, one)
        take(TWO, other)
    assert _became() == wanted
    if wanted == "doubt":
        doubt = Doubt.objects.get()
        assert doubt.film_id < doubt.other_film_id
        assert DOUBTFUL <= doubt.score < 1
        assert doubt.evidence


def test_a_number_that_another_film_has_stands_aside():
    one, other, _wanted = CASES["one number agrees, another does not"]
    take(ONE, one)
    take(TWO, other)
    assert sorted(ExternalId.objects.values_list("value", flat=True)) == ["Q1", "Q2", "tt1"]
    assert take(TWO, replace(other, votes=5)).refused == 0
    assert ExternalId.objects.count() == 3


def test_what_an_editor_decided_to_be_two_is_never_asked_nor_merged_again():
    one, other, _wanted = CASES["title and year alone"]
    take(ONE, one)
    take(TWO, other)
    Doubt.objects.update(state=Doubt.State.TWO)
    more = replace(other, facts=replace(other.facts, running_minutes=90), credits=directed("Michael Haneke"))
    counts = take(TWO, more)
    assert (counts.new, counts.doubtful, Film.objects.count()) == (0, 0, 2)
    assert Doubt.objects.get().state == Doubt.State.TWO


def test_two_films_that_are_equally_sure_are_a_doubt_not_a_guess():
    take(ONE, told("1", "Liebe", 2012, external_ids=(("imdb", "tt1"),), cast=directed("Michael Haneke")))
    take(ONE, told("2", "Liebe", 2012, external_ids=(("imdb", "tt2"),), cast=directed("Michael Haneke")))
    Doubt.objects.all().delete()
    counts = take(TWO, told("x", "Liebe", 2012, cast=directed("Michael Haneke")))
    assert (counts.new, Doubt.objects.count()) == (1, 2)


def test_nothing_but_title_and_year_and_country_and_time_is_ever_sure():
    """However much of what many films share agrees: without a person there is no one film."""
    bare = Sketch(2012, 127, countries={"FR"})
    assert score_of(bare, bare) < SURE


def test_numbers_that_lead_to_two_films_lead_to_one_and_ask_whether_they_are_one():
    take(ONE, told("1", "Matrix", 1999, external_ids=(("imdb", "tt1"), ("omdb", "603"))))
    take(TWO, told("The_Matrix", "The Matrix", 1999, external_ids=(("wikipedia-en", "The_Matrix"),)))
    numbers = (("imdb", "tt1"), ("omdb", "603"), ("wikipedia-en", "The_Matrix"))
    Doubt.objects.all().delete()
    counts = take(TWO, told("Q83495", "Matrix", 1999, external_ids=numbers))
    assert (counts.new, counts.doubtful) == (0, 1)
    doubt = Doubt.objects.get()
    first, second = Film.objects.order_by("pk")
    assert (doubt.film, doubt.other_film) == (first, second)
    assert SourceRecord.objects.get(key="Q83495").film == first
