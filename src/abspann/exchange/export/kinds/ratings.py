"""A member's ratings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from abspann.exchange.export.kind import Kind
from abspann.members.models import Member
from abspann.reviews.models import Rating


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating, in stars: 0.5 to 5."""

    film: str
    year: int | None
    address: str
    stars: float
    rated_on: dt.date


def rows(member: Member) -> Iterator[Rated]:
    """Return the ratings, the oldest first."""
    found = Rating.objects.filter(member=member).select_related("film").order_by("rated_on", "pk")
    return (
        Rated(one.film.title, one.film.year, f"/film/{one.film.slug}/", one.half_stars / 2, one.rated_on)
        for one in found
    )


KIND = Kind("ratings", "Wertungen", "Ratings", Rated, rows, keys=("reviews.Rating.member",))
