"""Search and browsing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from abspann.catalog.models import Festival, Film, FilmFacet, FilmTitle, Person
from abspann.catalog.queries import films_named
from abspann.catalog.rules import FacetKind
from abspann.core.paging import Key, Page, page_of
from abspann.discovery.asking import Asked, ask
from abspann.discovery.closeness import FAR, TYPO, ranked
from abspann.discovery.engines import STEPS, Engine
from abspann.discovery.engines import engine as the_engine
from abspann.discovery.entries import Entry
from abspann.discovery.models import SimilarFilm
from abspann.discovery.rules import Kind
from abspann.members.models import Member
from abspann.members.queries import members_beginning

Found = TypeVar("Found", Film, Person, Festival)

SHOWN = {"film": 20, "person": 10, "festival": 5, "member": 10}
SUGGESTED = {"film": 6, "person": 3, "festival": 1, "member": 2}
CANDIDATES = 60
"""How many of a kind are compared with the query, by each way of looking."""

LOOK_ALIKES = 5
PAGE_SIZE = 24

TITLE = Key("sort_title", kind=str)
PLACE = Key("public_id", kind=str)
BROWSE_ORDERS: dict[str, tuple[Key, ...]] = {
    "title": (TITLE, PLACE),
    "newest": (Key("year_or_0", descending=True), TITLE, PLACE),
    "oldest": (Key("year_or_last"), TITLE, PLACE),
}


@dataclass(frozen=True, slots=True)
class Findings:
    """What a query found, the closest first; `is_close` says whether something has every word as it was typed.

    `is_ready` is false while there is no index to look into.
    """

    films: list[Film]
    people: list[Person]
    festivals: list[Festival]
    members: list[Member]
    is_close: bool = True
    is_ready: bool = True

    def __bool__(self) -> bool:
        return bool(self.films or self.people or self.festivals or self.members)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.films) + len(self.people) + len(self.festivals) + len(self.members)


@dataclass(frozen=True, slots=True)
class Choice:
    """What films are browsed by."""

    genre: str | None = None
    country: str | None = None
    decade: int | None = None
    order: str = "title"

    @property
    def name(self) -> str:
        """What tells one list from another; a cursor of one fits no other."""
        return f"films:{self.genre}:{self.country}:{self.decade}:{self.order}"


EVERYTHING = Choice()
"""All films."""


def search(
    query: str,
    language: str,
    *,
    viewer: Member | None = None,
    shown: Mapping[str, int] = SHOWN,
    steps: int = STEPS,
    candidates: int = CANDIDATES,
) -> Findings:
    """Return films, people and festivals that have the query's words in a name, or nearly, in whatever order.

    A name that equals the query comes first; then, the closer before the further, what has its words, what is known by
    them with typos, what lacks one; among what is as close, the better known. A film is also found by its year and by
    who made it. Articles, accents, case and spaces between words do not count. Members are looked up by the beginning
    of their names where they are kept, and only those whom the viewer may see.
    """
    asked, engine = ask(query), the_engine()
    if not asked:
        return Findings([], [], [], [])
    found, is_close = _found(engine, asked, shown, steps, candidates)
    refs = {kind: [entry.ref for entry in entries] for kind, entries in found.items()}
    return Findings(
        films=_in_order(films_named(language), refs[Kind.FILM]),
        people=_in_order(Person.objects.all(), refs[Kind.PERSON]),
        festivals=_in_order(Festival.objects.all(), refs[Kind.FESTIVAL]),
        members=members_beginning(query, viewer=viewer, limit=shown["member"]) if shown["member"] else [],
        is_close=is_close,
        is_ready=any(refs.values()) or engine.is_ready(),
    )


def suggestions(query: str, language: str, *, viewer: Member | None = None) -> Findings:
    """Return the few closest for who is still typing: what begins like this, with a typo only where nothing else fits.

    Nothing for a single letter of an alphabet: it is no beginning yet.
    """
    if len(query.strip()) < 2 and query.isascii():
        return Findings([], [], [], [])
    return search(query, language, viewer=viewer, shown=SUGGESTED, steps=STEPS - 1, candidates=CANDIDATES // 3)


def _found(
    engine: Engine, asked: Asked, shown: Mapping[str, int], steps: int, candidates: int
) -> tuple[dict[Kind, list[Entry]], bool]:
    """Return what is found of each kind: without a typo if there is such a thing, else with one, else with two."""
    nets: dict[Kind, dict[int, Entry]] = {kind: {} for kind in Kind}
    ranking: dict[Kind, list[tuple[float, Entry]]] = {}
    for step in range(steps):
        for kind, net in nets.items():
            # A whole name with one typo is what was meant; of its kind no wider net brings up anything closer.
            if any(far <= TYPO for far, _entry in ranking.get(kind, ())):
                continue
            net.update((entry.ref, entry) for entry in engine.find(kind, asked, step, candidates))
            ranking[kind] = ranked(asked, net.values())
        nearest = min((far for found in ranking.values() for far, _entry in found), default=FAR)
        if nearest < (TYPO, TYPO + TYPO / 2, FAR)[step]:
            break
    is_close = nearest < TYPO
    return {
        kind: [
            entry
            for place, (far, entry) in enumerate(found[: shown[kind]])
            # Where something fits, what is only like it is wanted at most of films, and of those not many.
            if far < TYPO or not is_close or (kind == Kind.FILM and place < LOOK_ALIKES and far <= TYPO)
        ]
        for kind, found in ranking.items()
    }, is_close


def browse(choice: Choice, *, language: str, after: str | None) -> Page[Film]:
    """Return a page of the films that a choice leaves."""
    films = chosen(choice, films_named(language)).annotate(
        year_or_0=Coalesce(F("year"), Value(0)), year_or_last=Coalesce(F("year"), Value(9999))
    )
    return page_of(films, of=choice.name, order=BROWSE_ORDERS[choice.order], after=after, size=PAGE_SIZE)


def chosen(choice: Choice, films: QuerySet[Film]) -> QuerySet[Film]:
    """Narrow films down to a choice."""
    for kind, code in ((FacetKind.GENRE, choice.genre), (FacetKind.COUNTRY, choice.country)):
        if code is not None:
            films = films.filter(pk__in=FilmFacet.objects.filter(kind=kind, code=code).values("film"))
    if choice.decade is not None:
        films = films.filter(year__range=(choice.decade, choice.decade + 9))
    return films


def facet_counts(kind: FacetKind, choice: Choice = EVERYTHING) -> list[tuple[str, int]]:
    """Return the codes of a kind with how many of the chosen films have them, the most frequent first."""
    rows = FilmFacet.objects.filter(kind=kind)
    if choice.genre or choice.country or choice.decade:
        rows = rows.filter(film__in=chosen(choice, Film.objects.all()))
    counted = rows.values_list("code").annotate(films=Count("film")).order_by("-films", "code")
    return [(str(code), int(count)) for code, count in counted]


def decade_counts(choice: Choice = EVERYTHING) -> list[tuple[int, int]]:
    """Return the decades with how many of the chosen films are from them, the newest first."""
    films = chosen(choice, Film.objects.filter(year__isnull=False)).order_by()
    rows = films.values_list(F("year") - F("year") % 10).annotate(films=Count("pk"))
    return sorted(((int(start), int(count)) for start, count in rows), reverse=True)


def similar_films(film: Film, language: str, limit: int = 4) -> list[SimilarFilm]:
    """Return the films that go with a film, nearest first, each with its reason."""
    titles = FilmTitle.objects.filter(film=OuterRef("other"), language=language).order_by("id").values("text")[:1]
    found = SimilarFilm.objects.filter(film=film).select_related("other").annotate(title_here=Subquery(titles))
    similar: list[SimilarFilm] = list(found.order_by("position")[:limit])
    for entry in similar:
        entry.other.title_here = entry.title_here  # type: ignore[attr-defined]  # as films_named() names films
    return similar


def _in_order(rows: QuerySet[Found], refs: list[int]) -> list[Found]:
    found = rows.in_bulk(refs)
    return [found[ref] for ref in refs if ref in found]
