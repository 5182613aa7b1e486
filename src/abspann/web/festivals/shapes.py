"""Festivals in the shapes that pages show them in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from babel.dates import format_date
from django.utils.translation import get_language

from abspann.catalog.models import Award, Credit, Edition, Film, Outcome
from abspann.catalog.queries import EditionPage, Prize, films_named
from abspann.catalog.rules import Job, Result
from abspann.core.formats import date_long

POSTERS_OF_EDITION = 6


@dataclass(frozen=True, slots=True)
class Winner:
    """A film that won, and who is named with it: those to whom the prize belongs, else who directed."""

    film: Film
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A prize with its winners; several share it."""

    award: Award
    winners: tuple[Winner, ...]


def prize_rows(page: EditionPage) -> tuple[Row, ...]:
    """Return an edition's prizes in the festival's order, in one query."""
    directors = directors_of({prize.outcome.film_id for prize in page.won})
    given = [prize for prize in page.won if prize.outcome.award is not None]
    by_award = groupby(given, key=lambda prize: prize.outcome.award)
    return tuple(
        Row(award, tuple(_winner(prize, directors) for prize in prizes)) for award, prizes in by_award if award is not None
    )


def directors_of(films: Iterable[int]) -> dict[int, tuple[tuple[str, str], ...]]:
    """Return who directed, as (name, slug), by film; one query."""
    credits = Credit.objects.filter(film__in=set(films), job=Job.DIRECTOR).order_by("billing", "id")
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    for film, name, slug in credits.values_list("film", "person__name", "person__slug"):
        found[film] = (*found.get(film, ()), (name, slug))
    return found


def _winner(prize: Prize, directors: dict[int, tuple[tuple[str, str], ...]]) -> Winner:
    holders = tuple((holder.name, holder.slug) for holder in prize.people)
    return Winner(prize.outcome.film, holders or directors.get(prize.outcome.film_id, ()))


@dataclass(frozen=True, slots=True)
class Year:
    """An edition with the films that stand for it, those that won first."""

    edition: Edition
    entries: int
    days: str
    films: tuple[Film, ...]


def years_of(editions: Sequence[Edition], language: str) -> tuple[Year, ...]:
    """Return editions with some of their films, in two queries."""
    rank = {Result.WON: 0, Result.NOMINATED: 1, Result.SELECTED: 2}
    outcomes = Outcome.objects.filter(edition__in=editions).values_list("edition", "film", "result", "award__position")
    ordered = sorted(outcomes, key=lambda row: (rank[Result(row[2])], 1000 if row[3] is None else row[3], row[1]))
    chosen: dict[int, list[int]] = {}
    for edition, film, _result, _position in ordered:
        of_edition = chosen.setdefault(edition, [])
        if film not in of_edition:
            of_edition.append(film)
    shown = {pk for films in chosen.values() for pk in films[:POSTERS_OF_EDITION]}
    films = films_named(language).in_bulk(shown)
    return tuple(
        Year(
            edition,
            len(chosen.get(edition.pk, ())),
            days(edition),
            tuple(films[pk] for pk in chosen.get(edition.pk, ())[:POSTERS_OF_EDITION]),
        )
        for edition in editions
    )


def days(edition: Edition) -> str:
    """`16. bis 27. Mai 2012`, `16–27 May 2012`; one day where only one is known, nothing without days."""
    start, end = edition.starts_on, edition.ends_on or edition.starts_on
    if start is None or end is None:
        return ""
    language = get_language() or "de"
    if start == end:
        return date_long(start, language)
    month = "" if (start.year, start.month) == (end.year, end.month) else " MMMM"
    year = "" if start.year == end.year else " y"
    german = language == "de"
    begins = format_date(start, f"d{'.' if german else ''}{month}{year}", locale="de" if german else "en_GB")
    between = " bis " if german else " – " if month else "–"
    return f"{begins}{between}{date_long(end, language)}".replace(". ", ".\u00a0")
