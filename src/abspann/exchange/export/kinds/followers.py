"""Who follows a member."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from abspann.exchange.export.kind import Kind
from abspann.members.models import Follow, Member


@dataclass(frozen=True, slots=True)
class Follower:
    """Somebody who follows, as pages name them."""

    handle: str | None
    display_name: str
    since: dt.datetime


def rows(member: Member) -> Iterator[Follower]:
    """Return the followers, the first to follow first; whoever is leaving is named nowhere."""
    found = Follow.objects.filter(followed=member, follower__leaving_since__isnull=True)
    return (
        Follower(one.follower.handle, one.follower.display_name, one.created_at)
        for one in found.select_related("follower").order_by("created_at", "pk")
    )


KIND = Kind("followers", "Wer dir folgt", "Who follows you", Follower, rows, keys=("members.Follow.followed",))
