"""People of whom a source tells only a number: who is known by it gets their name, who is not is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from abspann.catalog.models import Person, PersonNumber, SourceRecord
from abspann.catalog.sources.told import ToldFilm, ToldPerson
from abspann.core.rows import found, table_of

_BY_NUMBER = (
    f"SELECT n.scheme, n.value, p.name FROM {table_of(PersonNumber)} n "
    f"JOIN {table_of(Person)} p ON p.id = n.person_id WHERE n.value IN {{}}"
)
_BY_RECORD = (
    f"SELECT r.key, p.name FROM {table_of(SourceRecord)} r "
    f"JOIN {table_of(Person)} p ON p.id = r.person_id WHERE r.source = %s AND r.key IN {{}}"
)


def named(source: str, batch: Sequence[ToldFilm]) -> Sequence[ToldFilm]:
    """Return the same films, with a name for everybody in them."""
    people = {p for told in batch for p in _people(told) if not p.name}
    if not people:
        return batch
    by_number = {(scheme, value): name for scheme, value, name in found(_BY_NUMBER, _values(people))}
    by_record = dict(found(_BY_RECORD, sorted({person.key for person in people if person.key}), source))

    def known(person: ToldPerson) -> ToldPerson | None:
        if person.name:
            return person
        name = by_record.get(person.key) or next((by_number[pair] for pair in person.ids if pair in by_number), None)
        return replace(person, name=name) if name else None

    return [_with_people(told, {p: known(p) for p in _people(told)}) for told in batch]


def _people(told: ToldFilm) -> list[ToldPerson]:
    return [*(c.person for c in told.credits), *(p for outcome in told.outcomes for p in outcome.people)]


def _values(people: set[ToldPerson]) -> list[str]:
    return sorted({value for person in people for _scheme, value in person.ids})


def _with_people(told: ToldFilm, known: dict[ToldPerson, ToldPerson | None]) -> ToldFilm:
    credits = tuple(replace(c, person=person) for c in told.credits if (person := known[c.person]))
    outcomes = tuple(
        replace(outcome, people=tuple(person for p in outcome.people if (person := known[p])))
        for outcome in told.outcomes
    )
    return replace(told, credits=credits, outcomes=outcomes)
