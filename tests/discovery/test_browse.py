"""Browsing: facets and counts, orders, pages; what is kept equals what is rebuilt; no page reads a whole table."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from abspann.catalog import commands as catalog
from abspann.catalog.facts import EditionFacts, FestivalFacts, FilmFacts, NamedCode, OutcomeFacts, PersonFacts
from abspann.catalog.models import Film, Person
from abspann.core.paging import ForeignCursor, Key, page_of
from abspann.discovery import commands as discovery
from abspann.discovery.models import BrowseDue, BrowseEntry, FacetCount, Kind, LetterCount, PersonEntry
from abspann.discovery.queries import (
    BROWSE_ORDERS,
    COUNTED,
    PAGE_SIZE,
    Choice,
    Number,
    Value,
    browse,
    counted_values,
    letters,
    number_of,
    people_at,
    values_of,
)
from abspann.discovery.rules import weighed
from abspann.reviews import commands as reviews
from tests.conftest import TEST

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 25)


def put(title: str, year: int | None = None, **told) -> Film:
    return catalog.put_film(by=TEST, facts=FilmFacts(title=title, year=year, **told))


def rate(film: Film, *half_stars: int) -> None:
    reviews.take_in_ratings(by=TEST, film=film, ratings=[(None, stars, TODAY) for stars in half_stars])


def titles(**choice) -> list[str]:
    page = browse(Choice(**choice), language="de", after=None, at=TODAY)
    assert page.next is None
    return [film.title for film in page.items]


def counts(kind: Kind, **choice) -> list[tuple[str, int | None]]:
    found = values_of(kind, Choice(**choice), at=TODAY)
    assert counted_values([kind], Choice(**choice), at=TODAY).get(kind, []) == found
    return [(value.code, value.films) for value in found]


@pytest.fixture(name="five")
def _five() -> None:
    put("Die Zeit", 1989, genres=("drama",), countries=("FR", "DE"), languages=("fr",), running_minutes=90)
    put("Angst", 1990, genres=("drama", "war"), countries=("DE",), fsk=16, running_minutes=89)
    put("Das Boot", 1999, genres=("war",), countries=("DE",), running_minutes=181, fsk=16)
    put("Äpfel", 2000, genres=("comedy", "drama"), countries=("FR",), running_minutes=121)
    put("Ohne Jahr")
    discovery.keep_browsing()


def test_films_are_browsed_by_title_without_article_and_accent(five):
    assert titles() == ["Angst", "Äpfel", "Das Boot", "Ohne Jahr", "Die Zeit"]


def test_films_without_a_year_come_last_newest_or_oldest_first(five):
    assert titles(order="newest") == ["Äpfel", "Das Boot", "Angst", "Die Zeit", "Ohne Jahr"]
    assert titles(order="oldest") == ["Die Zeit", "Angst", "Das Boot", "Äpfel", "Ohne Jahr"]
    assert titles(order="added") == ["Ohne Jahr", "Äpfel", "Das Boot", "Angst", "Die Zeit"]


def test_of_one_year_the_film_that_came_out_last_is_the_newest():
    put("Mai", 2012, releases=(("FR", dt.date(2012, 5, 17)), ("DE", dt.date(2013, 1, 10))))
    put("Später", 2012, releases=(("DE", dt.date(2013, 1, 10)),))
    put("Dezember", 2012, releases=(("DE", dt.date(2012, 12, 6)),))
    put("Unbekannt", 2012)
    discovery.keep_browsing()
    assert titles(order="newest") == ["Dezember", "Mai", "Unbekannt", "Später"]
    assert titles(order="oldest") == ["Später", "Unbekannt", "Mai", "Dezember"]


def test_a_choice_narrows_the_films_down(five):
    assert titles(genre="drama") == ["Angst", "Äpfel", "Die Zeit"]
    assert titles(country="DE") == ["Angst", "Das Boot", "Die Zeit"]
    assert titles(genre="drama", country="DE") == ["Angst", "Die Zeit"]
    assert titles(decade="1990") == ["Angst", "Das Boot"]
    assert titles(year="1999") == ["Das Boot"]
    assert titles(genre="war", country="DE", decade="1990") == ["Angst", "Das Boot"]
    assert titles(genre="drama", country="FR", decade="1990") == []
    assert titles(genre="nothing") == titles(country="fr") == titles(decade="1890") == []
    assert titles(fsk="16", language="fr") == []
    assert titles(fsk="16", minutes="over-180") == ["Das Boot"]


def test_running_times_fall_into_their_ranges(five):
    assert {code: titles(minutes=code) for code in ("under-90", "90-120", "over-120", "over-180")} == {
        "under-90": ["Angst"],
        "90-120": ["Die Zeit"],
        "over-120": ["Äpfel", "Das Boot"],
        "over-180": ["Das Boot"],
    }


def test_festivals_and_prizes_are_browsed_by():
    catalog.put_festival(
        by=TEST,
        facts=FestivalFacts(
            slug="cannes", name="Cannes", awards=(NamedCode("palme", "Palme"),), editions=(EditionFacts(2012),)
        ),
    )
    won, nominated, shown = put("Liebe", 2012), put("Die Jagd", 2012), put("Reality", 2012)
    for film, result, award in ((won, "won", "palme"), (nominated, "nominated", "palme"), (shown, "selected", None)):
        catalog.put_outcome(by=TEST, film=film, facts=OutcomeFacts("cannes", 2012, result, award=award))
    catalog.put_outcome(by=TEST, film=won, facts=OutcomeFacts("cannes", 2012, "nominated", award="palme"))
    discovery.keep_browsing()
    assert titles(festival="cannes") == ["Die Jagd", "Liebe", "Reality"]
    assert titles(prize="cannes:palme") == ["Liebe"]
    assert (counts(Kind.FESTIVAL), counts(Kind.PRIZE)) == ([("cannes", 3)], [("cannes:palme", 1)])


def test_films_are_browsed_by_what_the_members_gave_them(world):
    good, fair, poor, unrated = put("Gut", 2001), put("Mittel", 2002), put("Mäßig", 2003), put("Offen", 2004)
    rate(good, 8, 8), rate(fair, 6, 6, 6), rate(poor, 3)
    discovery.keep_browsing()
    assert titles(rating="4") == ["Gut"]
    assert titles(rating="3") == ["Gut", "Mittel"]
    assert titles(order="best") == ["Gut", "Mittel", "Mäßig"]
    assert titles(order="rated") == ["Mittel", "Gut", "Mäßig"]
    assert unrated.title in titles()
    entry = BrowseEntry.objects.get(film=good, facet__kind=Kind.ALL)
    assert (entry.best, entry.ratings) == (weighed(16, 2), 2)
    reviews.rate_film(by=world.anna, film=unrated, member=world.anna, half_stars=10)
    discovery.keep_browsing()
    assert titles(rating="4") == ["Gut", "Offen"]
    reviews.withdraw_rating(by=world.anna, film=unrated, member=world.anna)
    discovery.keep_browsing()
    assert titles(rating="4") == ["Gut"]


def test_films_are_in_cinemas_for_eight_weeks_and_coming_until_their_day():
    for title, country, days in (("Heute", "DE", 0), ("Morgen", "DE", 1), ("Vorbei", "DE", -56), ("Noch", "DE", -55)):
        put(title, 2026, releases=((country, TODAY + dt.timedelta(days=days)),))
    put("Anderswo", 2026, releases=(("AT", TODAY),))
    discovery.keep_browsing()
    assert titles(cinema="now") == ["Heute", "Noch"]
    assert titles(cinema="soon") == ["Morgen"]
    assert titles(cinema="now", year="2026", order="newest") == ["Heute", "Noch"]
    assert number_of(Choice(cinema="now"), at=TODAY) == Number(2)


def test_values_are_counted_with_the_most_frequent_first(five):
    assert counts(Kind.GENRE) == [("drama", 3), ("war", 2), ("comedy", 1)]
    assert counts(Kind.COUNTRY) == [("DE", 3), ("FR", 2)]
    assert counts(Kind.LANGUAGE) == [("fr", 1)]
    assert counts(Kind.DECADE) == [("1990", 2), ("1980", 1), ("2000", 1)]


def test_counts_heed_what_else_is_chosen(five):
    assert counts(Kind.GENRE, country="DE", decade="1990") == [("war", 2), ("drama", 1)]
    assert counts(Kind.DECADE, genre="war") == [("1990", 2)]
    assert counts(Kind.GENRE, genre="war") == [("drama", 3), ("war", 2), ("comedy", 1)]
    assert counts(Kind.GENRE, genre="war", country="FR") == [("drama", 2), ("comedy", 1)]


def test_the_number_of_films_is_exact_up_to_a_thousand_and_for_one_value_at_any_size():
    rows = [Film(slug=f"f{n}", title="F", sort_title="f", year=1999) for n in range(COUNTED + 1)]
    Film.objects.bulk_create(rows)
    discovery.rebuild_browsing()
    assert number_of(Choice(), at=TODAY) == number_of(Choice(decade="1990"), at=TODAY) == Number(COUNTED + 1)
    assert number_of(Choice(decade="1990", year="1999"), at=TODAY) == Number(COUNTED, exact=False)
    # More than a thousand are left: the values stand without counts.
    assert values_of(Kind.YEAR, Choice(decade="1990"), at=TODAY) == [Value("1999", None)]
    Film.objects.filter(pk=rows[0].pk).delete()
    assert len(BrowseEntry.objects.filter(film=rows[0].pk)) == 3
    discovery.rebuild_browsing()
    assert number_of(Choice(decade="1990", year="1999"), at=TODAY) == Number(COUNTED)


def test_without_films_there_is_nothing_to_browse():
    assert (titles(), counts(Kind.GENRE), number_of(Choice(), at=TODAY), letters()) == ([], [], Number(0), {})


def _everything() -> list[list[tuple]]:
    keys = ("sort_title", "newest", "oldest", "best", "ratings")
    return [
        sorted(BrowseEntry.objects.values_list("facet__kind", "facet__code", "film", *keys)),
        sorted(FacetCount.objects.filter(films__gt=0).values_list("kind", "code", "films")),
        sorted(PersonEntry.objects.values_list("person", "letter", "sort_name")),
        sorted(LetterCount.objects.filter(people__gt=0).values_list("letter", "people")),
    ]


def test_what_is_kept_equals_what_is_rebuilt(five, film, world):
    zeit = Film.objects.get(title="Die Zeit")
    rate(zeit, 9, 7)
    catalog.put_film(by=TEST, slug=zeit.slug, facts=FilmFacts(title="Zeiten", year=1979, genres=("western",), fsk=6))
    catalog.put_person(by=TEST, facts=PersonFacts(name="Agnès Varda"))
    reviews.rate_film(by=world.anna, film=film, member=world.anna, half_stars=3)
    discovery.keep_browsing()
    assert not BrowseDue.objects.exists()
    kept = _everything()
    assert ("western", 1) in counts(Kind.GENRE)
    discovery.rebuild_browsing()
    assert _everything() == kept
    BrowseEntry.objects.all().delete(), FacetCount.objects.update(films=7), PersonEntry.objects.all().delete()
    LetterCount.objects.update(people=7)
    discovery.rebuild_browsing()
    assert _everything() == kept


def test_every_count_is_the_number_of_its_rows(five, film):
    discovery.keep_browsing()
    counted = dict(BrowseEntry.objects.values_list("facet").annotate(Count("pk")))
    assert {row.pk: row.films for row in FacetCount.objects.filter(films__gt=0)} == counted


def test_a_film_that_is_gone_leaves_no_row_and_no_count(five):
    gone = Film.objects.get(title="Das Boot")
    pk = gone.pk
    gone.delete()
    assert titles(country="DE") == ["Angst", "Die Zeit"], "its row waits for the worker and is not shown"
    discovery.note_films(films=[pk])
    discovery.keep_browsing()
    assert not BrowseEntry.objects.filter(film=pk).exists()
    assert counts(Kind.GENRE) == [("drama", 3), ("comedy", 1), ("war", 1)]


@pytest.fixture(name="seventy")
def _seventy() -> list[Film]:
    """Seventy films with many ties of title and year."""
    titles = ("Heimat", "Die Heimat", "Äpfel", "apfel", "Zeit", "50%", "千")
    years = (None, 1984, 1999, 2000, 2012)
    rows = [
        Film(slug=f"film-{n}", title=titles[n % 7], sort_title=titles[n % 7].lower(), year=years[n % 5])
        for n in range(70)
    ]
    made = Film.objects.bulk_create(rows)
    for film in made:
        rate(film, film.pk % 10 + 1)
    discovery.rebuild_browsing()
    return made


SORTED_BY = {
    "title": lambda film: 0,
    "newest": lambda film: -(film.year or 0),
    "oldest": lambda film: film.year or 9999,
    "best": lambda film: -(film.pk % 10 + 1),
    "rated": lambda film: 0,
    "added": lambda film: -film.pk,
}


@pytest.mark.parametrize("order", BROWSE_ORDERS)
def test_all_pages_together_show_every_film_once_and_in_order(seventy, order, django_assert_num_queries):
    shown, after, sizes = [], None, []
    while after is not None or not sizes:
        with django_assert_num_queries(3):
            page = browse(Choice(order=order), language="de", after=after, at=TODAY)
        shown += page.items
        after = page.next
        sizes.append(len(page.items))
    assert sizes == [PAGE_SIZE, PAGE_SIZE, 70 - 2 * PAGE_SIZE]
    assert sorted(film.pk for film in shown) == sorted(film.pk for film in seventy)
    assert all(SORTED_BY[order](one) <= SORTED_BY[order](other) for one, other in pairwise(shown))
    if order == "title":
        # The database's own order of letters, whatever its collation, is the order of the pages.
        assert shown == list(Film.objects.order_by("sort_title", "pk"))


def test_a_cursor_of_another_choice_is_foreign(seventy):
    cursor = browse(Choice(), language="de", after=None, at=TODAY).next
    assert cursor is not None
    assert browse(Choice(), language="en", after=cursor, at=TODAY).items
    discovery.rebuild_browsing()
    assert browse(Choice(), language="de", after=cursor, at=TODAY).items, "a rebuild leaves cursors as they are"
    for choice in (Choice(decade="1990"), Choice(year="1999"), Choice(order="newest")):
        with pytest.raises(ForeignCursor):
            browse(choice, language="de", after=cursor, at=TODAY)
    for malformed in ("", "x", cursor[:-1], cursor + "A", "\0"):
        with pytest.raises(ForeignCursor):
            browse(Choice(), language="de", after=malformed, at=TODAY)


def test_a_title_of_the_greatest_length_has_a_cursor():
    for n in range(PAGE_SIZE + 1):
        put("千" * 299 + chr(0x5343 + n))
    discovery.keep_browsing()
    first = browse(Choice(), language="de", after=None, at=TODAY)
    rest = browse(Choice(), language="de", after=first.next, at=TODAY)
    assert (len(first.items), len(rest.items)) == (PAGE_SIZE, 1)


def test_a_browsed_film_has_its_title_in_the_readers_language():
    put("Rost", titles=(("en", "Rust"),))
    discovery.keep_browsing()
    assert [film.title_here for film in browse(Choice(), language="en", after=None, at=TODAY).items] == ["Rust"]


def test_a_home_older_than_the_lists_has_them_after_the_workers_first_rounds():
    for n in range(3):
        put(f"Film {n}", 1999, genres=("drama",))
    catalog.put_person(by=TEST, facts=PersonFacts(name="Agnès Varda"))
    BrowseDue.objects.all().delete()
    put("Inzwischen geändert")
    discovery.keep_browsing(seconds=0)
    while BrowseDue.objects.exists():
        discovery.keep_browsing(seconds=0)
    assert titles() == ["Film 0", "Film 1", "Film 2", "Inzwischen geändert"]
    assert counts(Kind.GENRE) == [("drama", 3)]
    assert letters() == {"v": 1}


def test_all_films_are_noted_for_the_lists_once_and_not_beside_a_note_of_their_own():
    film = put("Rost", 2012)
    discovery.keep_browsing()
    FacetCount.objects.all().delete()
    discovery.note_films(films=[film.pk])
    assert discovery.keep_browsing() == 1
    assert discovery.keep_browsing() == 0


def test_people_stand_under_the_letter_of_their_family_name():
    for name in ("Lars von Trier", "Agnès Varda", "Çağla Şikel", "Ömer Östlund", "Sammy Davis Jr.", "Cher", "王家卫"):
        catalog.put_person(by=TEST, facts=PersonFacts(name=name))
    discovery.keep_browsing()
    assert letters() == {"#": 1, "c": 1, "d": 1, "o": 1, "s": 1, "t": 1, "v": 1}
    assert [entry.person.name for entry in people_at("t", after=None).items] == ["Lars von Trier"]
    assert [entry.sort_name for entry in people_at("d", after=None).items] == ["davis sammy jr."]


def _plans(run) -> str:
    """What the database does for each query of `run`, in its own words."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        run()
    said = []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Tables this small are read whole by choice: asked not to, it shows whether it could do otherwise.
            cursor.execute("SET LOCAL enable_seqscan = off")
        for query in [query["sql"] for query in asked.captured_queries]:
            if query.startswith("SELECT"):
                cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + query)
                said += [query, *(" ".join(map(str, row)) for row in cursor.fetchall())]
    return "\n".join(said)


