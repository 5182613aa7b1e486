"""The only writers of what browsing reads; all of it can be rebuilt.

Whoever changes a film or a person leaves a note in the same transaction, and nothing else: no act waits for the lists,
and no two acts wait for each other over a count. The worker takes up the notes about every second and writes the rows
of those films anew, set by set; a rebuild does the same for all of them.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, ExtractDay, ExtractMonth, ExtractYear

from abspann.catalog.models import Film, FilmFacet, FilmKeyword, Outcome, Person, Release
from abspann.catalog.rules import Result
from abspann.core.sorting import family_name_first
from abspann.discovery.models import BrowseDue, BrowseEntry, FacetCount, Kind, LetterCount, PersonEntry
from abspann.discovery.rules import MINUTES, PRIOR_HALF_STARS, PRIOR_RATINGS, STARS
from abspann.reviews.models import FilmScore

AT_A_TIME = 500
"""Films or people of one short transaction; fits into the parameters of one query on every database."""

ROUND = 5.0
"""So many seconds at most the worker spends on the lists before it looks after its other duties."""

UNKNOWN_LAST = 99_999_999

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
    before = _counted(own)
    own.delete()
    _name_values(films)
    table = connection.ops.quote_name(BrowseEntry._meta.db_table)
    names = [connection.ops.quote_name(name) for name in COLUMNS]
    with connection.cursor() as cursor:
        for rows in _rows(films):
            sql, params = rows.query.sql_with_params()
            cursor.execute(f"INSERT INTO {table} ({', '.join(names)}) {sql}", params)  # names are ours
    after = _counted(own)
    for facet in sorted(before.keys() | after.keys()):
        change = after.get(facet, 0) - before.get(facet, 0)
        if change:
            FacetCount.objects.filter(pk=facet).update(films=F("films") + change)


def _counted(entries: QuerySet[BrowseEntry]) -> dict[int, int]:
    return dict(entries.order_by().values_list("facet").annotate(films=Count("pk")))


def _name_values(films: Collection[int]) -> None:
    """Make sure that each value of these films has its row of counts."""
    pairs = {(str(kind), str(code)) for rows in _values(films) for kind, code in rows.values_list("kind_", "code_")}
    known = set(FacetCount.objects.filter(code__in={code for _kind, code in pairs}).values_list("kind", "code"))
    FacetCount.objects.bulk_create(
        [FacetCount(kind=kind, code=code) for kind, code in sorted(pairs - known)], ignore_conflicts=True
    )


def _rows(films: Collection[int]) -> Iterator[QuerySet[Any, Any]]:
    """Yield, kind by kind, the rows of these films as queries, in the order of COLUMNS."""
    for values in _values(films):
        facet = FacetCount.objects.filter(kind=OuterRef("kind_"), code=OuterRef("code_")).values("pk")[:1]
        yield values.annotate(facet_=Subquery(facet)).values_list(
            "facet_", "film_", "sort_title_", "newest_", "oldest_", "best_", "ratings_"
        )


def _values(films: Collection[int]) -> Iterator[QuerySet[Any, Any]]:
    """Yield, kind by kind, what these films can be browsed by: `kind_`, `code_`, and the keys of the orders."""
    chosen = Film.objects.filter(pk__in=films).order_by()
    yield _with_keys(chosen, Kind.ALL, Value(""))
    dated = chosen.filter(year__isnull=False)
    yield _with_keys(dated, Kind.YEAR, Cast(F("year"), CharField()))
    yield _with_keys(dated, Kind.DECADE, Cast(F("year") - F("year") % 10, CharField()))
    yield _with_keys(chosen.filter(fsk__isnull=False), Kind.FSK, Cast(F("fsk"), CharField()))
    for code, (first, last) in MINUTES.items():
        timed = chosen.filter(running_minutes__gte=first)
        yield _with_keys(timed if last is None else timed.filter(running_minutes__lte=last), Kind.MINUTES, Value(code))
    facets = FilmFacet.objects.filter(film__in=films).order_by()
    for kind in (Kind.GENRE, Kind.COUNTRY, Kind.LANGUAGE):
        yield _with_keys(facets.filter(kind=kind.value), kind, F("code"), film="film")
    words = FilmKeyword.objects.filter(film__in=films).order_by()
    yield _with_keys(words, Kind.KEYWORD, F("keyword__code"), film="film")
    outcomes = Outcome.objects.filter(film__in=films).order_by()
    yield _with_keys(outcomes, Kind.FESTIVAL, F("edition__festival__slug"), film="film").distinct()
    prizes = outcomes.filter(result=Result.WON, award__isnull=False)
    prize = Concat(F("award__festival__slug"), Value(":"), F("award__code"), output_field=CharField())
    yield _with_keys(prizes, Kind.PRIZE, prize, film="film").distinct()
    scores = FilmScore.objects.filter(film__in=films, rating_count__gt=0).order_by()
    for stars in STARS:
        good = scores.filter(half_star_sum__gte=F("rating_count") * (2 * stars))
        yield _with_keys(good, Kind.RATING, Value(str(stars)), film="film")


def _with_keys(rows: QuerySet[Any], kind: Kind, code: Any, *, film: str = "") -> QuerySet[Any, Any]:
    """Give rows of films, or of something that names a `film`, what the orders compare."""
    path = f"{film}__" if film else ""
    pk = f"{film}_id" if film else "pk"
    year = F(f"{path}year")
    first = (
        Release.objects.filter(film=OuterRef(pk))
        .order_by()
        .values("film")
        .annotate(day=Min("date"))
        .annotate(number=ExtractYear("day") * 10_000 + ExtractMonth("day") * 100 + ExtractDay("day"))
        .values("number")
    )
    # Of a film that first came out in a later year than its own, or an earlier one, the year alone counts.
    day = Coalesce(Subquery(first, output_field=IntegerField()), Value(0))
    start, end = year * 10_000, year * 10_000 + 9_999
    dated = Case(When(first_day__gte=start, first_day__lte=end, then=F("first_day")), default=start)
    scores = FilmScore.objects.filter(film=OuterRef(pk))
    ratings = Coalesce(Subquery(scores.values("rating_count")[:1]), Value(0))
    weighed = scores.filter(rating_count__gt=0).annotate(
        weighed=Cast(F("half_star_sum") + PRIOR_RATINGS * PRIOR_HALF_STARS, BigIntegerField())
        * 1000
        / (F("rating_count") + PRIOR_RATINGS)
    )
    best = Coalesce(Subquery(weighed.values("weighed")[:1], output_field=IntegerField()), Value(0))
    keyed: QuerySet[Any, Any] = rows.annotate(first_day=day).annotate(
        kind_=Value(str(kind.value), output_field=CharField()),
        code_=code,
        film_=F(pk),
        sort_title_=F(f"{path}sort_title"),
        newest_=Coalesce(dated, Value(0), output_field=IntegerField()),
        oldest_=Coalesce(dated, Value(UNKNOWN_LAST), output_field=IntegerField()),
        best_=best,
        ratings_=ratings,
    )
    return keyed


# People.


def _place_people(people: Collection[int]) -> None:
    """Write people's places in the list from A to Z anew; the counts follow."""
    own = PersonEntry.objects.filter(person__in=people)
    before = dict(own.order_by().values_list("letter").annotate(people=Count("pk")))
    own.delete()
    rows = []
    for pk, public_id, name in Person.objects.filter(pk__in=people).values_list("pk", "public_id", "name"):
        sorted_by = family_name_first(name)
        letter = sorted_by[:1] if "a" <= sorted_by[:1] <= "z" else "#"
        rows.append(PersonEntry(person_id=pk, public_id=public_id, letter=letter, sort_name=sorted_by))
    PersonEntry.objects.bulk_create(rows)
    after = dict(own.order_by().values_list("letter").annotate(people=Count("pk")))
    for letter in sorted(before.keys() | after.keys()):
        change = after.get(letter, 0) - before.get(letter, 0)
        if change:
            LetterCount.objects.get_or_create(letter=letter)
            LetterCount.objects.filter(letter=letter).update(people=F("people") + change)


def _recount() -> None:
    """Count every row, whatever the counts said."""
    counted = _counted(BrowseEntry.objects.all())
    for facet in FacetCount.objects.order_by("pk"):
        if facet.films != counted.get(facet.pk, 0):
            FacetCount.objects.filter(pk=facet.pk).update(films=counted.get(facet.pk, 0))
    letters = dict(PersonEntry.objects.order_by().values_list("letter").annotate(people=Count("pk")))
    for row in LetterCount.objects.order_by("pk"):
        if row.people != letters.get(row.letter, 0):
            LetterCount.objects.filter(pk=row.pk).update(people=letters.get(row.letter, 0))
