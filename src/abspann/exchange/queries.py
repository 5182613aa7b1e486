"""Page-shaped reads about pages that were read in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models.fields.json import KT

from abspann.catalog.models import Film, Outcome, Trivia
from abspann.catalog.rules import Result
from abspann.core.paging import Key, Page, page_of
from abspann.core.text import one_line
from abspann.editorial.models import Critique
from abspann.exchange.models import SourcePage
from abspann.exchange.rules import is_same_text
from abspann.members.models import Member
from abspann.reviews.models import Review

PAGE_SIZE = 30
NEWEST = (Key("brought_at", descending=True, kind=datetime), Key("public_id", descending=True, kind=str))


@dataclass(frozen=True, slots=True)
class CreditedName:
    """A name that was credited before, with what tells it from its namesakes."""

    member: Member
    films: tuple[str, ...] = field(default=())


def pages_brought(*, after: str | None) -> Page[SourcePage]:
    """Return pages that were brought, the newest first, each with `title_read`; their texts are left unread."""
    pages = (
        SourcePage.objects.annotate(title_read=KT("proposal__film__title"))
        .select_related("film", "brought_by", "applied_by")
        .defer("text", "proposal", "result")
    )
    return page_of(pages, of="exchange:pages", order=NEWEST, after=after, size=PAGE_SIZE)


def page_brought(public_id: str) -> SourcePage | None:
    """Return a page that was brought."""
    return SourcePage.objects.select_related("film", "brought_by", "applied_by").filter(public_id=public_id).first()


def state_of(page: SourcePage) -> str:
    """Return what tells one state of a page's corrections from every other."""
    told = json.dumps([page.proposal, page.license, page.source], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def names_credited(names: Iterable[str]) -> dict[str, tuple[CreditedName, ...]]:
    """Return who has been credited under each of these names, the oldest first; two queries."""
    members = list(
        Member.objects.filter(kind=Member.Kind.CREDITED, display_name__in={one_line(name) for name in names}).order_by(
            "pk"
        )
    )
    films: dict[int, dict[str, None]] = {}
    written = Review.objects.filter(author__in=members).order_by("-sort_date", "pk")
    for author, title in written.values_list("author", "film__title"):
        films.setdefault(author or 0, {})[title] = None
    found: dict[str, list[CreditedName]] = {}
    for member in members:
        name = CreditedName(member, tuple(films.get(member.pk, {}))[:2])
        found.setdefault(member.display_name, []).append(name)
    return {name: tuple(credited) for name, credited in found.items()}


def review_like(film: Film, read: dict[str, Any]) -> Review | None:
    """Return the review of this film that a page has again: same text, and an author of the same name."""
    name = None if read["anonymous"] else read["author"]
    same_kind = Review.objects.filter(film=film).select_related("author")
    kind = Review.Author.ANONYMOUS if read["anonymous"] else Review.Author.UNKNOWN
    near = same_kind.filter(author__display_name=name) if name else same_kind.filter(author_kind=kind)
    return next((review for review in near if _is_same(review, read)), None)


def critique_like(film: Film, read: dict[str, Any]) -> Critique | None:
    """Return the critique of this film that a page has again."""
    return next((critique for critique in Critique.objects.filter(film=film) if _is_same(critique, read)), None)


def has_trivia(film: Film, text: str) -> bool:
    """Tell whether this is known about the film, whatever the white space."""
    bare = text.split()
    return any(known.split() == bare for known in Trivia.objects.filter(film=film).values_list("text", flat=True))


def has_outcome(film: Film, *, festival: str, year: int, award: str | None, result: str) -> bool:
    """Tell whether an edition's page says this of the film already, in whatever section, or says more."""
    known = Outcome.objects.filter(film=film, edition__festival__slug=festival, edition__year=year)
    if award is None:
        return known.exists()
    said = {Result.WON.value, result}
    return known.filter(award__code=award, result__in=said).exists()


def _is_same(known: Review | Critique, read: dict[str, Any]) -> bool:
    return is_same_text(known.text, read["text"], one_cut=known.truncated, other_cut=read["truncated"])
