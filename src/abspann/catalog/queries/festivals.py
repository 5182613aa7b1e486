"""Festivals, their editions and prizes, as pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from abspann.catalog.models import Award, Edition, Festival, Film, Outcome, Section
from abspann.catalog.queries.films import films_named
from abspann.catalog.queries.prizes import Prize, prizes
from abspann.catalog.rules import Result
from abspann.core.paging import Key, Page, page_of
from abspann.core.text import folded

RANK = {Result.WON: 0, Result.NOMINATED: 1, Result.SELECTED: 2}
FESTIVALS_PAGE = 60
EDITIONS_PAGE = 30


@dataclass(frozen=True, slots=True)
class EditionPage:
    """A festival's year: its prizes, and the films of each section."""

    edition: Edition
    won: tuple[Prize, ...]
    sections: tuple[tuple[str, tuple[Film, ...]], ...]
    others: tuple[Edition, ...]


def festivals_with_editions() -> QuerySet[Festival]:
    """Return all festivals by name, with their editions, newest first."""
    editions = Edition.objects.order_by("-year")
    return Festival.objects.prefetch_related(Prefetch("editions", editions)).order_by("name", "slug")


def festivals_with(slugs: Collection[str]) -> list[Festival]:
    """Return the festivals at these addresses."""
    return list(Festival.objects.filter(slug__in=slugs))


def awards_with(codes: Collection[tuple[str, str]]) -> list[Award]:
    """Return the prizes of these (festival's address, code), with their festivals."""
    wanted = set(codes)
    awards = Award.objects.filter(festival__slug__in={one for one, _ in wanted}, code__in={code for _, code in wanted})
    return [award for award in awards.select_related("festival") if (award.festival.slug, award.code) in wanted]


def festivals_page(after: str | None) -> Page[Festival]:
    """Return a page of the festivals by name, with their editions; two queries."""
    order = (Key("name", kind=str), Key("slug", kind=str))
    return page_of(festivals_with_editions(), of="festivals", order=order, after=after, size=FESTIVALS_PAGE)


def festival_years() -> list[int]:
    """Return the years of which an edition is known, the newest first; one leap in the index for each year."""
    table = connection.ops.quote_name(Edition._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE leap(year) AS ("  # noqa: S608  # the table's name is ours
            f"SELECT MAX(year) FROM {table} UNION ALL "
            f"SELECT (SELECT MAX(e.year) FROM {table} e WHERE e.year < leap.year) FROM leap "
            f"WHERE leap.year IS NOT NULL) SELECT year FROM leap WHERE year IS NOT NULL"
        )
        return [int(row[0]) for row in cursor.fetchall()]


def editions_of_year(year: int, after: str | None) -> Page[Edition]:
    """Return a page of the editions of a year, by the day on which they began, those without a day last."""
    editions = Edition.objects.filter(year=year).select_related("festival")
    editions = editions.annotate(begins=Coalesce("starts_on", Value(dt.date(9999, 12, 31))))
    order = (Key("begins", kind=dt.date), Key("festival_id"))
    return page_of(editions, of=f"editions:{year}", order=order, after=after, size=EDITIONS_PAGE, within="year")


def festival_at(slug: str) -> Festival | None:
    """Return the festival at an address."""
    return Festival.objects.filter(slug=slug).first()


def edition_of(festival: Festival, year: int) -> Edition | None:
    """Return a festival's year."""
    return Edition.objects.select_related("festival", "jury_president").filter(festival=festival, year=year).first()


def edition_page(edition: Edition, language: str) -> EditionPage:
    """Read an edition's page: what was won, and every film by section, in the order of their titles."""
    read = prizes(Q(edition=edition))
    entries = [prize for group in read for prize in group.prizes]
    films = films_named(language).in_bulk({prize.outcome.film_id for prize in entries})
    sections: dict[str, dict[int, Film]] = {}
    ordered = sorted(entries, key=lambda prize: prize.outcome.section.position if prize.outcome.section else 1000)
    for prize in ordered:
        code = prize.outcome.section.code if prize.outcome.section else ""
        sections.setdefault(code, {})[prize.outcome.film_id] = films[prize.outcome.film_id]
    shown_in_section = {pk for code, group in sections.items() if code for pk in group}
    loose = {pk: film for pk, film in sections.pop("", {}).items() if pk not in shown_in_section}
    if loose:
        sections[""] = loose
    for prize in entries:
        prize.outcome.film = films[prize.outcome.film_id]
    won = sorted((p for p in entries if p.outcome.result == Result.WON), key=_award_position)
    others = Edition.objects.filter(festival=edition.festival_id).exclude(pk=edition.pk).order_by("-year")
    return EditionPage(
        edition=edition,
        won=tuple(won),
        sections=tuple((code, tuple(_by_title(group.values()))) for code, group in sections.items()),
        others=tuple(others),
    )


def _award_position(prize: Prize) -> int:
    return prize.outcome.award.position if prize.outcome.award else 1000


def _by_title(films: Iterable[Film]) -> list[Film]:
    return sorted(films, key=lambda film: film.sort_title)


def fullest_edition(language: str) -> EditionPage | None:
    """Return the edition of which the house has most films; None without festivals."""
    edition = (
        Edition.objects.select_related("festival", "jury_president")
        .annotate(entries=Count("outcomes__film", distinct=True))
        .filter(entries__gt=0)
        .order_by("-entries", "-year")
        .first()
    )
    return edition_page(edition, language) if edition else None


def festival_named(name: str) -> Festival | None:
    """Return the festival that a name means: its name in either language, or one that holds the name of its city."""
    wanted = folded(name)
    festivals = list(Festival.objects.order_by("pk"))
    for festival in festivals:
        if wanted in {folded(festival.name), folded(festival.name_en or "")}:
            return festival
    words = set(wanted.split())
    return next((f for f in festivals if f.city and folded(f.city) in words and "festival" in folded(f.name)), None)


def best_of(editions: Sequence[Edition]) -> dict[int, dict[int, Outcome]]:
    """Return by edition and film the best that came of it, those that won first; one query."""
    outcomes = Outcome.objects.filter(edition__in=editions).select_related("award")
    best: dict[int, dict[int, Outcome]] = {}
    for outcome in sorted(outcomes, key=_place):
        best.setdefault(outcome.edition_id, {}).setdefault(outcome.film_id, outcome)
    return best


def _place(outcome: Outcome) -> tuple[int, int, int]:
    position = 1000 if outcome.award is None else outcome.award.position
    return (RANK[Result(outcome.result)], position, outcome.pk)


def sections_by_code(festival: Festival) -> dict[str, Section]:
    """Return a festival's sections by their codes; one query."""
    return {section.code: section for section in Section.objects.filter(festival=festival)}
