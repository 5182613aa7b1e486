"""What a member had of two pages that became one, and that lies aside until they are parted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from abspann.catalog.models import Moved
from abspann.exchange.export.kind import Kind
from abspann.members.models import Member


@dataclass(frozen=True, slots=True)
class Twofold:
    """A row that lies aside: what it was of, in which table it stood, and what it says, as JSON."""

    about: str
    kind: str
    row: str


def rows(member: Member) -> Iterator[Twofold]:
    """Return the rows, the oldest first; without keys, which say nothing outside."""
    theirs = Moved.objects.filter(member=member).select_related("merge").order_by("pk")
    return (
        Twofold(
            one.merge.gone_name,
            one.label,
            json.dumps(
                {name: value for name, value in (one.row or {}).items() if name != "id" and not name.endswith("_id")},
                ensure_ascii=False,
            ),
        )
        for one in theirs
    )


KIND = Kind(
    "twofold",
    "Doppeltes, das nach dem Zusammenlegen von Seiten beiseiteliegt",
    "Twofold entries that lie aside since pages were merged",
    Twofold,
    rows,
    keys=("catalog.Moved.member",),
)
