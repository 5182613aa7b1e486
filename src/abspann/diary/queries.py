"""Page-shaped reads of marks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists

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
    """How many present members want to see a film, how many have seen it, and how one member marked it."""

    wants: int
    seen: int
    own: frozenset[Mark]


def marks_of(film: Film, member: Member | None) -> Marks:
    """Return how a member marked a film, and how often it is marked; one query, none for a visitor."""
    if member is None:
        return Marks(0, 0, frozenset())
    own = FilmMark.objects.filter(film=film, member=member)
    counts = FilmMarkCount.objects.filter(film=film)
    found = counts.annotate(**{f"own_{kind}": Exists(own.filter(kind=kind)) for kind in Mark.values}).first()
    if found is None:
        return Marks(0, 0, frozenset())
    return Marks(found.wants, found.seen, frozenset(kind for kind in Mark if getattr(found, f"own_{kind}")))


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
