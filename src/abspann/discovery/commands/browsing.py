"""The only writers of what browsing reads; all of it can be rebuilt.

Whoever changes a film or a person leaves a note in the same transaction, and nothing else: no act waits for the lists,
and no two acts wait for each other over a count. The worker takes up the notes about every second and writes the rows
of those films anew, set by set; a rebuild does the same for all of them.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count, Exists, Min, Model, OuterRef, QuerySet

from abspann.catalog.models import Film, FilmFacet, FilmKeyword, Outcome, Person, Release
from abspann.catalog.rules import Result
from abspann.core.rows import found as found_rows
from abspann.core.rows import insert
from abspann.core.sorting import family_name_first
from abspann.discovery.models import BrowseDue, BrowseEntry, FacetCount, Kind, LetterCount, PersonEntry
from abspann.discovery.rules import MINUTES, STARS, decade_of, weighed
from abspann.reviews.models import FilmScore

AT_A_TIME = 500
"""Films or people of one short transaction; fits into the parameters of one query on every database."""

ROUND = 5.0
"""So many seconds at most the worker spends on the lists before it looks after its other duties."""

UNKNOWN_LAST = 99_999_999

ALL, YEAR, DECADE, FSK = Kind.ALL.value, Kind.YEAR.value, Kind.DECADE.value, Kind.FSK.value
LENGTH, FESTIVAL, PRIZE, RATING = Kind.MINUTES.value, Kind.FESTIVAL.value, Kind.PRIZE.value, Kind.RATING.value
KEYWORD = Kind.KEYWORD.value

COLUMNS = ("facet_id", "film_id", "sort_title", "newest", "oldest", "best", "ratings")


def note_films(*, films: Iterable[int]) -> None:
    """Have the rows of films written anew by the worker."""
    BrowseDue.objects.bulk_create([BrowseDue(film_id=film) for film in films], batch_size=AT_A_TIME)


def note_people(*, people: Iterable[int]) -> None:
    """Have the rows of people written anew by the worker."""
    BrowseDue.objects.bulk_create([BrowseDue(person_id=person) for person in people], batch_size=AT_A_TIME)


def keep_browsing(*, seconds: float = ROUND) -> int:
    """Write the rows anew of those films and people that changed, set by set while there is time; return how many.

    Where nothing has ever been written (the home is older than these lists), all of them are noted first.
    """
    until = time.monotonic() + seconds
    kept = 0
    if not FacetCount.objects.filter(kind=Kind.ALL).exists():
        _note_everything()
    while BrowseDue.objects.exists():
        kept += _keep_a_set()
        if time.monotonic() >= until:
            break
    return kept


def _note_everything() -> None:
    """Note every film and person that is not noted yet, once: the row of all films, there from now on, tells so."""
    table = connection.ops.quote_name(BrowseDue._meta.db_table)
    with transaction.atomic(), connection.cursor() as cursor:
        if not _hold():
            return
        for column, model in (("film_id", Film), ("person_id", Person)):
            noted = BrowseDue.objects.filter(**{f"{column}__isnull": False}).order_by().values_list(column)
            unnoted = model._default_manager.order_by().values_list("pk").difference(noted)
            sql, params = unnoted.query.sql_with_params()
            cursor.execute(f"INSERT INTO {table} ({connection.ops.quote_name(column)}) {sql}", params)  # names are ours


def _keep_a_set() -> int:
    """The notes are read first: what changes later leaves a note of its own."""
    with transaction.atomic():
        _hold()
        due = list(BrowseDue.objects.order_by("pk")[:AT_A_TIME])
        films = sorted({note.film_id for note in due if note.film_id is not None})
        people = sorted({note.person_id for note in due if note.person_id is not None})
        if films:
            _place_films(films)
        if people:
            _place_people(people)
        BrowseDue.objects.filter(pk__in=[note.pk for note in due]).delete()
    return len(due)


def rebuild_browsing() -> None:
    """Write all rows and counts anew from the catalog and the ratings, a few hundred films at a time."""
    with transaction.atomic():
        _hold()
        gone = BrowseEntry.objects.filter(~Exists(Film.objects.filter(pk=OuterRef("film_id"))))
        for films in _in_sets(gone.values_list("film_id", flat=True).distinct()):
            _place_films(films)
        lost = PersonEntry.objects.filter(~Exists(Person.objects.filter(pk=OuterRef("person_id"))))
        for people in _in_sets(lost.values_list("person_id", flat=True)):
            _place_people(people)
    for films in _all_ids(Film):
        with transaction.atomic():
            _hold()
            _place_films(films)
    for people in _all_ids(Person):
        with transaction.atomic():
            _hold()
            _place_people(people)
    with transaction.atomic():
        _hold()
        _recount()


def _hold() -> bool:
    """Let only one at a time write rows and counts until this transaction ends; tell whether nobody ever did before."""
    everything, is_new = FacetCount.objects.get_or_create(kind=Kind.ALL, code="")
    FacetCount.objects.select_for_update(no_key=True).get(pk=everything.pk)
    return is_new


def _all_ids(model: type[Model]) -> Iterator[list[int]]:
    last = 0
    while True:
        ids = list(model._default_manager.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_A_TIME])
        if not ids:
            return
        yield ids
        last = ids[-1]


def _in_sets(ids: Iterable[int]) -> Iterator[list[int]]:
    found = list(ids)
    yield from (found[at : at + AT_A_TIME] for at in range(0, len(found), AT_A_TIME))


# Films.


def _place_films(films: Collection[int]) -> None:
    """Write films' rows anew; what they no longer are goes, what is gone goes altogether; the counts follow."""
    own = BrowseEntry.objects.filter(film__in=films)
    change = Counter({facet: -count for facet, count in _counted(own).items()})
    if change:
        own.delete()
    standing = list(_standing(films))
    facets = _facets_of({value for film in standing for value in film.values})
    rows = [
        (facets[value], film.key, film.sort_title, film.newest, film.oldest, film.best, film.ratings)
        for film in standing
        for value in film.values
    ]
    # Value by value, as the indexes lie: so their pages are not fetched again and again.
    insert(BrowseEntry, COLUMNS, sorted(rows))
    change.update(row[0] for row in rows)
    _count(FacetCount, "films", change)


