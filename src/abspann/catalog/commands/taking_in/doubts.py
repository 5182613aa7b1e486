"""Pairs that may be one film or one person: what editors are asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from abspann.catalog.commands.taking_in.new_rows import as_json, stored_now
from abspann.catalog.commands.taking_in.sameness import Evidence
from abspann.catalog.models import (
    Doubt,
)
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
    for columns, doubts in ((("film_id", "other_film_id"), films), (("person_id", "other_person_id"), people)):
        rows = {}
        for one, doubt in doubts:
            if one != doubt.other:
                pair = (min(one, doubt.other), max(one, doubt.other))
                rows[pair] = (*pair, doubt.score, as_json(doubt.evidence), "open", now)
        query = f"SELECT {', '.join(columns)} FROM {table_of(Doubt)} WHERE {columns[0]} IN {{}}"
        had = set(found(query, sorted({pair[0] for pair in rows})))
        new = [row for pair, row in rows.items() if pair not in had]
        insert(Doubt, (*columns, "score", "evidence", "state", "raised_at"), new, unless_there=True)
        asked.append([row[0] for row in new])
    return asked[0], asked[1]
