"""The only writers of critiques and press reviews."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.catalog.commands.moving import move_rows, return_rows
from abspann.catalog.facts import Provenance
from abspann.catalog.models import Film, Merge
from abspann.core.fitting import as_name, as_text, refuse_misfits, tidied
from abspann.core.refusal import Refusal
from abspann.core.sorting import fingerprint_of
from abspann.editorial.events import (
    CriticChanged,
    CriticismHidden,
    CriticismMerged,
    CritiquePublished,
    PressReviewQuoted,
)
from abspann.editorial.models import CriticSetAside, Critique, PressReview
from abspann.events.publish import publish
from abspann.members.models import Actor, Member
from abspann.members.queries import demand
from abspann.members.rights import Act

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
    draft = _tidied(draft)
    if not draft.text:
        raise Refusal(_("A critique needs a text."), field="text")
    if len(draft.text) > TEXT_LIMIT:
        raise Refusal(_("A critique has at most 100,000 characters."), field="text")
    _refuse_odd_stars(draft.half_stars)
    told: dict[str, Any] = {
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
    }
    fingerprint = fingerprint_of(draft.text)
    refuse_misfits(Critique(fingerprint=fingerprint, **told))
    with transaction.atomic(), _with_a_right():
        critique, created = Critique.objects.get_or_create(film=film, fingerprint=fingerprint, defaults=told)
        if created:
            publish(CritiquePublished(film.pk))
    return critique, created


def let_critic_go(*, member_id: int) -> None:
    """Take a leaving critic's name off their critiques, which are the house's and stay; a journal remembers it."""
    with transaction.atomic():
        signed = list(Critique.objects.select_for_update().filter(critic=member_id).order_by("pk"))
        CriticSetAside.objects.bulk_create(
            [CriticSetAside(critique=one, member_id=member_id, critic_name=one.critic_name) for one in signed]
        )
        Critique.objects.filter(critic=member_id).update(critic=None, critic_name=None)
        publish(*(CriticChanged(film_id) for film_id in sorted({one.film_id for one in signed})))


def take_critic_back(*, member_id: int) -> None:
    """Let a critic who came back sign their critiques again."""
    with transaction.atomic():
        journal = list(CriticSetAside.objects.filter(member=member_id).select_related("critique").order_by("critique"))
        for was in journal:
            Critique.objects.filter(pk=was.critique_id).update(critic=member_id, critic_name=was.critic_name)
        CriticSetAside.objects.filter(member=member_id).delete()
        publish(*(CriticChanged(film_id) for film_id in sorted({was.critique.film_id for was in journal})))


def forget_critic(*, member_id: int) -> None:
    """Forget who signed these critiques."""
    with transaction.atomic():
        let_critic_go(member_id=member_id)
        CriticSetAside.objects.filter(member=member_id).delete()


def quote_press(*, by: Actor, film: Film, quotation: PressQuotation) -> PressReview:
    """Quote a press review; a critic of a medium is quoted once per film. The quotation stays short."""
    quotation = tidied(quotation)
    if quotation.excerpt and len(quotation.excerpt) > EXCERPT_LIMIT:
        raise Refusal(_("A quotation has at most 500 characters."), field="excerpt")
    _refuse_odd_stars(quotation.half_stars)
    told: dict[str, Any] = {
        "half_stars": quotation.half_stars,
        "excerpt": quotation.excerpt,
        "published_on": quotation.published_on,
        "invented": quotation.invented,
        "language": quotation.provenance.language,
        "license": quotation.provenance.license,
        "source": quotation.provenance.source,
        "source_url": quotation.provenance.source_url,
    }
    whose: dict[str, Any] = {"medium": quotation.medium, "critic_name": quotation.critic_name}
    refuse_misfits(PressReview(**whose, **told))
    with transaction.atomic(), _with_a_right():
        review, _created = PressReview.objects.update_or_create(film=film, **whose, defaults=told)
        publish(PressReviewQuoted(film.pk))
    return review


def join_criticism(*, merge_id: int) -> None:
    """Let critiques and press reviews of a film that is gone be of the one that stays; the same text stands once."""
    with transaction.atomic():
        merge = Merge.objects.get(pk=merge_id)
        for table in (Critique, PressReview):
            move_rows(merge=merge, model=table, field="film")
        if merge.kept_film_id:
            publish(CriticismMerged(merge.kept_film_id))


def part_criticism(*, merge_id: int) -> None:
    """Give each of two films its criticism back."""
    with transaction.atomic():
        merge = Merge.objects.get(pk=merge_id)
        for table in (Critique, PressReview):
            return_rows(merge=merge, model=table)
        if merge.kept_film_id:
            publish(CriticismMerged(merge.kept_film_id), CriticismMerged(merge.gone_key))


def hide_text(*, by: Actor, text: Critique | PressReview) -> None:
    """Keep a critique or a quotation from every page, as moderators do; it stays as it is. Twice is once."""
    demand(by, Act.MODERATE)
    with transaction.atomic():
        if type(text).objects.filter(pk=text.pk, hidden_at__isnull=True).update(hidden_at=timezone.now()):
            publish(CriticismHidden(text.film_id))


def show_text(*, by: Actor, text: Critique | PressReview) -> None:
    """Let a hidden critique or quotation stand where it stood."""
    demand(by, Act.MODERATE)
    with transaction.atomic():
        if type(text).objects.filter(pk=text.pk, hidden_at__isnull=False).update(hidden_at=None):
            publish(CriticismHidden(text.film_id))


def _tidied(draft: CritiqueDraft) -> CritiqueDraft:
    return replace(
        draft,
        text=as_text(draft.text),
        teaser=as_text(draft.teaser or "") or None,
        fazit=as_text(draft.fazit or "") or None,
        headline=as_name(draft.headline or "") or None,
        critic_name=as_name(draft.critic_name or "") or None,
        provenance=tidied(draft.provenance),
    )


def _refuse_odd_stars(half_stars: int | None) -> None:
    if half_stars is not None and half_stars not in range(1, 11):
        raise Refusal(_("A rating is 0.5 to 5 stars, in half stars."), field="half_stars")


@contextmanager
def _with_a_right() -> Iterator[None]:
    """Refuse a text whose licence demands a credit that is not given."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Refusal(_("Say by what right the texts may be shown."), field="license") from error
