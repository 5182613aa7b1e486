"""Which changes to facts a member has made."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass

from abspann.catalog.models import Revision
from abspann.exchange.export.kind import Kind
from abspann.members.models import Member


@dataclass(frozen=True, slots=True)
class Changed:
    """A change; `before` and `after` as JSON: the fields that changed."""

    about: str
    before: str
    after: str
    source: str
    made_at: dt.datetime


def rows(member: Member) -> Iterator[Changed]:
    """Return the changes, the oldest first."""
    found = Revision.objects.filter(by=member).select_related("film", "person").order_by("made_at", "pk")
    return (
        Changed(
            str(one.film or one.person or ""),
            json.dumps(one.before, ensure_ascii=False),
            json.dumps(one.after, ensure_ascii=False),
            one.source,
            one.made_at,
        )
        for one in found
    )


KIND = Kind("changes", "Änderungen an Fakten", "Changes to facts", Changed, rows, keys=("catalog.Revision.by",))
