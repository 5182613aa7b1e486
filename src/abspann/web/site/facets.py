"""The filters of browsing: each value with how many films it leaves together with what else is chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from abspann.catalog.rules import FacetKind, Genre
from abspann.core.formats import country
from abspann.discovery.queries import Choice, decade_counts, facet_counts

K = TypeVar("K", str, int)

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
    genres = _with_chosen(facet_counts(FacetKind.GENRE, replace(choice, genre=None)), choice.genre)
    countries = _with_chosen(facet_counts(FacetKind.COUNTRY, replace(choice, country=None)), choice.country)
    decades = _with_chosen(decade_counts(replace(choice, decade=None)), choice.decade)
    return (
        _filter("genre", choice.genre, ((code, _genre(code), count) for code, count in genres)),
        _filter("country", choice.country, ((code, country(code, language), count) for code, count in countries)),
        _filter(
            "decade",
            str(choice.decade) if choice.decade else None,
            ((str(year), decade_name % {"year": year}, count) for year, count in sorted(decades, reverse=True)),
        ),
    )


def _filter(key: str, wanted: str | None, rows: Iterable[tuple[str, str, int]]) -> Filter:
    return Filter(key, tuple(Option(code, name, count, code == wanted) for code, name, count in rows))


def _with_chosen(counts: list[tuple[K, int]], wanted: K | None) -> list[tuple[K, int]]:
    """A value that is chosen stands in its list even where it leaves no film."""
    if wanted is None or wanted in dict(counts):
        return counts
    return counts + [(wanted, 0)]  # noqa: RUF005  # unpacking loses the types


def _genre(code: str) -> str:
    return str(Genre(code).label)
