"""The critiques that a critic wrote for the house."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from abspann.editorial.models import CriticSetAside, Critique
from abspann.exchange.export.kind import Kind
from abspann.members.models import Member


@dataclass(frozen=True, slots=True)
class Criticism:
    """A critique, its text in Markdown."""

    film: str
    year: int | None
    headline: str | None
    teaser: str | None
    text: str
    fazit: str | None
    stars: float | None
    language: str
    published_at: dt.datetime


def rows(member: Member) -> Iterator[Criticism]:
    """Return the critiques, the oldest first."""
    apart = CriticSetAside.objects.filter(member=member).values("critique")
    found = Critique.objects.filter(Q(critic=member) | Q(pk__in=apart)).select_related("film")
    return (
        Criticism(
            film=one.film.title,
            year=one.film.year,
            headline=one.headline,
            teaser=one.teaser,
            text=one.text,
            fazit=one.fazit,
            stars=None if one.half_stars is None else one.half_stars / 2,
            language=one.language,
            published_at=one.published_at,
        )
        for one in found.order_by("published_at", "pk")
    )


KIND = Kind(
    "critiques",
    "Kritiken der Redaktion",
    "Critiques for the house",
    Criticism,
    rows,
    keys=("editorial.Critique.critic", "editorial.CriticSetAside.member"),
)
