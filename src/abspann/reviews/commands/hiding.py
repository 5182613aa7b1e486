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
    _set(review, "withdrawn_at", is_set=True, told=ReviewWithdrawn)


def restore_review(*, by: Actor, review: Review) -> None:
    """Publish a review again that its author had withdrawn, as it was and with the day that it had."""
    demand_authorship(by, review)
    _set(review, "withdrawn_at", is_set=False, told=ReviewRestored)


def hide_review(*, by: Actor, review: Review) -> None:
    """Hide a review from all but its author; twice is once."""
    demand(by, Act.MODERATE, whose=review.author)
    _set(review, "hidden_at", is_set=True, told=ReviewHidden)


def show_review(*, by: Actor, review: Review) -> None:
    """Show a review again that moderators hid; twice is once."""
    demand(by, Act.MODERATE, whose=review.author)
    _set(review, "hidden_at", is_set=False, told=ReviewShown)


def _set(
    review: Review,
    moment: str,
    *,
    is_set: bool,
    told: type[ReviewWithdrawn | ReviewRestored | ReviewHidden | ReviewShown],
) -> None:
    """Set or clear the moment since when a review is out of sight, count anew and tell of it; twice is once."""
    with transaction.atomic():
        hold_film(review.film_id)
        held = held_review(review)
        if (getattr(held, moment) is not None) == is_set:
            return
        setattr(held, moment, timezone.now() if is_set else None)
        held.save(update_fields=[moment])
        recount_film(film_id=held.film_id)
        if held.author_id:
            recount_members(member_ids=[held.author_id])
        publish(told(film=held.film_id, review=held.pk))
