"""What becomes of what members wrote, rated and judged when they leave."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.db.models import ForeignKey, ForeignObjectRel, Q

from abspann.catalog.commands.moving import renumber_row
from abspann.core.provenance import License
from abspann.core.public_id import new_public_id
from abspann.core.sweeping import nobodys_number
from abspann.events.publish import publish
from abspann.reviews.commands.counting import note_followers, recount_film, recount_members, recount_votes
from abspann.reviews.commands.holding import hold_films
from abspann.reviews.events import FilmRated, ReviewJudged, ReviewMoved, ReviewsPutAside
from abspann.reviews.models import Draft, HelpfulVote, Rating, Review, ReviewVersion, SetAside


def let_author_go(*, member_id: int, keep: bool) -> None:
    """Take a leaving author's name off their reviews, or put the reviews aside; a journal remembers what was.

    With `keep` a review is an anonymous user's from now on, at a public id that never was the author's. Ratings and
    votes show no name anywhere and stay as they are until the end.
    """
    with transaction.atomic():
        hold_films(Review.objects.filter(author=member_id))
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
        hold_films(Review.objects.filter(pk__in=SetAside.objects.filter(member=member_id).values("review")))
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
    before or when they were edited. Otherwise all of it goes, and the counts follow.
    """
    with transaction.atomic():
        left_with = Review.objects.filter(
            Q(author=member_id) | Q(pk__in=SetAside.objects.filter(member=member_id).values("review"))
        )
        ratings, votes = Rating.objects.filter(member=member_id), HelpfulVote.objects.filter(member=member_id)
        films = hold_films(left_with, ratings)
        # What its author had withdrawn was seen by nobody else, and stays with nobody.
        left_with.filter(withdrawn_at__isnull=False).delete()
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


def forget_writing(*, member_id: int) -> None:
    """Delete a member's drafts, and the former versions of what they published; of both nothing is left."""
    with transaction.atomic():
        Draft.objects.filter(member=member_id).delete()
        ReviewVersion.objects.filter(author=member_id).delete()


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
        review.source_url, review.form, review.edited_on, review.revision = "", None, None, 1
        if review.hidden_at:
            review.hidden_at = review.hidden_at.replace(hour=0, minute=0, second=0, microsecond=0)
        # Some licenses allow a text only beside a name, and the database holds them to it.
        review.source = "Anonymer User" if review.source and License(review.license).demands_credit else ""
    fields = ["source", "source_url", "form", "edited_on", "revision", "hidden_at"]
    Review.objects.bulk_update(reviews, fields, batch_size=500)
    for review in reviews:
        _renumber(review)
    for rating in ratings:
        first = rating.rated_on.replace(day=1)
        number = nobodys_number()
        Rating.objects.filter(pk=rating.pk).update(id=number, member=None, rated_on=first)
        renumber_row(model=Rating, former=rating.pk, now=number)
    for vote in votes:
        HelpfulVote.objects.filter(pk=vote.pk).update(id=nobodys_number(), member=None)


def _renumber(review: Review) -> None:
    """Give a review a new number, and tell every row that points at it; the keys are checked when all is done."""
    number = nobodys_number()
    Review.objects.filter(pk=review.pk).update(id=number)
    for pointing in Review._meta.get_fields(include_hidden=True):
        if isinstance(pointing, ForeignObjectRel) and isinstance(pointing.field, ForeignKey):
            rows = pointing.related_model._default_manager.filter(**{pointing.field.attname: review.pk})
            rows.update(**{pointing.field.attname: number})
    renumber_row(model=Review, former=review.pk, now=number)
