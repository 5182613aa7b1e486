"""The filters of browsing: each value with how many films it leaves together with what else is chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count, F

from abspann.catalog.models import Film, FilmFacet
from abspann.catalog.rules import FacetKind, Genre
from abspann.core.formats import country
from abspann.discovery.queries import Choice, chosen

SHOWN = 10
"""So many values of a filter stand open; the rest is one step away."""


@dataclass(frozen=True, slots=True)
class Option:
    """A value that films can be narrowed down to."""

    code: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A list of options; `rest` is what folds away."""

    key: str
    options: tuple[Option, ...]

    @property
    def first(self) -> tuple[Option, ...]:
        """What stands open."""
        return self.options if len(self.options) <= SHOWN + 2 else self.options[:SHOWN]

    @property
    def rest(self) -> tuple[Option, ...]:
        """What folds away; nothing where it would be one or two."""
        return self.options[len(self.first) :]

    @property
    def chosen(self) -> Option | None:
        """The option that is chosen."""
        return next((option for option in self.options if option.is_chosen), None)

    @property
    def is_chosen_below(self) -> bool:
        """Whether the chosen option stands among those that fold away."""
        return any(option.is_chosen for option in self.rest)


def filters(choice: Choice, language: str, decade_name: str) -> tuple[Filter, Filter, Filter]:
    """Return genres, countries and decades, the most frequent first, decades the newest first; three queries.

    `decade_name` is how a decade is called, with `%(year)s` in it.
    """
    genres = _facets(choice, FacetKind.GENRE, replace(choice, genre=None))
    countries = _facets(choice, FacetKind.COUNTRY, replace(choice, country=None))
    return (
        _filter("genre", choice.genre, ((code, _genre(code), count) for code, count in genres)),
        _filter("country", choice.country, ((code, country(code, language), count) for code, count in countries)),
        _filter(
            "decade",
            str(choice.decade) if choice.decade else None,
            ((str(year), decade_name % {"year": year}, count) for year, count in _decades(choice)),
        ),
    )


def _filter(key: str, wanted: str | None, rows: Iterable[tuple[str, str, int]]) -> Filter:
    return Filter(key, tuple(Option(code, name, count, code == wanted) for code, name, count in rows))


def _facets(choice: Choice, kind: FacetKind, others: Choice) -> list[tuple[str, int]]:
    rows = FilmFacet.objects.filter(kind=kind)
    if others.genre or others.country or others.decade:
        rows = rows.filter(film__in=chosen(others, Film.objects.all()))
    counted = rows.values_list("code").annotate(films=Count("film")).order_by("-films", "code")
    found = [(str(code), int(count)) for code, count in counted]
    wanted = choice.genre if kind == FacetKind.GENRE else choice.country
    if wanted and wanted not in dict(found):
        found.append((wanted, 0))
    return found


def _decades(choice: Choice) -> list[tuple[int, int]]:
    films = chosen(replace(choice, decade=None), Film.objects.filter(year__isnull=False))
    rows = films.order_by().values_list(F("year") - F("year") % 10).annotate(films=Count("pk"))
    found = {int(start): int(count) for start, count in rows}
    if choice.decade:
        found.setdefault(choice.decade, 0)
    return sorted(found.items(), reverse=True)


def _genre(code: str) -> str:
    return str(Genre(code).label)
