"""Which doubts a member decided many at a time, or opened again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from abspann.catalog.models import Verdict
from abspann.exchange.export.kind import Kind
from abspann.members.models import Member


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision on many doubts (`one`: each pair is the same, `two`: it is not); the days of what the member did."""

    answer: str
    reason: str | None
    decided_at: dt.datetime | None
    state: str
    undone: bool


def rows(member: Member) -> Iterator[Decided]:
    """Return the decisions, the oldest first."""
    theirs = Verdict.objects.filter(Q(by=member) | Q(undone_by=member))
    return (
        Decided(
            one.answer,
            one.reason if one.by_id == member.pk else None,
            one.made_at if one.by_id == member.pk else None,
            one.state,
            one.undone_by_id == member.pk,
        )
        for one in theirs.order_by("pk")
    )


KIND = Kind(
    "verdicts",
    "Entscheidungen über viele Paare",
    "Decisions on many pairs",
    Decided,
    rows,
    keys=("catalog.Verdict.by", "catalog.Verdict.undone_by"),
)
