"""The only writers of critiques and press reviews."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.catalog.facts import Provenance
from abspann.catalog.models import Film
from abspann.core.refusal import Refusal
from abspann.core.sorting import fingerprint_of
from abspann.editorial.events import CritiquePublished, PressReviewQuoted
from abspann.editorial.models import Critique, PressReview
from abspann.events.publish import publish
from abspann.members.models import Actor, Member

EXCERPT_LIMIT = 500
TEXT_LIMIT = 100_000


@dataclass(frozen=True, slots=True)
class CritiqueDraft:
    """What a critique consists of; all but the text may be missing."""

    text: str
    provenance: Provenance
    critic: Member | None = None
    critic_name: str | None = None
    headline: str | None = None
    teaser: str | None = None
    fazit: str | None = None
    half_stars: int | None = None
    truncated: bool = False
    published_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class PressQuotation:
    """A quotation from another medium."""

    medium: str
    provenance: Provenance
    critic_name: str | None = None
    half_stars: int | None = None
    excerpt: str | None = None
    published_on: dt.date | None = None
    invented: bool = False


def publish_critique(*, by: Actor, film: Film, draft: CritiqueDraft) -> tuple[Critique, bool]:
    """Publish a critique; return it, and whether it is new. A text stands once per film.

    `published_at` in the future is an embargo; without it the critique is out at once and shows no date.
    """
    if not draft.text.strip():
        raise Refusal(_("A critique needs a text."), field="text")
    if len(draft.text) > TEXT_LIMIT:
        raise Refusal(_("A critique has at most 100,000 characters."), field="text")
    with transaction.atomic():
        critique, created = Critique.objects.get_or_create(
            film=film,
            fingerprint=fingerprint_of(draft.text),
            defaults={
                "critic": draft.critic,
                "critic_name": draft.critic_name,
                "headline": draft.headline,
                "teaser": draft.teaser,
                "text": draft.text,
                "fazit": draft.fazit,
                "half_stars": draft.half_stars,
                "truncated": draft.truncated,
                "published_at": draft.published_at or timezone.now(),
                "dated": draft.published_at is not None,
                "language": draft.provenance.language,
                "license": draft.provenance.license,
                "source": draft.provenance.source,
                "source_url": draft.provenance.source_url,
            },
        )
        if created:
            publish(CritiquePublished(film.pk))
    return critique, created


def quote_press(*, by: Actor, film: Film, quotation: PressQuotation) -> PressReview:
    """Quote a press review; a critic of a medium is quoted once per film. The quotation stays short."""
    if quotation.excerpt and len(quotation.excerpt) > EXCERPT_LIMIT:
        raise Refusal(_("A quotation has at most 500 characters."), field="excerpt")
    with transaction.atomic():
        review, _created = PressReview.objects.update_or_create(
            film=film,
            medium=quotation.medium,
            critic_name=quotation.critic_name,
            defaults={
                "half_stars": quotation.half_stars,
                "excerpt": quotation.excerpt,
                "published_on": quotation.published_on,
                "invented": quotation.invented,
                "language": quotation.provenance.language,
                "license": quotation.provenance.license,
                "source": quotation.provenance.source,
                "source_url": quotation.provenance.source_url,
            },
        )
        publish(PressReviewQuoted(film.pk))
    return review
