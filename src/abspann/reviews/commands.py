"""The only writers of ratings, reviews, votes and the counts made of them."""

from __future__ import annotations

import datetime as dt
import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Count, ForeignKey, ForeignObjectRel, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.catalog.facts import Provenance
from abspann.catalog.models import Film
from abspann.core.fitting import as_text, refuse_misfits, tidied
from abspann.core.provenance import License
from abspann.core.public_id import new_public_id
from abspann.core.refusal import Refusal
from abspann.core.sorting import fingerprint_of
from abspann.events.publish import publish
from abspann.members.models import Actor, Member
from abspann.reviews import rules
from abspann.reviews.events import (
    FilmRated,
    ReviewJudged,
    ReviewMoved,
    ReviewPublished,
    ReviewsPutAside,
    ReviewsRanked,
)
from abspann.reviews.models import FilmScore, HelpfulVote, MemberTally, Rating, Review, SetAside

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
    take_in_ratings(by=by, film=film, ratings=[(member, half_stars, rated_on or timezone.localdate())])


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
        recount_members(member_ids={member.pk for member, _stars, _day in rows if member})
        publish(FilmRated(film.pk))


def _hold(film_id: int) -> None:
    """Let nobody else write ratings or reviews of a film until this transaction ends, so that counts count them all."""
    Film.objects.select_for_update(no_key=True).get(pk=film_id)


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
            rate_film(by=by, film=film, member=draft.author, half_stars=draft.half_stars, rated_on=day)
        recount_film(film_id=film.pk)
        if draft.author:
            recount_members(member_ids=[draft.author.pk])
            note_followers(member_id=draft.author.pk)
        publish(ReviewPublished(film=film.pk, review=review.pk))
    return review, True


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


def let_author_go(*, member_id: int, keep: bool) -> None:
    """Take a leaving author's name off their reviews, or put the reviews aside; a journal remembers what was.

    With `keep` a review is an anonymous user's from now on, at a public id that never was the author's. Ratings and
    votes show no name anywhere and stay as they are until the end.
    """
    with transaction.atomic():
        _hold_films(Review.objects.filter(author=member_id))
        written = list(Review.objects.filter(author=member_id).order_by("pk"))
        SetAside.objects.bulk_create(
            [
                SetAside(review=review, member_id=member_id, public_id=review.public_id, fingerprint=review.fingerprint)
                for review in written
            ]
        )
        if keep:
            _detach(written)
            moved = SetAside.objects.filter(member=member_id).select_related("review").order_by("pk")
            publish(*(ReviewMoved(was.review.film_id, was.public_id, was.review.public_id) for was in moved))
        else:
            Review.objects.filter(author=member_id).update(aside=True)
        _tell_of(written, member_id=member_id)


def take_author_back(*, member_id: int) -> None:
    """Give an author who came back their reviews again, by the journal, which ends with it."""
    with transaction.atomic():
        _hold_films(Review.objects.filter(pk__in=SetAside.objects.filter(member=member_id).values("review")))
        journal = list(SetAside.objects.filter(member=member_id).select_related("review").order_by("pk"))
        written, moved = [was.review for was in journal], []
        for was in journal:
            review = was.review
            if review.public_id != was.public_id:
                moved.append(ReviewMoved(review.film_id, review.public_id, was.public_id))
            review.author_id, review.author_kind, review.aside = member_id, Review.Author.MEMBER, False
            review.public_id, review.fingerprint = was.public_id, was.fingerprint
        _save_authors(written)
        SetAside.objects.filter(member=member_id).delete()
        publish(*moved)
        _tell_of(written, member_id=member_id)
        note_followers(member_id=member_id)


