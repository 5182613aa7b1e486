"""Taking reviews out of sight, and showing them again: by their author, or by moderators."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from abspann.events.publish import publish
from abspann.members.models import Actor
from abspann.members.queries import demand
from abspann.members.rights import Act
from abspann.reviews.commands.counting import recount_film, recount_members
from abspann.reviews.commands.holding import demand_authorship, held_review, hold_film
from abspann.reviews.events import ReviewHidden, ReviewRestored, ReviewShown, ReviewWithdrawn
from abspann.reviews.models import Review


def withdraw_review(*, by: Actor, review: Review) -> None:
    """Take a review back: it is gone from every page, count and feed at once; twice is once.

    Its author keeps it, and can publish it again. The rating that came with it stays.
    """
    demand_authorship(by, review)
    with transaction.atomic():
        hold_film(review.film_id)
        held = held_review(review)
        if held.withdrawn_at is None:
            held.withdrawn_at = timezone.now()
            held.save(update_fields=["withdrawn_at"])
            _recount(held)
            publish(ReviewWithdrawn(film=held.film_id, review=held.pk))


def restore_review(*, by: Actor, review: Review) -> None:
    """Publish a review again that its author had withdrawn, as it was and with the day that it had."""
    demand_authorship(by, review)
    with transaction.atomic():
        hold_film(review.film_id)
        held = held_review(review)
        if held.withdrawn_at is not None:
            held.withdrawn_at = None
            held.save(update_fields=["withdrawn_at"])
            _recount(held)
            publish(ReviewRestored(film=held.film_id, review=held.pk))


def hide_review(*, by: Actor, review: Review) -> None:
    """Hide a review from all but its author; twice is once."""
    demand(by, Act.MODERATE, whose=review.author)
    with transaction.atomic():
        hold_film(review.film_id)
        held = held_review(review)
        if held.hidden_at is None:
            held.hidden_at = timezone.now()
            held.save(update_fields=["hidden_at"])
            _recount(held)
            publish(ReviewHidden(film=held.film_id, review=held.pk))


def show_review(*, by: Actor, review: Review) -> None:
    """Show a review again that moderators hid; twice is once."""
    demand(by, Act.MODERATE, whose=review.author)
    with transaction.atomic():
        hold_film(review.film_id)
        held = held_review(review)
        if held.hidden_at is not None:
            held.hidden_at = None
            held.save(update_fields=["hidden_at"])
            _recount(held)
            publish(ReviewShown(film=held.film_id, review=held.pk))


def _recount(review: Review) -> None:
    recount_film(film_id=review.film_id)
    if review.author_id:
        recount_members(member_ids=[review.author_id])
