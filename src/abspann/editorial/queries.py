"""Page-shaped reads of critiques and press reviews."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import QuerySet

from abspann.catalog.models import Film
from abspann.editorial.models import Critique, PressReview
from abspann.members.models import Member

FAR_AWAY = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


def critiques_of(film: Film, *, viewer: Member | None, at: dt.datetime) -> list[Critique]:
    """Return a film's critiques that are out, the newest first."""
    found = Critique.objects.of_film(film).visible_to(viewer, at=at).select_related("critic")
    return list(found.order_by("-published_at", "-id"))


def critiques_of_and_next(
    film: Film, *, viewer: Member | None, at: dt.datetime
) -> tuple[list[Critique], dt.datetime | None]:
    """Return a film's critiques that are out, and when the next one comes out (None: none waits), in one query."""
    ever = Critique.objects.of_film(film).visible_to(viewer, at=FAR_AWAY).select_related("critic")
    found = list(ever.order_by("-published_at", "-id"))
    waiting = [critique.published_at for critique in found if critique.published_at > at]
    return [critique for critique in found if critique.published_at <= at], min(waiting, default=None)


def newest_critiques(*, viewer: Member | None, at: dt.datetime) -> QuerySet[Critique]:
    """Return the house's critiques that are out, the newest first, with their films."""
    found = Critique.objects.visible_to(viewer, at=at).select_related("critic", "film")
    return found.order_by("-published_at", "-id")


def press_of(film: Film) -> list[PressReview]:
    """Return what the press wrote, the best first, those without stars last."""
    found = PressReview.objects.filter(film=film).shown().order_by("id")
    return sorted(found, key=lambda review: -(review.half_stars or 0))


def average(items: Sequence[Critique] | Sequence[PressReview]) -> float | None:
    """Return the mean in stars of those that give stars; None when none does."""
    stars = [item.half_stars for item in items if item.half_stars is not None]
    return sum(stars) / len(stars) / 2 if stars else None


def spread(items: Sequence[Critique] | Sequence[PressReview]) -> tuple[int, ...]:
    """Return how many gave 1 to 10 half stars."""
    stars = [item.half_stars for item in items]
    return tuple(stars.count(number) for number in range(1, 11))
