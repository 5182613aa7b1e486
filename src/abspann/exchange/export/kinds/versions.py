"""What a member's reviews said before they were edited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from abspann.exchange.export.kind import Kind
from abspann.members.models import Member
from abspann.reviews.models import ReviewVersion


@dataclass(frozen=True, slots=True)
class Former:
    """A former version of a review, and since when it stood."""

    film: str
    number: int
    text: str
    stars: float | None
    spoiler: bool
    language: str
    dated: dt.date | None


def rows(member: Member) -> Iterator[Former]:
    """Return the versions, review by review, the oldest first."""
    found = ReviewVersion.objects.filter(author=member).select_related("review__film").order_by("review", "number")
    return (
        Former(
            one.review.film.title,
            one.number,
            one.text,
            None if one.half_stars is None else one.half_stars / 2,
            one.spoiler,
            one.language,
            one.dated,
        )
        for one in found
    )


KIND = Kind("versions", "Frühere Fassungen", "Former versions", Former, rows, keys=("reviews.ReviewVersion.author",))
