"""The only writers of ratings, reviews, votes and the counts made of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.catalog.facts import Provenance
from abspann.catalog.models import Film
from abspann.core.fitting import as_text, refuse_misfits, tidied
from abspann.core.refusal import Refusal
from abspann.core.sorting import fingerprint_of
from abspann.events.publish import publish
from abspann.members.models import Actor, Member
from abspann.members.queries import demand
from abspann.members.rights import Act
from abspann.reviews import rules
from abspann.reviews.events import FilmRated, MemberRated, ReviewJudged, ReviewPublished, ReviewsRanked
from abspann.reviews.models import FilmScore, HelpfulVote, MemberTally, Rating, Review

RatingRow = tuple[Member | None, int, dt.date]

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
    """Rate a film, 1 to 10 half stars. A member's newest rating replaces the one before; anonymous ones only add up."""
    demand(by, Act.RATE, whose=member)
    take_in_ratings(by=by, film=film, ratings=[(member, half_stars, rated_on or timezone.localdate())])


def withdraw_rating(*, by: Actor, film: Film, member: Member) -> None:
    """Take a member's rating of a film back; where there is none, nothing happens."""
    demand(by, Act.RATE, whose=member)
    with transaction.atomic():
        _hold(film.pk)
        gone, _rows = Rating.objects.filter(film=film, member=member).delete()
        if gone:
            recount_film(film_id=film.pk)
            recount_members(member_ids=[member.pk])
            publish(FilmRated(film.pk), MemberRated(member.pk))


def take_in_ratings(*, by: Actor, film: Film, ratings: Iterable[tuple[Member | None, int, dt.date]]) -> None:
    """Take in many ratings of one film at once: (member or None, half stars, day).

    Of a member's ratings the one of the newest day counts, of one day the last: the order of imports does not matter.
    """
    rows = list(ratings)
    for _member, half_stars, _day in rows:
        if not rules.are_stars(half_stars):
            raise Refusal(_("A rating is 0.5 to 5 stars, in half stars."))
    with transaction.atomic():
        _hold(film.pk)
        Rating.objects.bulk_create(
            [
                Rating(film=film, member=member, half_stars=stars, rated_on=day)
                for member, stars, day in _newest(film, rows)
            ],
            update_conflicts=True,
            unique_fields=["film", "member"],
            update_fields=["half_stars", "rated_on"],
        )
        recount_film(film_id=film.pk)
        raters = sorted({member.pk for member, _stars, _day in rows if member})
        recount_members(member_ids=raters)
        publish(FilmRated(film.pk), *(MemberRated(member) for member in raters))


def _hold(film_id: int) -> None:
    """Let nobody else write ratings or reviews of a film until this transaction ends, so that counts count them all."""
    if Film.objects.select_for_update(no_key=True).filter(pk=film_id).first() is None:
        raise Refusal(_("This film is no longer here."), status=404)


def _newest(film: Film, rows: list[RatingRow]) -> list[RatingRow]:
    """Leave out the ratings that a newer one of the same member replaces, in the batch or in the house."""
    members = {member.pk for member, _stars, _day in rows if member}
    days = dict(Rating.objects.filter(film=film, member__in=members).values_list("member", "rated_on"))
    kept: dict[int, RatingRow] = {}
    for row in rows:
        member, _stars, day = row
        if member and day >= days.get(member.pk, day):
            days[member.pk], kept[member.pk] = day, row
    return [row for row in rows if row[0] is None] + [row for _key, row in sorted(kept.items())]


def publish_review(*, by: Actor, film: Film, draft: ReviewDraft) -> tuple[Review, bool]:
    """Publish a review; return it, and whether it is new. The same text by the same author on the same film is one.

    Stars that come with the text are also the author's rating of the film.
    """
    text, provenance = as_text(draft.text), tidied(draft.provenance)
    if not text:
        raise Refusal(_("A review needs a text."), field="text")
    if len(text) > rules.TEXT_LIMIT:
        raise Refusal(_("A review has at most 20,000 characters."), field="text")
    if draft.half_stars is not None and not rules.are_stars(draft.half_stars):
        raise Refusal(_("A rating is 0.5 to 5 stars, in half stars."), field="half_stars")
    with transaction.atomic():
        _hold(film.pk)
        fingerprint = fingerprint_of(text)
        known = Review.objects.filter(film=film, fingerprint=fingerprint, author=draft.author).first()
        if known:
            return known, False
        review = Review(
            film=film,
            author=draft.author,
            author_kind=_author_kind(draft),
            half_stars=draft.half_stars,
            text=text,
            fingerprint=fingerprint,
            truncated=draft.truncated,
            spoiler=draft.spoiler,
            published_on=draft.published_on,
            sort_date=draft.published_on or UNDATED,
            language=provenance.language,
            license=provenance.license,
            source=provenance.source,
            source_url=provenance.source_url,
        )
        refuse_misfits(review)
        try:
            with transaction.atomic():
                review.save()
        except IntegrityError as error:
            raise Refusal(_("Say by what right the texts may be shown."), field="license") from error
        if draft.half_stars is not None:
            day = draft.published_on or timezone.localdate()
            # Whoever may publish the text takes its stars in, too, whosever they are.
            take_in_ratings(by=by, film=film, ratings=[(draft.author, draft.half_stars, day)])
        recount_film(film_id=film.pk)
        if draft.author:
            recount_members(member_ids=[draft.author.pk])
            note_followers(member_id=draft.author.pk)
        publish(ReviewPublished(film=film.pk, review=review.pk))
    return review, True


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


def rerank(*, film_id: int, now: dt.datetime | None = None) -> None:
    """Set the helpfulness rank of each review of a film anew; see rules.helpfulness."""
    today = timezone.localdate(now)
    with transaction.atomic():
        held = Review.objects.select_for_update(no_key=True).filter(film_id=film_id).order_by("pk")
        reviews = list(held.only("helpful_yes", "helpful_no", "sort_date"))
        votes = sum(review.helpful_yes + review.helpful_no for review in reviews)
        for review in reviews:
            age = (today - review.sort_date).days
            review.helpful_rank = rules.helpfulness(review.helpful_yes, review.helpful_no, votes, age)
        Review.objects.bulk_update(reviews, ["helpful_rank"], batch_size=500)
        publish(ReviewsRanked(film_id))


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


def rebuild_scores() -> None:
    """Rebuild every count from the ratings, reviews and votes themselves."""
    for film_id in Film.objects.values_list("pk", flat=True):
        with transaction.atomic():
            _hold(film_id)
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


def _author_kind(draft: ReviewDraft) -> str:
    if draft.author:
        return Review.Author.MEMBER
    return Review.Author.ANONYMOUS if draft.anonymous else Review.Author.UNKNOWN
