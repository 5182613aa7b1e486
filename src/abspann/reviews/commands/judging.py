"""Saying whether reviews help."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abspann.core.refusal import Refusal
from abspann.events.publish import publish
from abspann.members.models import Actor, Member
from abspann.members.queries import demand
from abspann.members.rights import Act
from abspann.reviews.commands.counting import recount_votes
from abspann.reviews.events import ReviewJudged
from abspann.reviews.models import HelpfulVote, Review


def judge_review(*, by: Member, review: Review, helpful: bool | None) -> None:
    """Say whether a review helped, say otherwise, or (None) take it back; nobody judges their own."""
    demand(by, Act.JUDGE_REVIEW, whose=review.author)
    with transaction.atomic():
        if Review.objects.select_for_update(no_key=True).filter(pk=review.pk).first() is None:
            raise Refusal(_("This review does not exist, or no longer."), status=404)
        if helpful is None:
            HelpfulVote.objects.filter(review=review, member=by).delete()
        else:
            HelpfulVote.objects.update_or_create(review=review, member=by, defaults={"helpful": helpful})
        recount_votes(review_id=review.pk)
        review.refresh_from_db(fields=["helpful_yes", "helpful_no"])
        publish(ReviewJudged(film=review.film_id, review=review.pk))


def take_in_votes(*, by: Actor, review: Review, votes: Iterable[tuple[Member, bool]]) -> None:
    """Take in helpful votes on a review; a member's second vote replaces the first, and none counts on one's own."""
    newest = {member.pk: helpful for member, helpful in votes if member.pk != review.author_id}
    with transaction.atomic():
        Review.objects.select_for_update(no_key=True).get(pk=review.pk)
        HelpfulVote.objects.bulk_create(
            [
                HelpfulVote(review=review, member_id=member, helpful=helpful)
                for member, helpful in sorted(newest.items())
            ],
            update_conflicts=True,
            unique_fields=["review", "member"],
            update_fields=["helpful"],
        )
        recount_votes(review_id=review.pk)
        publish(ReviewJudged(film=review.film_id, review=review.pk))
