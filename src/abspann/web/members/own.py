"""What the reader has done with the reviews on a page: whom of their authors they follow, which they judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from abspann.members.queries import followed_among
from abspann.reviews.models import Review
from abspann.reviews.queries import votes_of
from abspann.web.context import viewer


def with_reviews(request: HttpRequest, reviews: Sequence[Review]) -> dict[str, Any]:
    """Return what cards of reviews ask for, in two queries whatever their number; in none for a visitor."""
    member = viewer(request)
    votes = votes_of(member, reviews)
    return {
        "followed": followed_among(member, (review.author for review in reviews)),
        "helped": {review for review, helpful in votes.items() if helpful},
        "unhelped": {review for review, helpful in votes.items() if not helpful},
    }
