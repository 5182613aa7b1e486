"""Browsing."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, QuerySet, Value
from django.db.models.functions import Coalesce

from abspann.catalog.models import Film, FilmFacet
from abspann.catalog.queries import films_named
from abspann.catalog.rules import FacetKind
from abspann.core.paging import Key, Page, page_of

PAGE_SIZE = 24

TITLE = Key("sort_title", kind=str)
PLACE = Key("public_id", kind=str)
BROWSE_ORDERS: dict[str, tuple[Key, ...]] = {
    "title": (TITLE, PLACE),
    "newest": (Key("year_or_0", descending=True), TITLE, PLACE),
    "oldest": (Key("year_or_last"), TITLE, PLACE),
}


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
