"""The only writers of ratings, reviews, votes and the counts made of them."""

from __future__ import annotations

import datetime as dt
import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

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
from abspann.members.queries import demand
from abspann.members.rights import Act
from abspann.reviews import rules
from abspann.reviews.events import (
    FilmRated,
    MemberRated,
    ReviewEdited,
    ReviewHidden,
    ReviewJudged,
    ReviewMoved,
    ReviewPublished,
    ReviewRestored,
    ReviewShown,
    ReviewsPutAside,
    ReviewsRanked,
    ReviewWithdrawn,
)
from abspann.reviews.models import (
    Draft,
    FilmScore,
    HelpfulVote,
    MemberTally,
    Rating,
    Review,
    ReviewVersion,
    SetAside,
)

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
    form: str | None = None


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
    text, provenance = _publishable(draft.text), tidied(draft.provenance)
    _refuse_no_stars(draft.half_stars)
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
            form=draft.form,
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


def _publishable(text: str) -> str:
    """Return a text as it is published: 1 to 20,000 characters."""
    text = as_text(text)
    if not text:
        raise Refusal(_("A review needs a text."), field="text")
    if len(text) > rules.TEXT_LIMIT:
        raise Refusal(_("A review has at most 20,000 characters."), field="text")
    return text


def _refuse_no_stars(half_stars: int | None) -> None:
    if half_stars is not None and not rules.are_stars(half_stars):
        raise Refusal(_("A rating is 0.5 to 5 stars, in half stars."), field="half_stars")


def write_review(
    *,
    by: Member,
    film: Film,
    text: str,
    half_stars: int | None = None,
    spoiler: bool = False,
    language: str = "de",
    form: str | None = None,
) -> Review:
    """Publish a member's own review, dated today; their draft about the film is done with.

    `form` is the token of the form: sent twice, it makes one review. The same text from another form is refused.
    """
    demand(by, Act.WRITE_REVIEW, whose=by)
    form = form or None
    with transaction.atomic():
        _hold_present(film.pk)
        fingerprint = fingerprint_of(_publishable(text))
        sent = Review.objects.filter(author=by, form=form).first() if form else None
        if sent and sent.film_id == film.pk and sent.fingerprint == fingerprint:
            return sent
        _refuse_repetition(film.pk, by, fingerprint)
        draft = ReviewDraft(
            text=text,
            provenance=Provenance(language=language, license=License.OWN),
            author=by,
            half_stars=half_stars,
            published_on=timezone.localdate(),
            spoiler=spoiler,
            # Somebody went back, wrote something else and sent the old form: that is another review.
            form=None if sent else form,
        )
        review, _new = publish_review(by=by, film=film, draft=draft)
        Draft.objects.filter(member=by, film=film, review=None).delete()
    return review


def edit_review(
    *,
    by: Actor,
    review: Review,
    text: str,
    half_stars: int | None = None,
    spoiler: bool = False,
    language: str = "de",
    state: int | None = None,
) -> Review:
    """Change a review and keep what it said before; one that was withdrawn is published again with it.

    `state` is the revision that the author had before them: if another one stands by now, the edit is refused (409).
    New stars are the author's rating from today. What changes nothing makes no version.
    """
    _demand_authorship(by, review)
    text = _publishable(text)
    _refuse_no_stars(half_stars)
    with transaction.atomic():
        _hold_present(review.film_id)
        held = _held(review)
        author, was_public = held.author, held.is_public
        former = (held.text, held.half_stars, held.spoiler, held.language)
        if former == (text, half_stars, spoiler, language) and held.withdrawn_at is None:
            Draft.objects.filter(review=held).delete()
            return held
        if state is not None and state != held.revision:
            raise Refusal(_("This review has been changed since you opened it, in another window."), status=409)
        if author is None:
            raise AssertionError("an author was demanded above")
        fingerprint = fingerprint_of(text)
        _refuse_repetition(held.film_id, author, fingerprint, but=held.pk)
        if former != (text, half_stars, spoiler, language):
            ReviewVersion.objects.create(
                review=held,
                author=author,
                number=held.revision,
                text=held.text,
                half_stars=held.half_stars,
                spoiler=held.spoiler,
                language=held.language,
                dated=held.edited_on or held.published_on,
            )
            held.revision += 1
            held.edited_on = timezone.localdate()
        has_new_stars = half_stars is not None and half_stars != held.half_stars
        held.text, held.half_stars, held.spoiler, held.language = text, half_stars, spoiler, language
        held.fingerprint, held.truncated, held.withdrawn_at = fingerprint, False, None
        refuse_misfits(held)
        held.save()
        if has_new_stars and half_stars is not None:
            rate_film(by=by, film=held.film, member=author, half_stars=half_stars)
        recount_film(film_id=held.film_id)
        if held.is_public != was_public:
            recount_members(member_ids=[author.pk])
        Draft.objects.filter(review=held).delete()
        publish(ReviewEdited(film=held.film_id, review=held.pk), *_come_back(held, was_public=was_public))
    return held


