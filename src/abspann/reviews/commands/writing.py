"""Publishing reviews and editing them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.catalog.facts import Provenance
from abspann.catalog.models import Film
from abspann.core.fitting import as_text, refuse_misfits, tidied
from abspann.core.provenance import License
from abspann.core.refusal import Refusal
from abspann.core.sorting import fingerprint_of
from abspann.events.publish import publish
from abspann.members.models import Actor, Member
from abspann.members.queries import demand
from abspann.members.rights import Act
from abspann.reviews import rules
from abspann.reviews.commands.counting import note_followers, recount_film, recount_members
from abspann.reviews.commands.holding import demand_authorship, held_review, hold_film
from abspann.reviews.commands.rating import rate_film, refuse_no_stars, take_in_ratings
from abspann.reviews.events import ReviewEdited, ReviewPublished, ReviewRestored
from abspann.reviews.models import Draft, Review, ReviewVersion

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


def publish_review(*, by: Actor, film: Film, draft: ReviewDraft) -> tuple[Review, bool]:
    """Publish a review; return it, and whether it is new. The same text by the same author on the same film is one.

    Stars that come with the text are also the author's rating of the film.
    """
    text, provenance = _publishable(draft.text), tidied(draft.provenance)
    refuse_no_stars(draft.half_stars)
    with transaction.atomic():
        hold_film(film.pk)
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
        hold_film(film.pk)
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
    demand_authorship(by, review)
    text = _publishable(text)
    refuse_no_stars(half_stars)
    with transaction.atomic():
        hold_film(review.film_id)
        held = held_review(review)
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


def _publishable(text: str) -> str:
    """Return a text as it is published: 1 to 20,000 characters."""
    text = as_text(text)
    if not text:
        raise Refusal(_("A review needs a text."), field="text")
    if len(text) > rules.TEXT_LIMIT:
        raise Refusal(_("A review has at most 20,000 characters."), field="text")
    return text


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


def _come_back(review: Review, *, was_public: bool) -> list[ReviewRestored]:
    return [ReviewRestored(film=review.film_id, review=review.pk)] if review.is_public and not was_public else []


def _author_kind(draft: ReviewDraft) -> str:
    if draft.author:
        return Review.Author.MEMBER
    return Review.Author.ANONYMOUS if draft.anonymous else Review.Author.UNKNOWN
