"""Pairs that may be one film or one person: what editors are asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from abspann.catalog.commands.taking_in.new_rows import as_json, stored_now
from abspann.catalog.commands.taking_in.sameness import HOUSE, Evidence, signs_of
from abspann.catalog.models import Doubt, FilmName, SourceRecord
from abspann.core.rows import found, insert, table_of


@dataclass(slots=True)
class Doubted:
    """A film of the batch (by its place) or a person (by who they are) that may be one in the catalog."""

    other: int
    score: float
    evidence: Evidence


def raise_doubts(
    films: Iterable[tuple[int, Doubted]], people: Iterable[tuple[int, Doubted]]
) -> tuple[list[int], list[int]]:
    """Ask editors about pairs that nobody has been asked about, whatever was answered; return who is new among them."""
    now = stored_now()
    asked = []
    for kind, doubts in (("film", films), ("person", people)):
        columns = (f"{kind}_id", f"other_{kind}_id")
        pairs: dict[tuple[int, int], Doubted] = {}
        for one, doubt in doubts:
            if one < doubt.other:
                pairs[one, doubt.other] = doubt
            elif one > doubt.other:  # then what it says stands second, too
                turned = [[what, there, here] for what, here, there in doubt.evidence]
                pairs[doubt.other, one] = Doubted(one, doubt.score, turned)
        query = f"SELECT {', '.join(columns)} FROM {table_of(Doubt)} WHERE {columns[0]} IN {{}}"
        had = set(found(query, sorted({pair[0] for pair in pairs})))
        new = {pair: doubt for pair, doubt in pairs.items() if pair not in had}
        both = sorted({one for pair in new for one in pair})
        told, names = _told_first(kind, both), _names_of_films(both) if kind == "film" else {}
        rows = [
            (
                *pair,
                doubt.score,
                as_json(doubt.evidence),
                " ".join(sorted(told.get(one, HOUSE) for one in pair)),
                signs_of(doubt.evidence, same_title=bool(names.get(pair[0], NO_NAME) & names.get(pair[1], NO_NAME))),
                "open",
                now,
            )
            for pair, doubt in new.items()
        ]
        named = (*columns, "score", "evidence", "sources", "agrees", "state", "raised_at")
        insert(Doubt, named, rows, unless_there=True)
        asked.append([row[0] for row in rows])
    return asked[0], asked[1]


NO_NAME: frozenset[str] = frozenset()


def _told_first(kind: str, keys: Sequence[int]) -> dict[int, str]:
    """Return the source that told first of each film or person; whom none told is not in it."""
    query = f"SELECT {kind}_id, source FROM {table_of(SourceRecord)} WHERE {kind}_id IN {{}} ORDER BY id DESC"
    return dict(found(query, keys))  # the one of the lowest number comes last


def _names_of_films(films: Sequence[int]) -> dict[int, set[str]]:
    names: dict[int, set[str]] = defaultdict(set)
    for film, name in found(f"SELECT film_id, folded FROM {table_of(FilmName)} WHERE film_id IN {{}}", films):
        names[film].add(name)
    return names