def _counted(entries: QuerySet[BrowseEntry]) -> dict[int, int]:
    return dict(entries.order_by().values_list("facet").annotate(films=Count("pk")))


def _count(model: type[Model], column: str, change: Mapping[int, int]) -> None:
    """Add to counts, in the order of their keys."""
    table = connection.ops.quote_name(model._meta.db_table)
    rows = [(change[key], key) for key in sorted(change) if change[key]]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {table} SET {column} = {column} + %s WHERE id = %s", rows)  # noqa: S608  # names are ours


def _facets_of(values: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return the key of each value's row of counts, adding those that are missing."""
    found = _known_facets(values)
    missing = sorted(set(values) - found.keys())
    if missing:
        FacetCount.objects.bulk_create(
            [FacetCount(kind=kind, code=code) for kind, code in missing], ignore_conflicts=True
        )
        found |= _known_facets(missing)
    return found


def _known_facets(values: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    codes = sorted({code for _kind, code in values})
    table = connection.ops.quote_name(FacetCount._meta.db_table)
    rows = found_rows(f"SELECT kind, code, id FROM {table} WHERE code IN {{}}", codes)  # noqa: S608  # the name is ours
    return {(kind, code): key for kind, code, key in rows}


@dataclass(slots=True)
class _Standing:
    """A film with what the orders compare, and the values that it can be browsed by, as (kind, code)."""

    key: int
    sort_title: str
    newest: int
    oldest: int
    best: int
    ratings: int
    values: dict[tuple[str, str], None]


def _standing(films: Collection[int]) -> Iterator[_Standing]:
    """Read films, in seven queries for all of them: what each value's row repeats is found out once."""
    first_days = dict(Release.objects.filter(film__in=films).order_by().values_list("film").annotate(first=Min("date")))
    scores = {
        film: (ratings, half_stars)
        for film, ratings, half_stars in FilmScore.objects.filter(film__in=films, rating_count__gt=0).values_list(
            "film", "rating_count", "half_star_sum"
        )
    }
    listed: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for film, kind, code in FilmFacet.objects.filter(film__in=films).order_by().values_list("film", "kind", "code"):
        listed[film].append((kind, code))
    words = FilmKeyword.objects.filter(film__in=films).order_by()
    for film, code in words.values_list("film", "keyword__code"):
        listed[film].append((KEYWORD, code))
    outcomes = Outcome.objects.filter(film__in=films).order_by()
    for film, festival in outcomes.values_list("film", "edition__festival__slug"):
        listed[film].append((FESTIVAL, festival))
    prizes = outcomes.filter(result=Result.WON, award__isnull=False)
    for film, festival, award in prizes.values_list("film", "award__festival__slug", "award__code"):
        listed[film].append((PRIZE, f"{festival}:{award}"))
    rows = Film.objects.filter(pk__in=films).order_by("pk")
    for key, sort_title, year, minutes, fsk in rows.values_list("pk", "sort_title", "year", "running_minutes", "fsk"):
        ratings, half_stars = scores.get(key, (0, 0))
        values: list[tuple[str, str]] = [(ALL, "")]
        newest, oldest = 0, UNKNOWN_LAST
        if year is not None:
            values += ((YEAR, str(year)), (DECADE, str(decade_of(year))))
            day = first_days.get(key)
            # Of a film that first came out in a later year than its own, or an earlier one, the year alone counts.
            is_of_year = day is not None and day.year == year
            newest = oldest = year * 10_000 + (day.month * 100 + day.day if day is not None and is_of_year else 0)
        if fsk is not None:
            values.append((FSK, str(fsk)))
        if minutes is not None:
            lengths = MINUTES.items()
            values += ((LENGTH, c) for c, (a, b) in lengths if a <= minutes and (b is None or minutes <= b))
        values += listed[key]
        if ratings:
            values += ((RATING, str(stars)) for stars in STARS if half_stars >= ratings * 2 * stars)
        best = weighed(half_stars, ratings)
        yield _Standing(key, sort_title, newest, oldest, best, ratings, dict.fromkeys(values))


# People.


def _place_people(people: Collection[int]) -> None:
    """Write people's places in the list from A to Z anew; the counts follow."""
    own = PersonEntry.objects.filter(person__in=people)
    change = Counter({letter: -count for letter, count in _lettered(own).items()})
    if change:
        own.delete()
    rows = []
    for pk, public_id, name in Person.objects.filter(pk__in=people).values_list("pk", "public_id", "name"):
        sorted_by = family_name_first(name)
        letter = sorted_by[:1] if "a" <= sorted_by[:1] <= "z" else "#"
        rows.append((pk, public_id, letter, sorted_by))
    insert(PersonEntry, ("person_id", "public_id", "letter", "sort_name"), rows)
    change.update(row[2] for row in rows)
    keys = dict(LetterCount.objects.filter(letter__in=change).values_list("letter", "pk"))
    for letter in sorted(change.keys() - keys.keys()):
        keys[letter] = LetterCount.objects.get_or_create(letter=letter)[0].pk
    _count(LetterCount, "people", {keys[letter]: count for letter, count in change.items()})


def _lettered(entries: QuerySet[PersonEntry]) -> dict[str, int]:
    return dict(entries.order_by().values_list("letter").annotate(people=Count("pk")))


def _recount() -> None:
    """Count every row, whatever the counts said."""
    counted = _counted(BrowseEntry.objects.all())
    for facet in FacetCount.objects.order_by("pk"):
        if facet.films != counted.get(facet.pk, 0):
            FacetCount.objects.filter(pk=facet.pk).update(films=counted.get(facet.pk, 0))
    letters = _lettered(PersonEntry.objects.all())
    for row in LetterCount.objects.order_by("pk"):
        if row.people != letters.get(row.letter, 0):
            LetterCount.objects.filter(pk=row.pk).update(people=letters.get(row.letter, 0))
