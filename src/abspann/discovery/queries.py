"""Search and browsing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Case, Count, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from abspann.catalog.models import Festival, Film, FilmFacet, FilmTitle, Person
from abspann.catalog.queries import films_named
from abspann.catalog.rules import FacetKind
from abspann.core.paging import Key, Page, page_of
from abspann.core.text import foldings
from abspann.discovery.models import SearchEntry, SimilarFilm
from abspann.discovery.rules import QUERY_LIMIT

Found = TypeVar("Found", Film, Person, Festival)

SHOWN = {"film": 20, "person": 10, "festival": 5}
PAGE_SIZE = 24

TITLE = Key("sort_title", kind=str)
PLACE = Key("public_id", kind=str)
BROWSE_ORDERS: dict[str, tuple[Key, ...]] = {
    "title": (TITLE, PLACE),
    "newest": (Key("year_or_0", descending=True), TITLE, PLACE),
    "oldest": (Key("year_or_last"), TITLE, PLACE),
}


@dataclass(frozen=True, slots=True)
class Findings:
    """What a query found, the closest first."""

    films: list[Film]
    people: list[Person]
    festivals: list[Festival]

    def __bool__(self) -> bool:
        return bool(self.films or self.people or self.festivals)


@dataclass(frozen=True, slots=True)
class Choice:
    """What films are browsed by."""

    genre: str | None = None
    country: str | None = None
    decade: int | None = None
    order: str = "title"

    @property
    def name(self) -> str:
        """What tells one list from another; a cursor of one fits no other."""
        return f"films:{self.genre}:{self.country}:{self.decade}:{self.order}"


EVERYTHING = Choice()
"""All films."""


def search(query: str, language: str) -> Findings:
    """Return films, people and festivals one of whose names has every word of the query, each at a word's beginning.

    A name that equals the query comes first, then names that begin with it, then the better known.
    """
    # A letter that folds into a space and an accent is no word.
    words = [tuple(form.strip() for form in foldings(word)) for word in query[:QUERY_LIMIT].split()]
    words = [forms for forms in words if all(forms)][:12]
    if not words:
        return Findings([], [], [])
    found = {kind: _refs(kind, words, foldings(" ".join(query[:QUERY_LIMIT].split()))) for kind in SHOWN}
    return Findings(
        films=_in_order(films_named(language), found["film"]),
        people=_in_order(Person.objects.all(), found["person"]),
        festivals=_in_order(Festival.objects.all(), found["festival"]),
    )


def browse(choice: Choice, *, language: str, after: str | None) -> Page[Film]:
    """Return a page of the films that a choice leaves."""
    films = chosen(choice, films_named(language)).annotate(
        year_or_0=Coalesce(F("year"), Value(0)), year_or_last=Coalesce(F("year"), Value(9999))
    )
    return page_of(films, of=choice.name, order=BROWSE_ORDERS[choice.order], after=after, size=PAGE_SIZE)


def chosen(choice: Choice, films: QuerySet[Film]) -> QuerySet[Film]:
    """Narrow films down to a choice."""
    for kind, code in ((FacetKind.GENRE, choice.genre), (FacetKind.COUNTRY, choice.country)):
        if code is not None:
            films = films.filter(pk__in=FilmFacet.objects.filter(kind=kind, code=code).values("film"))
    if choice.decade is not None:
        films = films.filter(year__range=(choice.decade, choice.decade + 9))
    return films


def facet_counts(kind: FacetKind, choice: Choice = EVERYTHING) -> list[tuple[str, int]]:
    """Return the codes of a kind with how many of the chosen films have them, the most frequent first."""
    rows = FilmFacet.objects.filter(kind=kind)
    if choice.genre or choice.country or choice.decade:
        rows = rows.filter(film__in=chosen(choice, Film.objects.all()))
    counted = rows.values_list("code").annotate(films=Count("film")).order_by("-films", "code")
    return [(str(code), int(count)) for code, count in counted]


def decade_counts(choice: Choice = EVERYTHING) -> list[tuple[int, int]]:
    """Return the decades with how many of the chosen films are from them, the newest first."""
    films = chosen(choice, Film.objects.filter(year__isnull=False)).order_by()
    rows = films.values_list(F("year") - F("year") % 10).annotate(films=Count("pk"))
    return sorted(((int(start), int(count)) for start, count in rows), reverse=True)


def similar_films(film: Film, language: str, limit: int = 4) -> list[SimilarFilm]:
    """Return the films that go with a film, nearest first, each with its reason."""
    titles = FilmTitle.objects.filter(film=OuterRef("other"), language=language).order_by("id").values("text")[:1]
    found = SimilarFilm.objects.filter(film=film).select_related("other").annotate(title_here=Subquery(titles))
    similar: list[SimilarFilm] = list(found.order_by("position")[:limit])
    for entry in similar:
        entry.other.title_here = entry.title_here  # type: ignore[attr-defined]  # as films_named() names films
    return similar


def _refs(kind: str, words: list[tuple[str, ...]], whole: tuple[str, ...]) -> list[int]:
    entries = SearchEntry.objects.filter(kind=kind)
    for forms in words:
        match = Q()
        for form in forms:
            match |= Q(folded__startswith=form) | Q(folded__contains=f" {form}")
        entries = entries.filter(match)
    nearness = Case(
        When(folded__in=whole, then=0),
        When(folded__startswith=whole[0], then=1),
        default=2,
        output_field=IntegerField(),
    )
    rows = entries.values_list("ref").annotate(nearness=Min(nearness), known=Min("weight"))
    return [row[0] for row in rows.order_by("nearness", "-known", "ref")[: SHOWN[kind]]]


def _in_order(rows: QuerySet[Found], refs: list[int]) -> list[Found]:
    found = rows.in_bulk(refs)
    return [found[ref] for ref in refs if ref in found]
