"""Festivals in the shapes that pages show them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from babel.dates import format_date
from django.utils.translation import get_language

from abspann.catalog.models import Award, Edition, Film, Outcome
from abspann.catalog.queries import EditionPage, Prize, best_of, directors_of, films_by_key
from abspann.core.formats import date_long

POSTERS_OF_EDITION = 6
FEW = 2
"""So few films of a year stand with their titles, and with what came of them."""


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
        Row(award, tuple(_winner(prize, directors) for prize in prizes))
        for award, prizes in by_award
        if award is not None
    )


def _winner(prize: Prize, directors: dict[int, tuple[tuple[str, str], ...]]) -> Winner:
    holders = tuple((holder.name, holder.slug) for holder in prize.people)
    return Winner(prize.outcome.film, holders or directors.get(prize.outcome.film_id, ()))


@dataclass(frozen=True, slots=True)
class Entry:
    """A film at an edition, with the best that came of it: `Goldene Palme: gewonnen`; nothing where it was shown."""

    film: Film
    came_of_it: str


@dataclass(frozen=True, slots=True)
class Year:
    """An edition with the films that stand for it, those that won first."""

    edition: Edition
    count: int
    days: str
    entries: tuple[Entry, ...]

    @property
    def is_named(self) -> bool:
        """Whether there is room for titles."""
        return len(self.entries) <= FEW


def years_of(editions: Sequence[Edition], language: str) -> tuple[Year, ...]:
    """Return editions with some of their films, in two queries."""
    best = best_of(editions)
    shown = {pk for of_edition in best.values() for pk in list(of_edition)[:POSTERS_OF_EDITION]}
    films = films_by_key(shown, language)
    return tuple(
        Year(
            edition,
            len(best.get(edition.pk, {})),
            days(edition),
            tuple(
                Entry(films[pk], _in_words(outcome, language))
                for pk, outcome in list(best.get(edition.pk, {}).items())[:POSTERS_OF_EDITION]
            ),
        )
        for edition in editions
    )


def _in_words(outcome: Outcome, language: str) -> str:
    award = outcome.award
    if award is None:
        return ""
    name = award.name_en if language == "en" and award.name_en else award.name
    return f"{name}: {outcome.get_result_display()}"


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
