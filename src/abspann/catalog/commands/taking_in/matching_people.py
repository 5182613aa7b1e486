"""Which people of a batch the catalog has already: by the source's record of them, by number, else by what agrees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from abspann.catalog.commands.taking_in.doubts import Doubted
from abspann.catalog.commands.taking_in.preparing import Draft, person_name, person_values
from abspann.catalog.commands.taking_in.sameness import (
    PERSON_DOUBTFUL,
    PERSON_SURE,
    person_score,
)
from abspann.catalog.models import (
    Credit,
    Outcome,
    OutcomePerson,
    Person,
    PersonNumber,
    SourceRecord,
)
from abspann.catalog.sources.told import ToldPerson
from abspann.core.rows import found, table_of


@dataclass(slots=True)
class Known:
    """People of a batch whom the catalog has: by who they are, the key, and their record if the source told them.

    `imdb`: the numbers there of those whom the source has not told before, as far as the catalog has them.
    """

    people: dict[str, int] = field(default_factory=dict)
    records: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    doubts: dict[str, list[Doubted]] = field(default_factory=dict)
    imdb: set[str] = field(default_factory=set)


def match_people(source: str, drafts: Sequence[Draft]) -> Known:
    """Find the people of drafts: by the source's record of them, by number, else by name and further evidence."""
    known = Known()
    people = {who: person for draft in drafts for who, person in draft.people.items()}
    query = (
        f"SELECT key, id, person_id, digest FROM {table_of(SourceRecord)} "
        f"WHERE person_id IS NOT NULL AND source = %s AND key IN {{}}"
    )
    for key, record, person, digest in found(query, sorted(people), source):
        known.people[key] = person
        known.records[key] = (record, person, digest)
    _people_by_number(people, known)
    _people_by_name(source, drafts, people, known)
    return known


def _people_by_number(people: Mapping[str, ToldPerson], known: Known) -> None:
    wanted: dict[str, dict[str, str]] = defaultdict(dict)
    for who, person in people.items():
        if who not in known.people:
            for scheme, value in person.ids:
                wanted[scheme].setdefault(value, who)
    for scheme, by_value in wanted.items():
        if scheme == "imdb":
            query = f"SELECT imdb, id FROM {table_of(Person)} WHERE imdb IN {{}}"
            rows = found(query, sorted(by_value))
        else:
            query = f"SELECT value, person_id FROM {table_of(PersonNumber)} WHERE scheme = %s AND value IN {{}}"
            rows = found(query, sorted(by_value), scheme)
        for value, person in rows:
            if scheme == "imdb":
                known.imdb.add(value)
            known.people.setdefault(by_value[value], person)


def _people_by_name(source: str, drafts: Sequence[Draft], people: Mapping[str, ToldPerson], known: Known) -> None:
    """Compare those whom no number tells with the people of their name on the same films, or of their birth year."""
    credited = _same_films(drafts)
    lives = {
        who: person_values(told).get("born")
        for who, told in people.items()
        if (told.born_on or told.born_year) and who not in known.people
    }
    if not credited and not lives:
        return
    namesakes = _namesakes({person_name(people[who].name) for who in lives})
    # Whom the source knows under another number already is somebody else.
    near = {person for some in credited.values() for person in some}
    near |= {person for some in namesakes.values() for person, _born, _imdb in some}
    query = f"SELECT person_id FROM {table_of(SourceRecord)} WHERE source = %s AND person_id IN {{}}"
    spoken_for = {person for (person,) in found(query, sorted(near), source)} | set(known.people.values())
    for who in credited.keys() | lives.keys():
        told, born = people[who], lives.get(who)
        ranked = _ranked(told, born, credited.get(who, {}), namesakes if who in lives else {})
        mine = known.people.get(who)
        if mine is None:
            free = [person for person, score in ranked if person not in spoken_for and score >= PERSON_SURE]
            if len(free) == 1:
                mine = known.people[who] = free[0]
                spoken_for.add(mine)
        for person, score in ranked:
            if person != mine and score >= PERSON_DOUBTFUL:
                evidence = [["name", told.name, told.name]]
                evidence += [["film", "", ""]] if person in credited.get(who, {}) else []
                evidence += [["born", born, ""]] if born else []
                known.doubts.setdefault(who, []).append(Doubted(person, score, evidence))


Shared = Mapping[int, bool]
"""People of the catalog on a film with somebody of their name, and whether they do the same there."""


def _same_films(drafts: Sequence[Draft]) -> dict[str, dict[int, bool]]:
    """Return, by who they are, whom the catalog credits or honors under that name on the same films."""
    films = sorted({draft.film for draft in drafts if draft.film is not None})
    on_film: dict[int, dict[str, list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))
    query = (
        f"SELECT c.film_id, c.job, p.id, p.folded FROM {table_of(Credit)} c "
        f"JOIN {table_of(Person)} p ON p.id = c.person_id WHERE c.film_id IN {{}}"
    )
    for film, job, person, name in found(query, films):
        on_film[film][name].append((person, job))
    query = (
        f"SELECT o.film_id, p.id, p.folded FROM {table_of(Outcome)} o "
        f"JOIN {table_of(OutcomePerson)} h ON h.outcome_id = o.id "
        f"JOIN {table_of(Person)} p ON p.id = h.person_id WHERE o.film_id IN {{}}"
    )
    for film, person, name in found(query, sorted({d.film for d in drafts if d.film is not None and d.outcomes})):
        on_film[film][name].append((person, "prize"))
    shared: dict[str, dict[int, bool]] = {}
    for draft in drafts if on_film else ():
        there = on_film.get(draft.film or 0, {})
        did = [(who, job) for who, job, _role, _aliases in draft.credits] if there else []
        did += [(who, "prize") for _outcome, holders in draft.outcomes for who in holders] if there else []
        for who, job in did:
            for person, other_job in there.get(person_name(draft.people[who].name), ()):
                had = shared.setdefault(who, {})
                had[person] = had.get(person, False) or job == other_job
    return shared


def _namesakes(names: Collection[str]) -> dict[str, list[tuple[int, str | None, str | None]]]:
    """Return the people of these names: key, birthday, number at IMDb."""
    query = f"SELECT folded, id, born_on, born_year, imdb FROM {table_of(Person)} WHERE folded IN {{}}"
    namesakes: dict[str, list[tuple[int, str | None, str | None]]] = defaultdict(list)
    for name, person, born_on, born_year, imdb in found(query, sorted(names)):
        born = str(born_on) if born_on else f"{born_year:04d}" if born_year else None
        namesakes[name].append((person, born, imdb))
    return namesakes


def _ranked(
    told: ToldPerson,
    born: str | None,
    shared: Shared,
    namesakes: Mapping[str, Sequence[tuple[int, str | None, str | None]]],
) -> list[tuple[int, float]]:
    """Return whom somebody may be, the surest first."""
    scores = {
        person: person_score(same_credit=same, same_film=True, born_here=None, born_there=None)
        for person, same in shared.items()
    }
    number = next((value for scheme, value in told.ids if scheme == "imdb"), None)
    for person, other_born, imdb in namesakes.get(person_name(told.name), ()):
        if number and imdb and imdb != number:
            scores.pop(person, None)
            continue
        same = shared.get(person)
        scores[person] = person_score(
            same_credit=bool(same), same_film=same is not None, born_here=born, born_there=other_born
        )
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
