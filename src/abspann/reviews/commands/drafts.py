"""Keeping what is being written."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.catalog.models import Film
from abspann.core.fitting import as_text, refuse_misfits
from abspann.core.refusal import Refusal
from abspann.members.models import Member
from abspann.members.queries import demand
from abspann.members.rights import Act
from abspann.reviews import rules
from abspann.reviews.commands.holding import demand_authorship, held_review, hold_film
from abspann.reviews.commands.rating import refuse_no_stars
from abspann.reviews.models import Draft, Review


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
    refuse_no_stars(half_stars)
    if review is not None:
        demand_authorship(by, review)
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
        hold_film(film.pk)
        published = (text, half_stars, spoiler, language)
        if review is not None:
            now = held_review(review)
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
