"""Browsing: facets, decades, orders, pages."""

from __future__ import annotations

import pytest

from abspann.catalog import commands as catalog
from abspann.catalog.facts import FilmFacts
from abspann.catalog.models import Film
from abspann.catalog.rules import FacetKind
from abspann.core.paging import ForeignCursor
from abspann.discovery.queries import BROWSE_ORDERS, PAGE_SIZE, Choice, browse, decade_counts, facet_counts
from tests.conftest import TEST

pytestmark = pytest.mark.django_db


def put(title: str, year: int | None = None, **told) -> Film:
    return catalog.put_film(by=TEST, facts=FilmFacts(title=title, year=year, **told))


def titles(**choice) -> list[str]:
    page = browse(Choice(**choice), language="de", after=None)
    assert page.next is None
    return [film.title for film in page.items]


@pytest.fixture(name="five")
def _five() -> None:
    put("Die Zeit", 1989, genres=("drama",), countries=("FR", "DE"), languages=("fr",))
    put("Angst", 1990, genres=("drama", "war"), countries=("DE",))
    put("Das Boot", 1999, genres=("war",), countries=("DE",))
    put("Äpfel", 2000, genres=("comedy", "drama"), countries=("FR",))
    put("Ohne Jahr")


def test_films_are_browsed_by_title_without_article_and_accent(five):
    assert titles() == ["Angst", "Äpfel", "Das Boot", "Ohne Jahr", "Die Zeit"]


def test_films_without_a_year_come_last_newest_or_oldest_first(five):
    assert titles(order="newest") == ["Äpfel", "Das Boot", "Angst", "Die Zeit", "Ohne Jahr"]
    assert titles(order="oldest") == ["Die Zeit", "Angst", "Das Boot", "Äpfel", "Ohne Jahr"]


def test_a_choice_narrows_the_films_down(five):
    assert titles(genre="drama") == ["Angst", "Äpfel", "Die Zeit"]
    assert titles(country="DE") == ["Angst", "Das Boot", "Die Zeit"]
    assert titles(genre="drama", country="DE") == ["Angst", "Die Zeit"]
    assert titles(decade=1990) == ["Angst", "Das Boot"]
    assert titles(genre="war", country="DE", decade=1990) == ["Angst", "Das Boot"]
    assert titles(genre="drama", country="FR", decade=1990) == []
    assert titles(genre="nothing") == titles(country="fr") == titles(decade=1890) == []


def test_facets_are_counted_with_the_most_frequent_first(five):
    assert facet_counts(FacetKind.GENRE) == [("drama", 3), ("war", 2), ("comedy", 1)]
    assert facet_counts(FacetKind.COUNTRY) == [("DE", 3), ("FR", 2)]
    assert facet_counts(FacetKind.LANGUAGE) == [("fr", 1)]


def test_decades_are_counted_with_the_newest_first(five):
    assert decade_counts() == [(2000, 1), (1990, 2), (1980, 1)]


def test_counts_heed_what_else_is_chosen(five):
    assert facet_counts(FacetKind.GENRE, Choice(country="DE", decade=1990)) == [("war", 2), ("drama", 1)]
    assert decade_counts(Choice(genre="war")) == [(1990, 2)]


def test_without_films_there_is_nothing_to_browse():
    assert (titles(), facet_counts(FacetKind.GENRE), decade_counts()) == ([], [], [])


@pytest.fixture(name="seventy")
def _seventy() -> list[Film]:
    """Seventy films with many ties of title and year."""
    titles = ("Heimat", "Die Heimat", "Äpfel", "apfel", "Zeit", "50%", "千")
    years = (None, 1984, 1999, 2000, 2012)
    rows = [
        Film(slug=f"film-{n}", title=titles[n % 7], sort_title=titles[n % 7].lower(), year=years[n % 5])
        for n in range(70)
    ]
    return Film.objects.bulk_create(rows)


SORTED_BY = {
    "title": lambda film: (0,),
    "newest": lambda film: (-(film.year or 0),),
    "oldest": lambda film: (film.year or 9999,),
}


@pytest.mark.parametrize("order", BROWSE_ORDERS)
def test_all_pages_together_show_every_film_once_and_in_order(seventy, order, django_assert_num_queries):
    shown, after, sizes = [], None, []
    while after is not None or not sizes:
        with django_assert_num_queries(1):
            page = browse(Choice(order=order), language="de", after=after)
        shown += page.items
        after = page.next
        sizes.append(len(page.items))
    assert sizes == [PAGE_SIZE, PAGE_SIZE, 70 - 2 * PAGE_SIZE]
    assert {film.pk for film in shown} == {film.pk for film in seventy}
    keys = [SORTED_BY[order](film) for film in shown]
    assert keys == sorted(keys)
    # The database's own order of letters, whatever its collation, is the order of the pages.
    terms = {"title": (), "newest": ("-filled",), "oldest": ("filled",)}[order]
    from django.db.models import Value
    from django.db.models.functions import Coalesce

    filled = Film.objects.annotate(filled=Coalesce("year", Value(0 if order == "newest" else 9999)))
    assert shown == list(filled.order_by(*terms, "sort_title", "public_id"))


def test_a_cursor_of_another_choice_is_foreign(seventy):
    cursor = browse(Choice(), language="de", after=None).next
    assert cursor is not None
    assert browse(Choice(), language="en", after=cursor).items
    for choice in (Choice(genre="drama"), Choice(country="DE"), Choice(decade=1990), Choice(order="newest")):
        with pytest.raises(ForeignCursor):
            browse(choice, language="de", after=cursor)
    for malformed in ("", "x", cursor[:-1], cursor + "A", "\0"):
        with pytest.raises(ForeignCursor):
            browse(Choice(), language="de", after=malformed)


def test_a_title_of_the_greatest_length_has_a_cursor():
    for n in range(PAGE_SIZE + 1):
        put("千" * 299 + chr(0x5343 + n))
    first = browse(Choice(), language="de", after=None)
    rest = browse(Choice(), language="de", after=first.next)
    assert (len(first.items), len(rest.items)) == (PAGE_SIZE, 1)


def test_a_browsed_film_has_its_title_in_the_readers_language():
    put("Rost", titles=(("en", "Rust"),))
    assert [film.title_here for film in browse(Choice(), language="en", after=None).items] == ["Rust"]