def withdraw_review(*, by: Actor, review: Review) -> None:
    """Take a review back: it is gone from every page, count and feed at once; twice is once.

    Its author keeps it, and can publish it again. The rating that came with it stays.
    """
    _demand_authorship(by, review)
    with transaction.atomic():
        _hold_present(review.film_id)
        held = _held(review)
        if held.withdrawn_at is None:
            held.withdrawn_at = timezone.now()
            held.save(update_fields=["withdrawn_at"])
            _recount(held)
            publish(ReviewWithdrawn(film=held.film_id, review=held.pk))


def restore_review(*, by: Actor, review: Review) -> None:
    """Publish a review again that its author had withdrawn, as it was and with the day that it had."""
    _demand_authorship(by, review)
    with transaction.atomic():
        _hold_present(review.film_id)
        held = _held(review)
        if held.withdrawn_at is not None:
            held.withdrawn_at = None
            held.save(update_fields=["withdrawn_at"])
            _recount(held)
            publish(ReviewRestored(film=held.film_id, review=held.pk))


def hide_review(*, by: Actor, review: Review) -> None:
    """Hide a review from all but its author; twice is once."""
    demand(by, Act.MODERATE, whose=review.author)
    with transaction.atomic():
        _hold_present(review.film_id)
        held = _held(review)
        if held.hidden_at is None:
            held.hidden_at = timezone.now()
            held.save(update_fields=["hidden_at"])
            _recount(held)
            publish(ReviewHidden(film=held.film_id, review=held.pk))


def show_review(*, by: Actor, review: Review) -> None:
    """Show a review again that moderators hid; twice is once."""
    demand(by, Act.MODERATE, whose=review.author)
    with transaction.atomic():
        _hold_present(review.film_id)
        held = _held(review)
        if held.hidden_at is not None:
            held.hidden_at = None
            held.save(update_fields=["hidden_at"])
            _recount(held)
            publish(ReviewShown(film=held.film_id, review=held.pk))


def _demand_authorship(by: Actor, review: Review) -> None:
    """Refuse whoever did not write the review; nobody edits what is nobody's."""
    demand(by, Act.EDIT_REVIEW, whose=review.author)
    if review.author is None:
        raise Refusal(_("You may not do that here."), status=403)


def _hold_present(film_id: int) -> None:
    """Hold a film as `_hold` does; one that is gone by now is refused."""
    try:
        _hold(film_id)
    except Film.DoesNotExist as error:
        raise Refusal(_("This film is not here any longer."), status=404) from error


def _held(review: Review) -> Review:
    """Return the review as it stands now, held until the transaction ends."""
    held = Review.objects.select_for_update(no_key=True, of=("self",)).select_related("author", "film")
    found = held.filter(pk=review.pk).first()
    if found is None:
        raise Refusal(_("This review does not exist, or no longer."), status=404)
    return found


