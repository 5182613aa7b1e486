"""What came of films and people at festivals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import F, Q

from abspann.catalog.models import Edition, Outcome
from abspann.catalog.rules import Result


@dataclass(frozen=True, slots=True)
class Holder:
    """A person to whom an outcome belongs."""

    pk: int
    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class Prize:
    """An outcome with the people to whom it belongs."""

    outcome: Outcome
    people: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class PrizesOfEdition:
    """What happened at one edition, in the festival's order."""

    edition: Edition
    prizes: tuple[Prize, ...]


def prizes(where: Q, *, with_films: bool = True) -> tuple[PrizesOfEdition, ...]:
    """Return what came of films at festivals, newest edition first, won before nominated; one query with the people.

    A film's own page knows the film and asks for none.
    """
    rows = (
        Outcome.objects.filter(pk__in=Outcome.objects.filter(where).values("pk"))
        .select_related("edition__festival", "section", "award", *(["film"] if with_films else []))
        .annotate(
            holder_pk=F("people__person"), holder=F("people__person__name"), holder_slug=F("people__person__slug")
        )
        .order_by(
            "-edition__year",
            "edition__festival__name",
            "edition",
            F("award__position").asc(nulls_last=True),
            "id",
            "people__id",
        )
    )
    rank = {Result.WON: 0, Result.NOMINATED: 1, Result.SELECTED: 2}
    found = []
    for edition, of_edition in groupby(rows, key=lambda outcome: outcome.edition):
        read = [_prize(list(same)) for _pk, same in groupby(of_edition, key=lambda outcome: outcome.pk)]
        read.sort(key=lambda prize: rank[Result(prize.outcome.result)])
        found.append(PrizesOfEdition(edition, tuple(read)))
    return tuple(found)


def _prize(rows: Sequence[Any]) -> Prize:
    """One outcome, which the join repeats for each person to whom it belongs."""
    return Prize(rows[0], tuple(Holder(row.holder_pk, row.holder, row.holder_slug) for row in rows if row.holder))
