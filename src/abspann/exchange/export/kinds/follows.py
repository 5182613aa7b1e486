"""Whom a member follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from abspann.exchange.export.kind import Kind
from abspann.members.models import Follow, Member


@dataclass(frozen=True, slots=True)
class Followed:
    """Somebody who is followed, as pages name them."""

    handle: str | None
    display_name: str
    since: dt.datetime


def rows(member: Member) -> Iterator[Followed]:
    """Return those who are followed, the first followed first; whoever is leaving is named nowhere."""
    found = Follow.objects.filter(follower=member, followed__leaving_since__isnull=True)
    return (
        Followed(one.followed.handle, one.followed.display_name, one.created_at)
        for one in found.select_related("followed").order_by("created_at", "pk")
    )


KIND = Kind("follows", "Wem du folgst", "Whom you follow", Followed, rows, keys=("members.Follow.follower",))
