"""What came of films at festivals, as sources tell it: added beside what the house tells, set-wise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model

from abspann.catalog.commands.taking_in.preparing import Draft
from abspann.catalog.models import (
    Award,
    Edition,
    Festival,
    Outcome,
    OutcomePerson,
)
from abspann.core.rows import found, insert, table_of

BEHIND_THE_HOUSE = 500
"""Where the prizes that other catalogs tell begin, in the order of telling: the house's own stand first."""


def add_outcomes(drafts: Sequence[Draft], people: Mapping[str, int]) -> list[int]:
    """Add what came of films at festivals, as far as it is not there; return the festivals of which something is new.

    Festivals, their years and prizes that nobody knows are added; those that are known keep their names.
    """
    told = [(draft.film, outcome, holders) for draft in drafts for outcome, holders in draft.outcomes]
    if not told:
        return []
    festivals = _those(
        Festival,
        ("slug",),
        {(o.festival,): (o.festival, o.festival_name, o.festival_name_en) for _film, o, _holders in told},
        ("slug", "name", "name_en"),
    )
    editions = _those(
        Edition,
        ("festival_id", "year"),
        {(festivals[o.festival,], o.year): (festivals[o.festival,], o.year) for _film, o, _holders in told},
        ("festival_id", "year"),
    )
    awards = _those(
        Award,
        ("festival_id", "code"),
        {
            (festivals[o.festival,], o.award): (festivals[o.festival,], o.award, o.award_name, o.award_name_en, at)
            for at, (_film, o, _holders) in reversed(list(enumerate(told, BEHIND_THE_HOUSE)))
            if o.award
        },
        ("festival_id", "code", "name", "name_en", "position"),
    )
    wanted: dict[tuple[Any, ...], list[str]] = {}
    for film, o, holders in told:
        festival = festivals[o.festival,]
        row = (editions[festival, o.year], film, awards.get((festival, o.award)), str(o.result))
        wanted.setdefault(row, []).extend(holders)
    there = _outcomes(sorted({row[1] for row in wanted}))
    missing = [row for row in wanted if row not in there]
    insert(Outcome, ("edition_id", "film_id", "award_id", "result"), missing, unless_there=True)
    there = _outcomes(sorted({row[1] for row in wanted}))
    query = f"SELECT outcome_id, person_id FROM {table_of(OutcomePerson)} WHERE outcome_id IN {{}}"
    had = set(found(query, sorted({there[row] for row in wanted})))
    holding = {(there[row], people[who]) for row, holders in wanted.items() for who in holders if who in people} - had
    insert(OutcomePerson, ("outcome_id", "person_id"), sorted(holding))
    new = {row[0] for row in missing} | {row[0] for row in wanted if any(there[row] == pk for pk, _who in holding)}
    festival_of = {edition: festival for (festival, _year), edition in editions.items()}
    return sorted({festival_of[edition] for edition in new})


def _outcomes(films: Sequence[Any]) -> dict[tuple[Any, ...], int]:
    query = f"SELECT id, edition_id, film_id, award_id, result FROM {table_of(Outcome)} WHERE film_id IN {{}}"
    return {tuple(row): key for key, *row in found(query, films)}


def _those(
    model: type[Model], by: tuple[str, ...], rows: Mapping[tuple[Any, ...], Sequence[Any]], columns: Sequence[str]
) -> dict[tuple[Any, ...], int]:
    """Return the key of each row by what tells them apart, adding those that are missing."""
    if not rows:
        return {}
    query = f"SELECT {', '.join(by)}, id FROM {table_of(model)} WHERE {by[0]} IN {{}}"
    firsts = sorted({apart[0] for apart in rows})
    known = {tuple(apart): key for *apart, key in found(query, firsts)}
    missing = [row for apart, row in rows.items() if apart not in known]
    if missing:
        insert(model, columns, missing, unless_there=True)
        known = {tuple(apart): key for *apart, key in found(query, firsts)}
    return known
