"""What a member has reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from abspann.exchange.export.kind import Kind
from abspann.members.models import Member
from abspann.moderation.models import Report


@dataclass(frozen=True, slots=True)
class Reported:
    """A report; the thing by what it was about."""

    about: str
    address: str
    passage: str
    category: str
    explanation: str
    received_at: dt.datetime


def rows(member: Member) -> Iterator[Reported]:
    """Return the reports, the oldest first."""
    found = Report.objects.filter(reporter=member).order_by("received_at", "pk")
    return (Reported(one.about, one.path, one.passage, one.category, one.explanation, one.received_at) for one in found)


KIND = Kind("reports", "Meldungen", "Reports", Reported, rows, keys=("moderation.Report.reporter",))