def forget_member(*, member_id: int, keep: bool) -> None:
    """Let go of a member for good.

    With `keep` their ratings, reviews and votes stay and count, and nothing ties them to each other: no member, no
    number from which the order of writing can be read, ratings dated by the month only, no word of where texts were
    before. Otherwise all of it goes, and the counts follow.
    """
    with transaction.atomic():
        left_with = Review.objects.filter(
            Q(author=member_id) | Q(pk__in=SetAside.objects.filter(member=member_id).values("review"))
        )
        ratings, votes = Rating.objects.filter(member=member_id), HelpfulVote.objects.filter(member=member_id)
        films = _hold_films(left_with, ratings)
        reviews = list(left_with.order_by("pk"))
        SetAside.objects.filter(member=member_id).delete()
        if keep:
            _make_nobodys(reviews, list(ratings), list(votes))
            _tell_of(reviews, member_id=member_id)
            return
        judged = list(votes.order_by("review").values_list("review", "review__film"))
        list(Review.objects.select_for_update(no_key=True).filter(pk__in=[pk for pk, _film in judged]).order_by("pk"))
        votes.delete()
        ratings.delete()
        Review.objects.filter(pk__in=[review.pk for review in reviews]).delete()
        for film_id in films:
            recount_film(film_id=film_id)
        for review_id, _film in judged:
            recount_votes(review_id=review_id)
        publish(
            *(FilmRated(film_id) for film_id in films),
            *(ReviewsPutAside(film_id) for film_id in films),
            *(ReviewJudged(film=film_id, review=review_id) for review_id, film_id in judged),
        )


def _hold_films(*rows: QuerySet[Review] | QuerySet[Rating]) -> list[int]:
    """Hold the films of these rows, in the order of their keys, and return them."""
    films = sorted({film_id for some in rows for film_id in some.values_list("film", flat=True)})
    for film_id in films:
        _hold(film_id)
    return films


def _tell_of(reviews: list[Review], *, member_id: int) -> None:
    """Count anew what depends on who wrote these reviews and whether they are seen, and tell of it."""
    films = sorted({review.film_id for review in reviews})
    for film_id in films:
        recount_film(film_id=film_id)
    if films:
        recount_members(member_ids=[member_id])
    publish(*(ReviewsPutAside(film_id) for film_id in films))


def _detach(reviews: list[Review]) -> None:
    """Make reviews an anonymous user's, each at a public id of its own that never was the author's."""
    shared = {review.fingerprint for review in reviews}
    nobodys = Review.objects.filter(author__isnull=True, fingerprint__in=shared)
    taken = set(nobodys.values_list("film", "fingerprint"))
    for review in reviews:
        review.author, review.author_kind, review.aside = None, Review.Author.ANONYMOUS, False
        review.public_id, review.author_followers = new_public_id(), 0
        if (review.film_id, review.fingerprint) in taken:
            # An anonymous user wrote the same words of the same film: both stand, so this one needs a mark of its own.
            review.fingerprint = secrets.token_hex(32)
    _save_authors(reviews)


def _save_authors(reviews: list[Review]) -> None:
    fields = ["author", "author_kind", "aside", "public_id", "fingerprint", "author_followers"]
    Review.objects.bulk_update(reviews, fields, batch_size=500)


def _make_nobodys(reviews: list[Review], ratings: list[Rating], votes: list[HelpfulVote]) -> None:
    """Keep rows without their member. Each gets a random number below zero, for numbers tell the order of writing."""
    _detach([review for review in reviews if review.author_id])
    for review in reviews:
        review.source_url = ""
        # Some licenses allow a text only beside a name, and the database holds them to it.
        review.source = "Anonymer User" if review.source and License(review.license).demands_credit else ""
    Review.objects.bulk_update(reviews, ["source", "source_url"], batch_size=500)
    for review in reviews:
        _renumber(review)
    for rating in ratings:
        first = rating.rated_on.replace(day=1)
        Rating.objects.filter(pk=rating.pk).update(id=_number(), member=None, rated_on=first)
    for vote in votes:
        HelpfulVote.objects.filter(pk=vote.pk).update(id=_number(), member=None)


def _renumber(review: Review) -> None:
    """Give a review a new number, and tell every row that points at it; the keys are checked when all is done."""
    number = _number()
    Review.objects.filter(pk=review.pk).update(id=number)
    for pointing in Review._meta.get_fields(include_hidden=True):
        if isinstance(pointing, ForeignObjectRel) and isinstance(pointing.field, ForeignKey):
            rows = pointing.related_model._default_manager.filter(**{pointing.field.attname: review.pk})
            rows.update(**{pointing.field.attname: number})


def _number() -> int:
    """Return a random number below zero: one that no sequence ever gives."""
    return -secrets.randbelow(2**63 - 1) - 1


def _author_kind(draft: ReviewDraft) -> str:
    if draft.author:
        return Review.Author.MEMBER
    return Review.Author.ANONYMOUS if draft.anonymous else Review.Author.UNKNOWN
