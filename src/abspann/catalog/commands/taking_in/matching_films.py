"""Which films of a batch the catalog has already: set-wise, by a source's own numbers first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from abspann.catalog.commands.taking_in.doubts import Doubted
from abspann.catalog.commands.taking_in.preparing import Draft, person_name
from abspann.catalog.commands.taking_in.sameness import (
    DOUBTFUL,
    NEVER_SURE,
    SURE,
    Sketch,
    conflicts,
    evidence_of,
    may_be_one,
    score_of,
)
from abspann.catalog.models import (
    Credit,
    ExternalId,
    Film,
    FilmFacet,
    FilmName,
    Person,
)
from abspann.catalog.rules import ON_SCREEN, FacetKind, Job
from abspann.core.rows import found, table_of

CLOSE = 0.05
"""Two films that are both sure and lie no farther apart are a doubt: nobody can tell which it is."""

_CAST = tuple(job.value for job in ON_SCREEN)


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
