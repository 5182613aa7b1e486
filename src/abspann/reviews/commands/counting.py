"""The counts and ranks that are made of ratings, reviews and votes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from abspann.catalog.models import Film
from abspann.events.publish import publish
from abspann.members.models import Member
from abspann.reviews import rules
from abspann.reviews.commands.holding import hold_film
from abspann.reviews.events import ReviewsRanked
from abspann.reviews.models import FilmScore, HelpfulVote, MemberTally, Rating, Review


def recount_film(*, film_id: int) -> None:
    """Count a film's ratings and reviews by stars anew; index 0 of `reviews` holds those without stars."""
    ratings = [0] * 11
    for stars, count in Rating.objects.filter(film_id=film_id).values_list("half_stars").annotate(Count("id")):
        ratings[stars] = count
    reviews = [0] * 11
    shown = Review.objects.filter(film_id=film_id).visible_to(None)
    for stars, count in shown.values_list("half_stars").annotate(Count("id")):
        reviews[stars or 0] = count
    FilmScore.objects.update_or_create(
        film_id=film_id,
        defaults={
            "ratings": ratings,
            "reviews": reviews,
            "rating_count": sum(ratings),
            "half_star_sum": sum(stars * count for stars, count in enumerate(ratings)),
            "review_count": sum(reviews),
        },
    )


def recount_votes(*, review_id: int) -> None:
    """Count a review's votes anew."""
    counts = Counter(HelpfulVote.objects.filter(review=review_id).values_list("helpful", flat=True))
    Review.objects.filter(pk=review_id).update(helpful_yes=counts[True], helpful_no=counts[False])


def recount_members(*, member_ids: Iterable[int]) -> None:
    """Count anew what members have written and rated."""
    # Held in the order of their keys: who rates two films at once is counted one after the other.
    held = Member.objects.select_for_update(no_key=True).filter(pk__in=set(member_ids)).order_by("pk")
    ids = list(held.values_list("pk", flat=True))
    reviews = dict(Review.objects.filter(author__in=ids).visible_to(None).values_list("author").annotate(Count("id")))
    ratings = dict(Rating.objects.filter(member__in=ids).values_list("member").annotate(Count("id")))
    for member_id in ids:
        MemberTally.objects.update_or_create(
            member_id=member_id,
            defaults={"review_count": reviews.get(member_id, 0), "rating_count": ratings.get(member_id, 0)},
        )


def note_followers(*, member_id: int) -> None:
    """Carry a member's number of followers to their reviews, by which those can be ordered."""
    written = Review.objects.filter(author=member_id).select_related("author").order_by("pk")
    held = written.select_for_update(no_key=True, of=("self",))
    stale = [review for review in held if review.author and review.author_followers != review.author.followers_shown]
    for review in stale:
        assert review.author
        review.author_followers = review.author.followers_shown
    Review.objects.bulk_update(stale, ["author_followers"], batch_size=500)


def rerank(*, film_id: int, now: dt.datetime | None = None) -> None:
    """Set the helpfulness rank of each review of a film anew; see rules.helpfulness."""
    today = timezone.localdate(now)
    with transaction.atomic():
        held = Review.objects.select_for_update(no_key=True).filter(film_id=film_id).order_by("pk")
        reviews = list(held.only("helpful_yes", "helpful_no", "sort_date", "license", "withdrawn_at", "hidden_at"))
        votes = sum(review.helpful_yes + review.helpful_no for review in reviews if review.is_public)
        for review in reviews:
            age = (today - review.sort_date).days
            review.helpful_rank = rules.helpfulness(review.helpful_yes, review.helpful_no, votes, age)
        Review.objects.bulk_update(reviews, ["helpful_rank"], batch_size=500)
        publish(ReviewsRanked(film_id))


def rerank_all() -> None:
    """Rank the reviews of every film that has any anew."""
    for film_id in Review.objects.order_by("film").values_list("film", flat=True).distinct():
        rerank(film_id=film_id)


def rebuild_scores() -> None:
    """Rebuild every count from the ratings, reviews and votes themselves."""
    for film_id in Film.objects.values_list("pk", flat=True):
        with transaction.atomic():
            hold_film(film_id)
            recount_film(film_id=film_id)
            held = Review.objects.select_for_update(no_key=True).filter(film=film_id).order_by("pk")
            for review_id in list(held.values_list("pk", flat=True)):
                recount_votes(review_id=review_id)
    rerank_all()
    Review.objects.filter(author__isnull=True).exclude(author_followers=0).update(author_followers=0)
    for member_id in Member.objects.values_list("pk", flat=True):
        with transaction.atomic():
            recount_members(member_ids=[member_id])
            note_followers(member_id=member_id)
