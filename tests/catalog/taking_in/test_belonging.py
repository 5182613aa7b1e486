"""Keywords and series that sources tell, titles that stand in, and people of whom only a number is told."""

from __future__ import annotations

import pytest

from abspann.catalog.events import FilmsTakenIn
from abspann.catalog.models import Film, FilmKeyword, FilmSeries, SeriesFilm
from abspann.catalog.queries import film_at, film_page
from abspann.catalog.queries.series import places_of
from abspann.catalog.sources.told import ToldCredit, ToldKeyword, ToldPerson
from tests.catalog.taking_in.telling import ONE, TWO, credits, directed, replace, take, told

pytestmark = pytest.mark.django_db

HEIST = ToldKeyword("heist", (("de", "Raubüberfall"), ("en", "Heist")))
SEA = ToldKeyword("sea", (("en", "Sea"),))
A = directed("Anna Beta")


def _words(film: Film) -> set[tuple[str, str]]:
    return set(FilmKeyword.objects.filter(film=film).values_list("keyword__code", "source"))


def test_a_source_gives_keywords_and_takes_back_only_its_own():
    first = replace(told("1", "Titel", 2000, cast=A), keywords=(HEIST, SEA))
    take(ONE, first)
    film = Film.objects.get()
    take(TWO, replace(told("2", "Titel", 2000, cast=A), keywords=(HEIST, ToldKeyword("war", (("de", "Krieg"),)))))
    assert _words(film) == {("heist", ONE), ("sea", ONE), ("war", TWO)}
    counts = take(ONE, replace(first, keywords=(HEIST,)))
    assert (counts.changed, counts.unchanged) == (1, 0)
    assert _words(film) == {("heist", ONE), ("war", TWO)}
    assert take(ONE, replace(first, keywords=(HEIST,))).unchanged == 1


def test_a_film_page_names_keywords_in_the_readers_language_and_asks_only_if_there_are_some(
    client, django_assert_max_num_queries
):
    take(ONE, replace(told("1", "Mit", 2000, cast=A), keywords=(HEIST, SEA)), told("2", "Ohne", 2000))
    page = client.get("/film/mit-2000/").content.decode()
    assert '<a class="plain" href="/films/?keyword=heist">Raubüberfall</a>' in page
    assert ">Sea</a>" in page
    assert ">Heist</a>" in client.get("/en/film/mit-2000/").content.decode()
    without = film_at("ohne-2000", "de")
    assert without is not None
    with django_assert_max_num_queries(7):
        assert film_page(without, "de").keywords == ()


def test_films_of_a_series_stand_together_by_year_without_made_up_numbers(client):
    take(
        ONE,
        replace(told("2", "Der zweite", 2002), series="Die Reihe"),
        replace(told("1", "Der erste", 2000), series="Die Reihe"),
    )
    series = FilmSeries.objects.get()
    assert (series.slug, series.name) == ("die-reihe", "Die Reihe")
    assert set(SeriesFilm.objects.values_list("number", flat=True)) == {None}
    (place,) = places_of(Film.objects.get(title="Der erste"), "de")
    assert (place.number, place.before) == (None, None)
    assert place.behind is not None
    assert place.behind.title == "Der zweite"
    page = client.get("/film/der-erste-2000/").content.decode()
    assert "Aus der Reihe „Die Reihe“" in page
    assert take(ONE, replace(told("3", "Der dritte", 2004), series="Die Reihe")).new == 1
    assert SeriesFilm.objects.filter(series=series).count() == 3


def test_a_title_that_stands_in_yields_to_one_in_the_houses_language_whatever_the_ranks():
    stands_in = replace(
        told("1", "De rouille et d'os", 2012, cast=A, original_title="De rouille et d'os"), stands_in=True
    )
    take(ONE, stands_in)
    take(TWO, told("2", "Der Geschmack von Rost und Knochen", 2012, cast=A, original_title="De rouille et d'os"))
    film = Film.objects.get()
    assert (film.title, film.original_title) == ("Der Geschmack von Rost und Knochen", "De rouille et d'os")
    assert film.former_slugs.get().slug == "de-rouille-et-dos-2012"
    take(ONE, replace(stands_in, votes=7))
    film.refresh_from_db()
    assert film.title == "Der Geschmack von Rost und Knochen"
    take(ONE, replace(stands_in, stands_in=False))
    film.refresh_from_db()
    assert film.title == "De rouille et d'os"


def test_who_is_told_by_number_only_is_credited_where_the_catalog_knows_the_number():
    marion = ToldPerson("Marion Cotillard", key="nm1", ids=(("wikidata", "Q1"),))
    take(ONE, told("1", "Anderer", 2000, cast=(ToldCredit(marion, "actor"),)))
    known, unknown = (ToldPerson("", key=key, ids=(("wikidata", key),)) for key in ("Q1", "Q2"))
    film = told("2", "Titel", 2012, cast=(ToldCredit(known, "actor", "Stéphanie"), ToldCredit(unknown, "actor")))
    counts = take(TWO, film)
    assert (counts.new, counts.refused) == (1, 0)
    credit = Film.objects.get(title="Titel").credits.get()
    assert (credit.person.name, credit.role) == ("Marion Cotillard", "Stéphanie")
    other = ToldPerson("Matthias Schoenaerts", key="nm2", ids=(("wikidata", "Q2"),))
    take(ONE, told("3", "Noch einer", 2001, cast=(ToldCredit(other, "actor"),)))
    assert take(TWO, film).changed == 1
    assert Film.objects.get(title="Titel").credits.count() == 2


def test_a_changed_keyword_tells_the_house_that_the_film_changed(monkeypatch):
    from abspann.catalog.commands import taking_in

    heard: list[FilmsTakenIn] = []
    monkeypatch.setattr(taking_in, "publish", heard.append)
    take(ONE, told("1", "Titel", 2000, cast=credits("B")))
    take(ONE, replace(told("1", "Titel", 2000, cast=credits("B")), keywords=(SEA,)))
    film = Film.objects.get()
    assert [event.changed_films for event in heard] == [(), (film.pk,)]
