"""Browsing: a choice of values, an order, a page; and how many films each value leaves.

A page walks one index of the rarest chosen value and looks up the others film by film: the price is bounded by how many
films that value has, and is mostly that of the page. Counts of one value are kept (`FacetCount`); of several together
they are counted up to `COUNTED` films, behind which a page says «more than».
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from abspann.catalog.models import Film, Person, Release
from abspann.catalog.queries import HOME_COUNTRY, films_named
from abspann.core.paging import Key, Page, page_of
from abspann.discovery.models import BrowseEntry, FacetCount, Kind, LetterCount, PersonEntry
from abspann.discovery.rules import WEEKS_IN_CINEMAS

PAGE_SIZE = 24
PEOPLE_PAGE = 60
COUNTED = 1_000

# A film's number tells when it came in, which the order of the recently added tells as well.
FILM = Key("film_id")
LATEST_FILM = Key("film_id", descending=True)
BROWSE_ORDERS: dict[str, tuple[Key, ...]] = {
    "title": (Key("sort_title", kind=str), FILM),
    "newest": (Key("newest", descending=True), LATEST_FILM),
    "oldest": (Key("oldest"), FILM),
    "best": (Key("best", descending=True), LATEST_FILM),
    "rated": (Key("ratings", descending=True), LATEST_FILM),
    "added": (LATEST_FILM,),
}
OF_RATED = {"best": "best", "rated": "ratings"}
"""Orders in which only films stand that somebody rated, each with the column that says so and that its index holds."""

FACETS = tuple(kind for kind in Kind if kind != Kind.ALL)
CINEMA = ("now", "soon")


@dataclass(frozen=True, slots=True)
class Choice:
    """What films are browsed by: a value of any kinds, films that are in cinemas now or soon, and an order."""

    genre: str | None = None
    decade: str | None = None
    year: str | None = None
    country: str | None = None
    language: str | None = None
    minutes: str | None = None
    fsk: str | None = None
    festival: str | None = None
    prize: str | None = None
    rating: str | None = None
    keyword: str | None = None
    cinema: str | None = None
    order: str = "title"

    @property
    def values(self) -> tuple[tuple[Kind, str], ...]:
        """The chosen values of kinds that are kept."""
        return tuple((kind, code) for kind in FACETS if (code := getattr(self, kind.value)) is not None)

    @property
    def size(self) -> int:
        """How many values are chosen."""
        return len(self.values) + (self.cinema is not None)

    @property
    def name(self) -> str:
        """What tells one list from another; a cursor of one fits no other."""
        chosen = ",".join(f"{kind.value}={code}" for kind, code in self.values)
        return f"films:{chosen}:{self.cinema}:{self.order}"

    def with_cinema(self, when: str) -> Choice:
        """The same choice of films in cinemas now or soon."""
        return replace(self, cinema=when)

    def without(self, kind: str) -> Choice:
        """The same choice without the value of a kind."""
        nothing: dict[str, Any] = {kind: None}
        return replace(self, **nothing)


EVERYTHING = Choice()
"""All films."""


@dataclass(frozen=True, slots=True)
class Number:
    """How many films there are; more than that many where it is not `exact`."""

    films: int
    exact: bool = True


def browse(choice: Choice, *, language: str, after: str | None, at: dt.date, size: int = PAGE_SIZE) -> Page[Film]:
    """Return a page of the films that a choice leaves, as they stand in its order; three queries in all."""
    entries = entries_of(choice, at=at)
    if choice.order in OF_RATED:
        entries = entries.filter(**{f"{OF_RATED[choice.order]}__gt": 0})
    order = BROWSE_ORDERS[choice.order]
    page = page_of(entries, of=choice.name, order=order, after=after, size=size, within="facet")
    films = films_named(language).in_bulk([entry.film_id for entry in page.items])
    # A film that has just left the catalog may still have its row.
    return Page([films[entry.film_id] for entry in page.items if entry.film_id in films], page.next, page.is_first)


def entries_of(choice: Choice, *, at: dt.date) -> QuerySet[BrowseEntry]:
    """Return the rows of a choice under its rarest value; none where a value is not known."""
    wanted = choice.values or ((Kind.ALL, ""),)
    found = [facet for facet in facets_at(wanted) if facet.films]
    if len(found) < len(wanted):
        return BrowseEntry.objects.none()
    rarest, *others = sorted(found, key=lambda facet: (facet.films, facet.pk))
    entries = BrowseEntry.objects.filter(facet=rarest)
    for facet in others:
        entries = entries.filter(Exists(BrowseEntry.objects.filter(facet=facet, film=OuterRef("film"))))
    if choice.cinema:
        entries = entries.filter(film__in=films_in_cinemas(choice.cinema, at=at))
    return entries


def facets_at(values: Iterable[tuple[Kind, str]]) -> list[FacetCount]:
    """Return the counts of these values; what no film ever had is not among them."""
    wanted = set(values)
    rows = FacetCount.objects.filter(kind__in={kind for kind, _code in wanted}, code__in={code for _k, code in wanted})
    return [row for row in rows if (Kind(row.kind), row.code) in wanted]


def films_in_cinemas(when: str, *, at: dt.date, country: str = HOME_COUNTRY) -> QuerySet[Release, int]:
    """Return the films that came into a country's cinemas within eight weeks (`now`), or will (`soon`)."""
    found = Release.objects.filter(country=country)
    if when == "now":
        found = found.filter(date__gt=at - dt.timedelta(weeks=WEEKS_IN_CINEMAS), date__lte=at)
    else:
        found = found.filter(date__gt=at)
    return found.values_list("film", flat=True)


