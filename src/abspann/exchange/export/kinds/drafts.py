"""What a member has begun to write and not published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from abspann.exchange.export.kind import Kind
from abspann.members.models import Member
from abspann.reviews.models import Draft


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft, its text in Markdown; the film by the title that it had."""

    film: str
    text: str
    stars: float | None
    spoiler: bool
    language: str
    saved_at: dt.datetime


def rows(member: Member) -> Iterator[Begun]:
    """Return the drafts, the oldest first."""
    found = Draft.objects.filter(member=member).order_by("saved_at", "pk")
    return (
        Begun(
            one.film_title,
            one.text,
            None if one.half_stars is None else one.half_stars / 2,
            one.spoiler,
            one.language,
            one.saved_at,
        )
        for one in found
    )


KIND = Kind("drafts", "Entwürfe", "Drafts", Begun, rows, keys=("reviews.Draft.member",))
