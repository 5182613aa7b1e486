"""Whom a member has invited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from abspann.exchange.export.kind import Kind
from abspann.members.models import Invitation, Member


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation; whom it was sent to is another's matter and not told."""

    made_at: dt.datetime
    expires_at: dt.datetime
    used_at: dt.datetime | None


def rows(member: Member) -> Iterator[Invited]:
    """Return the invitations, the oldest first."""
    found = Invitation.objects.filter(inviter=member).order_by("created_at", "pk")
    return (Invited(one.created_at, one.expires_at, one.used_at) for one in found)


KIND = Kind("invitations", "Einladungen", "Invitations", Invited, rows, keys=("members.Invitation.inviter",))
