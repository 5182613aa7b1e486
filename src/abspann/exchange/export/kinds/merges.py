"""Which pages a member merged, or parted again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from abspann.catalog.models import Merge
from abspann.exchange.export.kind import Kind
from abspann.members.models import Member


@dataclass(frozen=True, slots=True)
class Merged:
    """Two pages that became one; the days of what the member did of it."""

    kept: str
    gone: str
    merged_at: dt.datetime | None
    parted_at: dt.datetime | None


def rows(member: Member) -> Iterator[Merged]:
    """Return the merges, the oldest first."""
    theirs = Merge.objects.filter(Q(by=member) | Q(undone_by=member))
    return (
        Merged(
            str(one.kept or ""),
            one.gone_name,
            one.made_at if one.by_id == member.pk else None,
            one.undone_at if one.undone_by_id == member.pk else None,
        )
        for one in theirs.select_related("kept_film", "kept_person").order_by("pk")
    )


KIND = Kind(
    "merges",
    "Zusammengelegte Seiten",
    "Merged pages",
    Merged,
    rows,
    keys=("catalog.Merge.by", "catalog.Merge.undone_by"),
)
