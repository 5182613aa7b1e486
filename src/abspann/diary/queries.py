"""Page-shaped reads of marks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from abspann.catalog.models import Film
from abspann.catalog.queries import films_named
from abspann.core.paging import Key, Page, page_of
from abspann.diary.models import FilmMark, FilmMarkCount
from abspann.diary.rules import Mark
from abspann.members.models import Member

SHELF_SIZE = 24
LAST_MARKED = (Key("marked_on", descending=True, kind=date), Key("public_id", descending=True, kind=str))


@dataclass(frozen=True, slots=True)
class Marks:
    """How many present members want to see a film, and how many have seen it."""

    wants: int
    seen: int


def marks_on(film: Film) -> Marks:
    """Return how often a film is marked."""
    count = FilmMarkCount.objects.filter(film=film).first()
    return Marks(count.wants, count.seen) if count else Marks(0, 0)


def marks_of(film: Film, member: Member | None) -> frozenset[Mark]:
    """Return how a member marked a film."""
    if member is None:
        return frozenset()
    return frozenset(map(Mark, FilmMark.objects.filter(film=film, member=member).values_list("kind", flat=True)))


def films_marked_by(
    member: Member, kind: Mark, *, language: str, after: str | None = None, size: int = SHELF_SIZE
) -> Page[FilmMark]:
    """Return a page of a member's marks of one kind, the newest first, each with its film; two queries."""
    marks = FilmMark.objects.filter(member=member, kind=kind)
    page = page_of(marks, of=f"marks:{member.public_id}:{kind}", order=LAST_MARKED, after=after, size=size)
    films = films_named(language).in_bulk([mark.film_id for mark in page.items])
    for mark in page.items:
        mark.film = films[mark.film_id]
    return page
