"""What is the reader's own about the reviews on a page: whom of their authors they follow, which they judged, and why
one of theirs is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from abspann.members.queries import followed_among
from abspann.moderation.queries import hiding_decisions
from abspann.reviews.models import Review
from abspann.reviews.queries import votes_of
from abspann.web.context import viewer


def with_reviews(request: HttpRequest, reviews: Sequence[Review]) -> dict[str, Any]:
    """Return what cards of reviews ask for, in two queries whatever their number; in none for a visitor.

    Who sees a review of their own that is hidden costs a third.
    """
    member = viewer(request)
    hidden = [review.public_id for review in reviews if review.hidden_at and review.author == member]
    votes = votes_of(member, reviews)
    return {
        "followed": followed_among(member, (review.author for review in reviews)),
        "helped": {review for review, helpful in votes.items() if helpful},
        "why_hidden": hiding_decisions(hidden, viewer=member) if member and hidden else {},
        "unhelped": {review for review, helpful in votes.items() if not helpful},
    }