CHOICES = [
    Choice(),
    Choice(genre="drama"),
    Choice(genre="drama", country="DE", decade="1990"),
    Choice(cinema="now"),
    Choice(cinema="soon", genre="drama"),
]


@pytest.mark.parametrize("order", BROWSE_ORDERS)
@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.name)
def test_no_page_reads_a_whole_table_and_no_order_is_made_by_sorting(five, seventy, choice, order):
    put("Heute", 1995, genres=("drama",), countries=("DE",), releases=(("DE", TODAY),))
    discovery.keep_browsing()
    choice = replace(choice, order=order)

    def run():
        first = browse(choice, language="de", after=None, at=TODAY)
        if first.next:
            browse(choice, language="de", after=first.next, at=TODAY)
        number_of(choice, at=TODAY)

    told = _plans(run)
    for line in told.splitlines():
        assert "Seq Scan" not in line, told
        # «(subquery-…)», or «subquery» by its name, is the counted stretch itself; SEARCH means by an index.
        assert not re.search(r"SCAN (?!\(?subquery|CONSTANT)(?!.*USING)", line), told
    if not choice.cinema and connection.vendor == "sqlite":
        assert "USE TEMP B-TREE" not in told, told


def test_lists_of_people_read_no_whole_table():
    for n in range(70):
        catalog.put_person(by=TEST, facts=PersonFacts(name=f"Anna Adler {n}"))
    discovery.keep_browsing()
    assert Person.objects.count() == 70

    def run():
        letter = next(iter(letters()))
        people_at(letter, after=None)

    told = _plans(run)
    assert "Seq Scan" not in told
    assert not [line for line in told.splitlines() if "SCAN" in line and "letter" not in line], told


def test_a_last_key_that_is_unique_within_another_column_needs_the_constraint_that_says_so():
    rows, order = BrowseEntry.objects.all(), (Key("film_id"),)
    assert page_of(rows, of="rows", order=order, after=None, size=5, within="facet").items == []
    for within in (None, "best"):
        with pytest.raises(ValueError, match="film_id"):
            page_of(rows, of="rows", order=order, after=None, size=5, within=within)
