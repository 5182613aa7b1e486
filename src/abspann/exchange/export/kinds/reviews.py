"""A member's reviews, also those that no longer bear their name because they are leaving."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from abspann.exchange.export.kind import Kind
from abspann.members.models import Member
from abspann.reviews.models import Review, SetAside


@dataclass(frozen=True, slots=True)
class Written:
    """A review, its text in Markdown."""

    film: str
    year: int | None
    address: str
    text: str
    stars: float | None
    spoiler: bool
    language: str
    published_on: dt.date | None
    found_helpful: int
    found_unhelpful: int
    license: str
    source: str
    source_url: str


def rows(member: Member) -> Iterator[Written]:
    """Return the reviews, the oldest first."""
    apart = SetAside.objects.filter(member=member).values("review")
    found = Review.objects.filter(Q(author=member) | Q(pk__in=apart)).select_related("film")
    return (
        Written(
            film=one.film.title,
            year=one.film.year,
            address=f"/film/{one.film.slug}/reviews/{one.public_id}/",
            text=one.text,
            stars=None if one.half_stars is None else one.half_stars / 2,
            spoiler=one.spoiler,
            language=one.language,
            published_on=one.published_on,
            found_helpful=one.helpful_yes,
            found_unhelpful=one.helpful_no,
            license=one.license,
            source=one.source,
            source_url=one.source_url,
        )
        for one in found.order_by("sort_date", "pk")
    )


KIND = Kind("reviews", "Kritiken", "Reviews", Written, rows, keys=("reviews.Review.author", "reviews.SetAside.member"))
