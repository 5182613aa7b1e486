"""Search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import QuerySet

from abspann.catalog.models import Festival, Film, Person
from abspann.catalog.queries import films_named
from abspann.discovery.asking import Asked, ask
from abspann.discovery.closeness import EXACT, FAR, ONE_TYPO, TYPO, cost, ranked
from abspann.discovery.engines import WORDS_WITH_TYPOS, Engine
from abspann.discovery.engines import engine as the_engine
from abspann.discovery.entries import Entry
from abspann.discovery.rules import Kind
from abspann.members.models import Member
from abspann.members.queries import members_beginning

Found = TypeVar("Found", Film, Person, Festival)

SHOWN = {"film": 20, "person": 10, "festival": 5, "member": 10}
SUGGESTED = {"film": 6, "person": 3, "festival": 1, "member": 2}
CANDIDATES = 40
"""How many of a kind are compared with the query, by each way of looking."""

LOOK_ALIKES = 5
"""By which place a film stands at the latest whose name is the query but for a typo, unless one is called just that."""

ENOUGH_TO_SHOW, ENOUGH_TO_SUGGEST = (-FAR, TYPO, 2 * TYPO, FAR), (TYPO, TYPO, 2 * TYPO)
"""How close the nearest is, after each step of looking, that no further one is taken."""


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


def search(
    query: str,
    language: str,
    *,
    viewer: Member | None = None,
    shown: Mapping[str, int] = SHOWN,
    enough: Sequence[float] = ENOUGH_TO_SHOW,
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
    found, is_close = _found(engine, asked, shown, enough, candidates)
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
    return search(query, language, viewer=viewer, shown=SUGGESTED, enough=ENOUGH_TO_SUGGEST, candidates=CANDIDATES // 2)


def _found(
    engine: Engine, asked: Asked, shown: Mapping[str, int], enough: Sequence[float], candidates: int
) -> tuple[dict[Kind, list[Entry]], bool]:
    """Return what is found of each kind: without a typo if there is such a thing, else with one, else with two."""
    nets: dict[Kind, dict[int, tuple[float, Entry]]] = {kind: {} for kind in Kind}
    ranking: dict[Kind, list[tuple[float, Entry]]] = {}
    nearest = FAR
    for step, near_enough in enumerate(enough):
        for kind, net in nets.items():
            # A whole name with one typo is what was meant; of its kind no wider net brings up anything closer.
            if step >= WORDS_WITH_TYPOS and any(far <= ONE_TYPO for far, _entry in ranking.get(kind, ())):
                continue
            new = (entry for entry in engine.find(kind, asked, step, candidates) if entry.ref not in net)
            net.update((entry.ref, (cost(asked, entry), entry)) for entry in new)
            ranking[kind] = ranked(net.values())
        nearest = min((far for found in ranking.values() for far, _entry in found), default=FAR)
        if nearest < near_enough:
            break
    if nearest < TYPO:
        ranking = {kind: _close(found, with_alike=kind == Kind.FILM) for kind, found in ranking.items()}
    return {kind: [entry for _far, entry in found[: shown[kind]]] for kind, found in ranking.items()}, nearest < TYPO


def _close(found: list[tuple[float, Entry]], *, with_alike: bool) -> list[tuple[float, Entry]]:
    """Return what has no typo; where something fits, what is only like it is wanted at most of films, and not much."""
    close = [pair for pair in found if pair[0] < TYPO]
    alike = [pair for pair in found if TYPO <= pair[0] <= ONE_TYPO] if with_alike else []
    places = max(LOOK_ALIKES - len(close), 0 if close and close[0][0] <= EXACT else 1)
    before = LOOK_ALIKES - places
    return [*close[:before], *alike[:places], *close[before:]]


def _in_order(rows: QuerySet[Found], refs: list[int]) -> list[Found]:
    found = rows.in_bulk(refs)
    return [found[ref] for ref in refs if ref in found]
