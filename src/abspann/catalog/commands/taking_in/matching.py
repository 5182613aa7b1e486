"""Which films and people of a batch the catalog has already: set-wise, by a source's own numbers first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from abspann.catalog.commands.taking_in.preparing import Draft, person_name, person_values
from abspann.catalog.commands.taking_in.sameness import (
    DOUBTFUL,
    NEVER_SURE,
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
from abspann.catalog.models import (
    Credit,
    ExternalId,
    Film,
    FilmFacet,
    FilmName,
    Outcome,
    OutcomePerson,
    Person,
    PersonNumber,
    SourceRecord,
)
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
        near = _near(drafts[place], by_name, years)
        numbers = drafts[place].values.get("external_ids", ())
        near |= {matches.taken_numbers[s, v] for s, v in numbers if (s, v) in matches.taken_numbers}
        if near:
            candidates[place] = near
    here = Here(drafts, _sketches({film for near in candidates.values() for film in near}, years), matches)
    for place in unknown:
        if place in candidates:
            here.meet(place, candidates[place])
        if drafts[place].film is None and not here.is_earlier(place):
            here.note(place)
    return matches


Named = Mapping[str, Sequence[tuple[int, int | None, int | None]]]
"""Films by a name: key, year, running time."""


def _near(draft: Draft, by_name: Named, years: dict[int, tuple[int | None, int | None]]) -> set[int]:
    """Return the films that have a name in common with a draft and whose year allows it; note what is known of them."""
    near, year = set(), draft.values.get("year")
    for name in draft.names:
        for film, other_year, minutes in by_name.get(name, ()):
            if may_be_one(year, other_year):
                near.add(film)
                years[film] = (other_year, minutes)
    return near


class Here:
    """The drafts of a batch on their way past the catalog and each other; sketched only where somebody is near."""

    def __init__(self, drafts: Sequence[Draft], there: Mapping[int, Sketch], matches: Matches) -> None:
        self.drafts, self.there, self.matches = drafts, there, matches
        self.by_name: dict[str, list[int]] = defaultdict(list)
        self.by_number: dict[tuple[str, str], int] = {}
        self.sketches: dict[int, Sketch] = {}

    def sketch(self, place: int) -> Sketch:
        """Return what tells a draft from others."""
        if place not in self.sketches:
            self.sketches[place] = _sketch_of(self.drafts[place])
        return self.sketches[place]

    def note(self, place: int) -> None:
        """Remember a draft that is a new film, for those after it."""
        draft = self.drafts[place]
        for name in draft.names:
            self.by_name[name].append(place)
        for scheme, value in draft.values.get("external_ids", ()):
            self.by_number.setdefault((scheme, value), place)

    def meet(self, place: int, candidates: Collection[int]) -> None:
        """Compare a draft with films of the catalog: shared numbers decide unless others conflict; else what agrees."""
        _decide(self.drafts[place], self.sketch(place), candidates, self.there, place, self.matches)

    def is_earlier(self, place: int) -> bool:
        """Tell whether a draft is an earlier one of its batch, and note where it may be."""
        draft, doubts = self.drafts[place], self.matches.doubts_here
        numbers = draft.values.get("external_ids", ())
        shared = {self.by_number[s, v] for s, v in numbers if (s, v) in self.by_number}
        for other in sorted(shared):
            one = self.sketch(place), self.sketch(other)
            if len(shared) == 1 and not conflicts(one[0].numbers, one[1].numbers):
                self.matches.later[place] = other
                return True
            doubts.setdefault(place, []).append(Doubted(other, NEVER_SURE, evidence_of(*one)))
        if shared:
            return False
        near = {other for name in draft.names for other in self.by_name.get(name, ())}
        year = draft.values.get("year")
        near = {other for other in near if may_be_one(year, self.drafts[other].values.get("year"))}
        scored = sorted((-score_of(self.sketch(place), self.sketch(other)), other) for other in near)
        if scored and -scored[0][0] >= SURE and place not in self.matches.doubts:
            self.matches.later[place] = scored[0][1]
            return True
        for score, other in scored:
            if -score >= DOUBTFUL:
                evidence = evidence_of(self.sketch(place), self.sketch(other))
                doubts.setdefault(place, []).append(Doubted(other, min(-score, 0.99), evidence))
        return False


def _decide(
    draft: Draft,
    sketch: Sketch,
    candidates: Collection[int],
    there: Mapping[int, Sketch],
    place: int,
    matches: Matches,
) -> None:
    by_number = Counter(
        film for film in (matches.taken_numbers.get(number) for number in sketch.numbers.items()) if film is not None
    )
    # Numbers that lead to two films: these are perhaps one. It is the one with more of them; editors are asked.
    agreeing = [film for film in by_number if not conflicts(sketch.numbers, there[film].numbers)]
    if agreeing:
        draft.film = min(agreeing, key=lambda film: (-by_number[film], film))
    for film in sorted(by_number.keys() - {draft.film}):
        evidence = evidence_of(sketch, there[film])
        matches.doubts.setdefault(place, []).append(Doubted(film, NEVER_SURE, evidence))
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
