"""Which films a member wants to see, and which they have seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from abspann.diary.models import FilmMark
from abspann.exchange.export.kind import Kind
from abspann.members.models import Member


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark: `wants` or `seen`."""

    film: str
    year: int | None
    mark: str
    marked_on: dt.date


def rows(member: Member) -> Iterator[Marked]:
    """Return the marks, the oldest first."""
    found = FilmMark.objects.filter(member=member).select_related("film").order_by("marked_on", "pk")
    return (Marked(one.film.title, one.film.year, one.kind, one.marked_on) for one in found)


KIND = Kind("marks", "Gemerkt und gesehen", "Watchlist and seen", Marked, rows, keys=("diary.FilmMark.member",))
