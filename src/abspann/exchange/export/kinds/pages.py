"""The pages that a critic read in at the desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from abspann.exchange.export.kind import Kind
from abspann.exchange.models import SourcePage
from abspann.members.models import Member


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was read in: what it is called, and which part the member had in it."""

    name: str
    brought_at: dt.datetime | None
    applied_at: dt.datetime | None


def rows(member: Member) -> Iterator[Page]:
    """Return the pages, the first brought first."""
    found = SourcePage.objects.filter(Q(brought_by=member) | Q(applied_by=member)).order_by("brought_at", "pk")
    for one in found.only("name", "brought_by", "brought_at", "applied_by", "applied_at"):
        yield Page(
            name=one.name,
            brought_at=one.brought_at if one.brought_by_id == member.pk else None,
            applied_at=one.applied_at if one.applied_by_id == member.pk else None,
        )


KIND = Kind(
    "pages",
    "Am Redaktionstisch eingelesene Seiten",
    "Pages read in at the desk",
    Page,
    rows,
    keys=("exchange.SourcePage.brought_by", "exchange.SourcePage.applied_by"),
)
