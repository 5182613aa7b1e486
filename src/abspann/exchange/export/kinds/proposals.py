"""Which changes to facts a member has proposed, and what became of them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass

from abspann.catalog.models import Proposal
from abspann.exchange.export.kind import Kind
from abspann.members.models import Member


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal; `changes` as JSON: of each field what stood there and what shall."""

    about: str
    changes: str
    source: str
    note: str
    state: str
    reason: str
    made_at: dt.datetime
    decided_at: dt.datetime | None


def rows(member: Member) -> Iterator[Proposed]:
    """Return the proposals, the oldest first."""
    found = Proposal.objects.filter(by=member).select_related("film", "person").order_by("made_at", "pk")
    return (
        Proposed(
            str(one.film or one.person or ""),
            json.dumps(one.changes, ensure_ascii=False),
            one.source,
            one.note,
            one.state,
            one.reason,
            one.made_at,
            one.decided_at,
        )
        for one in found
    )


KIND = Kind("proposals", "Vorschläge", "Proposals", Proposed, rows, keys=("catalog.Proposal.by",))