def number_of(choice: Choice, *, at: dt.date) -> Number:
    """Return how many films a choice leaves: exactly for one value or none, else counted up to a thousand."""
    if choice.size <= 1 and choice.cinema is None:
        found = facets_at(choice.values or ((Kind.ALL, ""),))
        return Number(found[0].films if found else 0)
    counted = entries_of(choice, at=at).order_by()[: COUNTED + 1].count()
    return Number(min(counted, COUNTED), exact=counted <= COUNTED)


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a kind with how many films it leaves; None where that is not counted."""

    code: str
    films: int | None


def values_of(kind: Kind, choice: Choice = EVERYTHING, *, at: dt.date) -> list[Value]:
    """Return the values of a kind, the most frequent first, with how many films each leaves of what else is chosen.

    With nothing else chosen the counts are the kept ones. With a thousand films or fewer left they are counted, and
    values that leave none are not among them. With more the values stand without counts.
    """
    rest = choice.without(kind.value)
    kept = FacetCount.objects.filter(kind=kind, films__gt=0).order_by("-films", "code")
    if not rest.size:
        return [Value(row.code, row.films) for row in kept]
    entries = entries_of(rest, at=at).order_by()
    films = list(entries.values_list("film_id", flat=True)[: COUNTED + 1])
    if len(films) > COUNTED:
        return [Value(row.code, None) for row in kept]
    return _counted(kind, films)


def counted_values(kinds: Iterable[Kind], choice: Choice, *, at: dt.date) -> dict[Kind, list[Value]]:
    """Return `values_of` for several kinds: three queries, and two more for each kind with a chosen value."""
    kinds = list(kinds)
    chosen = {kind for kind, _code in choice.values}
    found = {kind: values_of(kind, choice, at=at) for kind in kinds if kind in chosen}
    open_kinds = [kind for kind in kinds if kind not in chosen]
    if choice.size:
        films = list(entries_of(choice, at=at).order_by().values_list("film_id", flat=True)[: COUNTED + 1])
        if len(films) <= COUNTED:
            rows = BrowseEntry.objects.filter(film__in=films, facet__kind__in=open_kinds).order_by()
            for kind, code, count in _by_frequency(rows):
                found.setdefault(Kind(kind), []).append(Value(code, count))
            return found
    kept = FacetCount.objects.filter(kind__in=open_kinds, films__gt=0).order_by("-films", "code")
    for kind, code, count in kept.values_list("kind", "code", "films"):
        found.setdefault(Kind(kind), []).append(Value(code, None if choice.size else count))
    return found


def _counted(kind: Kind, films: list[int]) -> list[Value]:
    rows = BrowseEntry.objects.filter(film__in=films, facet__kind=kind).order_by()
    return [Value(code, count) for _kind, code, count in _by_frequency(rows)]


def _by_frequency(rows: QuerySet[BrowseEntry]) -> list[tuple[str, str, int]]:
    counted = rows.values_list("facet__kind", "facet__code").annotate(films=Count("film_id"))
    return sorted(((kind, code, count) for kind, code, count in counted), key=lambda row: (-row[2], row[1]))


# People.


def letters() -> dict[str, int]:
    """Return how many people each letter has; `#` stands for names that begin with none."""
    return dict(LetterCount.objects.filter(people__gt=0).order_by("letter").values_list("letter", "people"))


def people_at(letter: str, *, after: str | None) -> Page[PersonEntry]:
    """Return a page of the people of a letter, by family name; two queries."""
    entries = PersonEntry.objects.filter(letter=letter)
    order = (Key("sort_name", kind=str), Key("public_id", kind=str))
    page = page_of(entries, of=f"people:{letter}", order=order, after=after, size=PEOPLE_PAGE)
    people = Person.objects.in_bulk([entry.person_id for entry in page.items])
    for entry in page.items:
        if entry.person_id in people:
            entry.person = people[entry.person_id]
    shown = [entry for entry in page.items if entry.person_id in people]
    return Page(shown, page.next, page.is_first)
