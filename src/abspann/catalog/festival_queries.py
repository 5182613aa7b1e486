"""What pages about festivals ask for beside `queries`: who directed, and what came of the films of an edition."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import QuerySet

from abspann.catalog.models import Credit, Edition, Festival, Film, Outcome, Person, Section
from abspann.catalog.queries import films_named
from abspann.catalog.rules import Job, Result

RANK = {Result.WON: 0, Result.NOMINATED: 1, Result.SELECTED: 2}


def directors_of(films: Collection[int]) -> dict[int, tuple[tuple[str, str], ...]]:
    """Return who directed, as (name, slug), by film; one query."""
    credits = Credit.objects.filter(film__in=films, job=Job.DIRECTOR).order_by("billing", "id")
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    for film, name, slug in credits.values_list("film", "person__name", "person__slug"):
        found[film] = (*found.get(film, ()), (name, slug))
    return found


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


def films_by_key(films: Collection[int], language: str) -> dict[int, Film]:
    """Return films by their keys, each with its title in a language; one query."""
    return films_named(language).in_bulk(films)


def sections_by_code(festival: Festival) -> dict[str, Section]:
    """Return a festival's sections by their codes; one query."""
    return {section.code: section for section in Section.objects.filter(festival=festival)}


def juries_of(person: Person) -> QuerySet[Edition]:
    """Return the editions whose jury a person presided over, the newest first."""
    return Edition.objects.filter(jury_president=person).select_related("festival").order_by("-year")