def _refuse_repetition(film_id: int, author: Member, fingerprint: str, *, but: int = 0) -> None:
    """Refuse a text that its author has written about this film before."""
    same = Review.objects.filter(film=film_id, author=author, fingerprint=fingerprint).exclude(pk=but).first()
    if same is None:
        return
    if same.withdrawn_at is not None:
        sentence = _("You have withdrawn this very text; it lies among your drafts, and can be published again there.")
    else:
        sentence = _("You have published this very text about this film already.")
    raise Refusal(sentence, field="text", status=409)


def _recount(review: Review) -> None:
    recount_film(film_id=review.film_id)
    if review.author_id:
        recount_members(member_ids=[review.author_id])


def _come_back(review: Review, *, was_public: bool) -> list[ReviewRestored]:
    return [ReviewRestored(film=review.film_id, review=review.pk)] if review.is_public and not was_public else []


def save_draft(
    *,
    by: Member,
    film: Film | None,
    text: str,
    title: str = "",
    review: Review | None = None,
    half_stars: int | None = None,
    spoiler: bool = False,
    language: str = "de",
    base: int | None = None,
    form: str | None = None,
) -> Draft | None:
    """Keep what a member is writing: one draft per film, or per review of theirs; None when there is nothing to keep.

    A text of white space alone ends the draft. What a form saves that was published meanwhile (`form`), or what equals
    the published text, is no draft: the last save of a form often comes after its publishing. Without a film (it is
    gone) the draft is kept by `title`, once for each text. No event: nobody else sees it.
    """
    demand(by, Act.WRITE_REVIEW, whose=by)
    text = as_text(text)
    if len(text) > rules.DRAFT_LIMIT:
        raise Refusal(_("A draft has at most 100,000 characters."), field="text")
    _refuse_no_stars(half_stars)
    if review is not None:
        _demand_authorship(by, review)
    whose: dict[str, Any] = {"member": by, "film": film, "review": review}
    told: dict[str, Any] = {
        "film_title": (film.title if film else title)[:300],
        "text": text,
        "half_stars": half_stars,
        "spoiler": spoiler,
        "language": language,
        "base": base,
        "saved_at": timezone.now(),
    }
    refuse_misfits(Draft(member=by, **told))
    with transaction.atomic():
        if film is None:
            return Draft.objects.filter(**whose, text=text).first() or Draft.objects.create(**whose, **told)
        _hold_present(film.pk)
        published = (text, half_stars, spoiler, language)
        if review is not None:
            now = _held(review)
            is_done = published == (now.text, now.half_stars, now.spoiler, now.language) and not now.withdrawn_at
        else:
            is_done = bool(form) and Review.objects.filter(author=by, form=form).exists()
        if is_done or not text:
            Draft.objects.filter(**whose).delete()
            return None
        draft, _created = Draft.objects.update_or_create(**whose, defaults=told)
        return draft


def discard_draft(*, by: Member, draft: Draft) -> None:
    """Throw a draft away for good; twice is once."""
    demand(by, Act.WRITE_REVIEW, whose=draft.member)
    with transaction.atomic():
        Draft.objects.filter(pk=draft.pk).delete()


def forget_writing(*, member_id: int) -> None:
    """Delete a member's drafts, and the former versions of what they published; of both nothing is left."""
    with transaction.atomic():
        Draft.objects.filter(member=member_id).delete()
        ReviewVersion.objects.filter(author=member_id).delete()


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
    before or when they were edited. Otherwise all of it goes, and the counts follow.
    """
    with transaction.atomic():
        left_with = Review.objects.filter(
            Q(author=member_id) | Q(pk__in=SetAside.objects.filter(member=member_id).values("review"))
        )
        ratings, votes = Rating.objects.filter(member=member_id), HelpfulVote.objects.filter(member=member_id)
        films = _hold_films(left_with, ratings)
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
