"""The only writers of ratings, reviews, votes and the counts made of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.catalog.facts import Provenance
from abspann.catalog.models import Film
from abspann.core.refusal import Refusal
from abspann.core.sorting import fingerprint_of
from abspann.events.publish import publish
from abspann.members.models import Actor, Member
from abspann.reviews import rules
from abspann.reviews.events import FilmRated, ReviewJudged, ReviewPublished
from abspann.reviews.models import FilmScore, HelpfulVote, MemberTally, Rating, Review

UNDATED = dt.date(1900, 1, 1)
"""Where a review without a date stands among the dated: behind them all."""


@dataclass(frozen=True, slots=True)
class ReviewDraft:
    """What a review consists of; without an author it is an anonymous user's, or nobody's whom we can name."""

    text: str
    provenance: Provenance
    author: Member | None = None
    anonymous: bool = False
    half_stars: int | None = None
    published_on: dt.date | None = None
    spoiler: bool = False
    truncated: bool = False


def rate_film(
    *, by: Actor, film: Film, member: Member | None, half_stars: int, rated_on: dt.date | None = None
) -> None:
    """Rate a film, 1 to 10 half stars. A member's second rating replaces the first; anonymous ones only add up."""
    take_in_ratings(by=by, film=film, ratings=[(member, half_stars, rated_on or timezone.localdate())])


def take_in_ratings(*, by: Actor, film: Film, ratings: Iterable[tuple[Member | None, int, dt.date]]) -> None:
    """Take in many ratings of one film at once: (member or None, half stars, day)."""
    rows = list(ratings)
    for _member, half_stars, _day in rows:
        if not rules.are_stars(half_stars):
            raise Refusal(_("A rating is 0.5 to 5 stars, in half stars."))
    with transaction.atomic():
        Rating.objects.bulk_create(
            [Rating(film=film, member=member, half_stars=stars, rated_on=day) for member, stars, day in rows],
            update_conflicts=True,
            unique_fields=["film", "member"],
            update_fields=["half_stars", "rated_on"],
        )
        recount_film(film_id=film.pk)
        recount_members(member_ids={member.pk for member, _stars, _day in rows if member})
        publish(FilmRated(film.pk))


def publish_review(*, by: Actor, film: Film, draft: ReviewDraft) -> tuple[Review, bool]:
    """Publish a review; return it, and whether it is new. The same text by the same author on the same film is one.

    Stars that come with the text are also the author's rating of the film.
    """
    if not draft.text.strip():
        raise Refusal(_("A review needs a text."), field="text")
    if len(draft.text) > rules.TEXT_LIMIT:
        raise Refusal(_("A review has at most 20,000 characters."), field="text")
    if draft.half_stars is not None and not rules.are_stars(draft.half_stars):
        raise Refusal(_("A rating is 0.5 to 5 stars, in half stars."), field="half_stars")
    with transaction.atomic():
        fingerprint = fingerprint_of(draft.text)
        known = Review.objects.filter(film=film, fingerprint=fingerprint, author=draft.author).first()
        if known:
            return known, False
        review = Review.objects.create(
            film=film,
            author=draft.author,
            author_kind=_author_kind(draft),
            half_stars=draft.half_stars,
            text=draft.text,
            fingerprint=fingerprint,
            truncated=draft.truncated,
            spoiler=draft.spoiler,
            published_on=draft.published_on,
            sort_date=draft.published_on or UNDATED,
            author_followers=draft.author.followers_shown if draft.author else 0,
            language=draft.provenance.language,
            license=draft.provenance.license,
            source=draft.provenance.source,
            source_url=draft.provenance.source_url,
        )
        if draft.half_stars is not None:
            day = draft.published_on or timezone.localdate()
            rate_film(by=by, film=film, member=draft.author, half_stars=draft.half_stars, rated_on=day)
        recount_film(film_id=film.pk)
        recount_members(member_ids={draft.author.pk} if draft.author else set())
        publish(ReviewPublished(film=film.pk, review=review.pk))
    return review, True


def take_in_votes(*, by: Actor, review: Review, votes: Iterable[tuple[Member, bool]]) -> None:
    """Take in helpful votes on a review; a member's second vote replaces the first, and none counts on one's own."""
    rows = [(member, helpful) for member, helpful in votes if member.pk != review.author_id]
    with transaction.atomic():
        HelpfulVote.objects.bulk_create(
            [HelpfulVote(review=review, member=member, helpful=helpful) for member, helpful in rows],
            update_conflicts=True,
            unique_fields=["review", "member"],
            update_fields=["helpful"],
        )
        counts = Counter(review.votes.values_list("helpful", flat=True))
        Review.objects.filter(pk=review.pk).update(helpful_yes=counts[True], helpful_no=counts[False])
        publish(ReviewJudged(film=review.film_id, review=review.pk))


def rerank(*, film_id: int, now: dt.datetime | None = None) -> None:
    """Set the helpfulness rank of each review of a film anew; see rules.helpfulness."""
    today = timezone.localdate(now)
    with transaction.atomic():
        reviews = list(Review.objects.filter(film_id=film_id).only("helpful_yes", "helpful_no", "sort_date"))
        votes = sum(review.helpful_yes + review.helpful_no for review in reviews)
        for review in reviews:
            age = (today - review.sort_date).days
            review.helpful_rank = rules.helpfulness(review.helpful_yes, review.helpful_no, votes, age)
        Review.objects.bulk_update(reviews, ["helpful_rank"], batch_size=500)
        publish(FilmRated(film_id))


def rerank_all() -> None:
    """Rank the reviews of every film that has any anew."""
    for film_id in Review.objects.order_by("film").values_list("film", flat=True).distinct():
        rerank(film_id=film_id)


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


def recount_members(*, member_ids: Iterable[int]) -> None:
    """Count anew what members have written and rated."""
    ids = set(member_ids)
    reviews = dict(Review.objects.filter(author__in=ids).visible_to(None).values_list("author").annotate(Count("id")))
    ratings = dict(Rating.objects.filter(member__in=ids).values_list("member").annotate(Count("id")))
    for member_id in ids:
        MemberTally.objects.update_or_create(
            member_id=member_id,
            defaults={"review_count": reviews.get(member_id, 0), "rating_count": ratings.get(member_id, 0)},
        )


def note_followers(*, member_id: int) -> None:
    """Carry a member's number of followers to their reviews, by which those can be ordered."""
    member = Member.objects.get(pk=member_id)
    Review.objects.filter(author=member).update(author_followers=member.followers_shown)


def rebuild_scores() -> None:
    """Rebuild every count from the ratings, reviews and votes themselves."""
    for film_id in Film.objects.values_list("pk", flat=True):
        recount_film(film_id=film_id)
    rerank_all()
    recount_members(member_ids=Member.objects.values_list("pk", flat=True))
    Review.objects.filter(author__isnull=True).update(author_followers=0)
    for member_id in Member.objects.values_list("pk", flat=True):
        note_followers(member_id=member_id)


def _author_kind(draft: ReviewDraft) -> str:
    if draft.author:
        return Review.Author.MEMBER
    return Review.Author.ANONYMOUS if draft.anonymous else Review.Author.UNKNOWN
