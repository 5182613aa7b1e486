"""What a member found helpful, or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from abspann.exchange.export.kind import Kind
from abspann.members.models import Member
from abspann.reviews.models import HelpfulVote


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote on a review of somebody else, who is not named; no address where the review cannot be seen."""

    film: str
    address: str | None
    helpful: bool


def rows(member: Member) -> Iterator[Vote]:
    """Return the votes, the first first."""
    found = HelpfulVote.objects.filter(member=member).select_related("review__film").order_by("pk")
    return (
        Vote(
            one.review.film.title,
            None if one.review.aside else f"/film/{one.review.film.slug}/reviews/{one.review.public_id}/",
            one.helpful,
        )
        for one in found
    )


KIND = Kind("votes", "Hilfreich-Stimmen", "Helpful votes", Vote, rows, keys=("reviews.HelpfulVote.member",))
