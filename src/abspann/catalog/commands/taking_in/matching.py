"""Which films and people of a batch the catalog has already: set-wise, by a source's own numbers first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from abspann.catalog.commands.taking_in.preparing import Draft, person_name, person_values
from abspann.catalog.commands.taking_in.sameness import (
    DOUBTFUL,
    PERSON_DOUBTFUL,
    PERSON_SURE,
    SURE,
    Evidence,
    Sketch,
    conflicts,
    evidence_of,
    may_be_one,
    person_score,
    score_of,
)
from abspann.catalog.models import Credit, ExternalId, Film, FilmFacet, FilmName, Person, PersonNumber, SourceRecord
from abspann.catalog.rules import ON_SCREEN, FacetKind, Job
from abspann.catalog.sources.told import ToldPerson
from abspann.core.rows import found, table_of

CLOSE = 0.05
"""Two films that are both sure and lie no farther apart are a doubt: nobody can tell which it is."""

_CAST = tuple(job.value for job in ON_SCREEN)


@dataclass(slots=True)
class Doubted:
    """A film of the batch (by its place) or a person (by who they are) that may be one in the catalog."""

    other: int
    score: float
    evidence: Evidence


@dataclass(slots=True)
class Matches:
    """What came of a batch: drafts that are films of the catalog, drafts that are an earlier draft, and doubts.

    `doubts` of a place are with films of the catalog, `doubts_here` with earlier places. `taken_numbers` are those
    that films of the catalog have.
    """

    later: dict[int, int] = field(default_factory=dict)
    doubts: dict[int, list[Doubted]] = field(default_factory=dict)
    doubts_here: dict[int, list[Doubted]] = field(default_factory=dict)
    taken_numbers: dict[tuple[str, str], int] = field(default_factory=dict)


def match_films(drafts: Sequence[Draft]) -> Matches:
    """Find the films of drafts that the source has not told before (`film` is set where one is found)."""
    matches = Matches()
    unknown = [place for place, draft in enumerate(drafts) if draft.film is None]
    matches.taken_numbers = _films_by_number(drafts)
    if not unknown:
        return matches
    by_name = _films_by_name(drafts[place].names for place in unknown)
    candidates: dict[int, set[int]] = {}
    years: dict[int, tuple[int | None, int | None]] = {}
    for place in unknown:
        draft = drafts[place]
        near = set()
        for name in draft.names:
            for film, year, minutes in by_name.get(name, ()):
                if may_be_one(draft.values.get("year"), year):
                    near.add(film)
                    years[film] = (year, minutes)
        numbered = {matches.taken_numbers.get((s, v)) for s, v in draft.values.get("external_ids", ())} - {None}
        near |= {film for film in numbered if film is not None}
        if near:
            candidates[place] = near
    there = _sketches({film for near in candidates.values() for film in near}, years)
    earlier: dict[str, list[int]] = defaultdict(list)
    here: dict[int, Sketch] = {}
    numbers_here: dict[tuple[str, str], int] = {}
    for place in unknown:
        draft = drafts[place]
        sketch = here[place] = _sketch_of(draft)
        _decide(draft, sketch, candidates.get(place, ()), there, place, matches)
        if draft.film is None:
            _decide_here(draft, sketch, place, earlier, numbers_here, here, matches)
        if draft.film is None and place not in matches.later:
            for name in draft.names:
                earlier[name].append(place)
            for number in sketch.numbers.items():
                numbers_here.setdefault(number, place)
    return matches


def _decide(
    draft: Draft,
    sketch: Sketch,
    candidates: Collection[int],
    there: Mapping[int, Sketch],
    place: int,
    matches: Matches,
) -> None:
    """By shared numbers, unless others conflict; else by what agrees."""
    if not candidates:
        return
    by_number = {
        film for film in (matches.taken_numbers.get(number) for number in sketch.numbers.items()) if film is not None
    }
    if len(by_number) == 1:
        (film,) = by_number
        if not conflicts(sketch.numbers, there[film].numbers):
            draft.film = film
            return
    for film in sorted(by_number):
        evidence = evidence_of(sketch, there[film])
        matches.doubts.setdefault(place, []).append(Doubted(film, max(0.75, 0.0), evidence))
    if by_number:
        return
    scored = sorted(
        ((score_of(sketch, there[film]), film) for film in candidates), key=lambda pair: (-pair[0], pair[1])
    )
    best, film = scored[0]
    rival = scored[1][0] if len(scored) > 1 else 0.0
    if best >= SURE and not (rival >= SURE and best - rival < CLOSE):
        draft.film = film
        return
    for score, film in scored:
        if score >= DOUBTFUL:
            matches.doubts.setdefault(place, []).append(
                Doubted(film, min(score, 0.99), evidence_of(sketch, there[film]))
            )


def _decide_here(
    draft: Draft,
    sketch: Sketch,
    place: int,
    earlier: Mapping[str, Sequence[int]],
    numbers: Mapping[tuple[str, str], int],
    here: Mapping[int, Sketch],
    matches: Matches,
) -> None:
    """Whether a draft is an earlier one of its batch."""
    shared = {numbers[number] for number in sketch.numbers.items() if number in numbers}
    for other in shared:
        if len(shared) == 1 and not conflicts(sketch.numbers, here[other].numbers):
            matches.later[place] = other
            return
        matches.doubts_here.setdefault(place, []).append(Doubted(other, 0.75, evidence_of(sketch, here[other])))
    if shared:
        return
    near = {other for name in draft.names for other in earlier.get(name, ())}
    scored = [(score_of(sketch, here[other]), -other) for other in near if may_be_one(sketch.year, here[other].year)]
    if not scored:
        return
    best, other = max(scored)
    if best >= SURE and place not in matches.doubts:
        matches.later[place] = -other
        return
    for score, other in scored:
        if score >= DOUBTFUL:
            matches.doubts_here.setdefault(place, []).append(
                Doubted(-other, min(score, 0.99), evidence_of(sketch, here[-other]))
            )


def _films_by_number(drafts: Iterable[Draft]) -> dict[tuple[str, str], int]:
    by_scheme: dict[str, set[str]] = defaultdict(set)
    for draft in drafts:
        for scheme, value in draft.values.get("external_ids", ()):
            by_scheme[scheme].add(value)
    query = f"SELECT value, film_id FROM {table_of(ExternalId)} WHERE scheme = %s AND value IN {{}}"
    return {
        (scheme, value): film
        for scheme, values in by_scheme.items()
        for value, film in found(query, sorted(values), scheme)
    }


def _films_by_name(names: Iterable[Sequence[str]]) -> dict[str, list[tuple[int, int | None, int | None]]]:
    wanted = {name for some in names for name in some}
    query = (
        f"SELECT n.folded, f.id, f.year, f.running_minutes FROM {table_of(FilmName)} n "
        f"JOIN {table_of(Film)} f ON f.id = n.film_id WHERE n.folded IN {{}}"
    )
    named: dict[str, list[tuple[int, int | None, int | None]]] = defaultdict(list)
    for name, film, year, minutes in found(query, sorted(wanted)):
        named[name].append((film, year, minutes))
    return named


def _sketches(films: Collection[int], known: Mapping[int, tuple[int | None, int | None]]) -> dict[int, Sketch]:
    """Sketch films of the catalog, in four queries."""
    if not films:
        return {}
    order = sorted(films)
    sketches = {film: Sketch(*known.get(film, (None, None))) for film in order}
    rest = [film for film in order if film not in known]
    query = f"SELECT id, year, running_minutes FROM {table_of(Film)} WHERE id IN {{}}"
    for film, year, minutes in found(query, rest):
        sketches[film].year, sketches[film].minutes = year, minutes
    query = (
        f"SELECT c.film_id, c.job, p.folded FROM {table_of(Credit)} c "
        f"JOIN {table_of(Person)} p ON p.id = c.person_id WHERE c.job IN ('director', 'actor', 'voice') "
        f"AND c.film_id IN {{}}"
    )
    for film, job, name in found(query, order):
        (sketches[film].directors if job == Job.DIRECTOR else sketches[film].cast).add(name)
    query = f"SELECT film_id, code FROM {table_of(FilmFacet)} WHERE kind = %s AND film_id IN {{}}"
    for film, code in found(query, order, FacetKind.COUNTRY.value):
        sketches[film].countries.add(code)
    query = f"SELECT film_id, scheme, value FROM {table_of(ExternalId)} WHERE film_id IN {{}}"
    for film, scheme, value in found(query, order):
        sketches[film].numbers[scheme] = value
    return sketches


def _sketch_of(draft: Draft) -> Sketch:
    values = draft.values
    sketch = Sketch(values.get("year"), values.get("running_minutes"))
    for who, job, _role, _aliases in draft.credits:
        if job == "director":
            sketch.directors.add(person_name(draft.people[who].name))
        elif job in _CAST:
            sketch.cast.add(person_name(draft.people[who].name))
    sketch.countries.update(values.get("countries", ()))
    sketch.numbers.update(values.get("external_ids", ()))
    return sketch


@dataclass(slots=True)
class Known:
    """People of a batch whom the catalog has: by who they are, the key, and their record if the source told them."""

    people: dict[str, int] = field(default_factory=dict)
    records: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    doubts: dict[str, list[Doubted]] = field(default_factory=dict)


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
            known.people.setdefault(by_value[value], person)


def _people_by_name(source: str, drafts: Sequence[Draft], people: Mapping[str, ToldPerson], known: Known) -> None:
    """Compare those whom no number tells with the people of their name on the same films, or of their birth year."""
    credited: dict[str, dict[int, list[bool]]] = defaultdict(dict)
    films = sorted({draft.film for draft in drafts if draft.film is not None})
    on_film: dict[int, dict[str, list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))
    query = (
        f"SELECT c.film_id, c.job, p.id, p.folded FROM {table_of(Credit)} c "
        f"JOIN {table_of(Person)} p ON p.id = c.person_id WHERE c.film_id IN {{}}"
    )
    for film, job, person, name in found(query, films):
        on_film[film][name].append((person, job))
    for draft in drafts:
        if draft.film is None:
            continue
        there = on_film.get(draft.film, {})
        for who, job, _role, _aliases in draft.credits:
            for person, other_job in there.get(person_name(draft.people[who].name), ()):
                same = credited[who].setdefault(person, [False])
                same[0] = same[0] or job == other_job
    lives = {}
    for who, told in people.items():
        if who not in known.people and (told.born_on or told.born_year):
            lives[who] = person_values(told).get("born")
    names = {person_name(people[who].name) for who in lives}
    query = f"SELECT folded, id, born_on, born_year, imdb FROM {table_of(Person)} WHERE folded IN {{}}"
    namesakes: dict[str, list[tuple[int, str | None, str | None]]] = defaultdict(list)
    for name, person, born_on, born_year, imdb in found(query, sorted(names)):
        born = str(born_on) if born_on else f"{born_year:04d}" if born_year else None
        namesakes[name].append((person, born, imdb))
    # Whom the source knows under another number already is somebody else.
    near = {person for some in credited.values() for person in some}
    near |= {person for some in namesakes.values() for person, _born, _imdb in some}
    query = f"SELECT person_id FROM {table_of(SourceRecord)} WHERE source = %s AND person_id IN {{}}"
    spoken_for = {person for (person,) in found(query, sorted(near), source)} | set(known.people.values())
    for who, told in people.items():
        by_record = known.records.get(who)
        shared = credited.get(who, {})
        scores: dict[int, float] = {
            person: person_score(same_credit=same[0], same_film=True, born_here=None, born_there=None)
            for person, same in shared.items()
        }
        number = next((value for scheme, value in told.ids if scheme == "imdb"), None)
        if who in lives:
            for person, born, imdb in namesakes.get(person_name(told.name), ()):
                if number and imdb and imdb != number:
                    scores.pop(person, None)
                    continue
                same = shared.get(person)
                scores[person] = person_score(
                    same_credit=bool(same and same[0]),
                    same_film=same is not None,
                    born_here=lives[who],
                    born_there=born,
                )
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
        mine = known.people.get(who)
        if mine is None:
            free = [(person, score) for person, score in ranked if person not in spoken_for and score >= PERSON_SURE]
            if len(free) == 1:
                mine = known.people[who] = free[0][0]
                spoken_for.add(mine)
        for person, score in ranked:
            if person != mine and score >= PERSON_DOUBTFUL and (by_record is None or by_record[1] != person):
                evidence = [["name", told.name, told.name]]
                if person in shared:
                    evidence.append(["film", "", ""])
                if who in lives and lives[who]:
                    evidence.append(["born", lives[who] or "", ""])
                known.doubts.setdefault(who, []).append(Doubted(person, score, evidence))
