"""What moderators decided about a member or what they wrote, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from abspann.exchange.export.kind import Kind
from abspann.members.models import Member
from abspann.moderation.models import Decision


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, with what its subject answered; who decided and who reported is not told."""

    about: str
    act: str
    until: dt.datetime | None
    facts: str
    clause: str
    decided_at: dt.datetime
    appeal: str
    answer: str


def rows(member: Member) -> Iterator[Decided]:
    """Return the decisions, the oldest first."""
    found = Decision.objects.filter(member=member).select_related("appeal").order_by("decided_at", "pk")
    return (
        Decided(
            one.about,
            one.act,
            one.until,
            one.facts,
            one.clause,
            one.decided_at,
            one.appeal.text if hasattr(one, "appeal") else "",
            one.appeal.answer if hasattr(one, "appeal") else "",
        )
        for one in found
    )


KIND = Kind("decisions", "Entscheidungen", "Decisions", Decided, rows, keys=("moderation.Decision.member",))
