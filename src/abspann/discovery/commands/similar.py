"""The only writers of what goes with a film; all of it can be rebuilt.

Whoever changes a film leaves a note in the same transaction, and nothing else. The worker takes up the notes and
chooses anew, for some films together: what they share is read for all of them at once, and which films share most of
the same genres is found out once for each set of genres. So an import of many films costs little more than its notes.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import combinations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from abspann.catalog.commands.moving import displace_rows, return_rows
from abspann.catalog.models import (
    Credit,
    Edition,
    Festival,
    Film,
    FilmFacet,
    ImportRun,
    Merge,
    Outcome,
    Person,
    Section,
)
from abspann.catalog.rules import FacetKind
from abspann.core.rows import found, insert, table_of
from abspann.discovery.events import SimilarChosen
from abspann.discovery.models import FacetCount, Kind, SimilarDue, SimilarFilm
from abspann.discovery.rules import SIMILAR_SHOWN, WEIGHTS
from abspann.events.publish import publish

REFRESHED_AT_MOST = 50
"""Of how many films at once the lists are chosen anew when one film changes."""

AT_A_TIME = 50
"""Films of one round of choosing: a reader's act never waits for more than their rows."""

ROUND = 1.0
"""So many seconds at most the worker chooses before it looks after its other duties."""

IMPORT_LIVES = timedelta(minutes=2)
"""An import that has said nothing for so long keeps nobody waiting."""

Chosen = tuple[int, str, str]
"""(other film, reason, what is shared)."""

COLUMNS = ("film_id", "other_id", "reason", "detail", "position")


def note_similar(*, films: Iterable[int], is_bulk: bool = False) -> None:
    """Have the lists of films, and of those that go with them, chosen anew by the worker."""
    insert(SimilarDue, ("film_id", "is_bulk"), [(film, is_bulk) for film in films])


def keep_similar(*, seconds: float = ROUND) -> int:
    """Choose anew for those films that changed, some at a time, while there is time; return how many there were.

    What an import brings waits until it is over: then each film is chosen for once, among all of them.
    """
    until, kept = time.monotonic() + seconds, 0
    due = SimilarDue.objects.order_by("is_bulk", "pk")
    if not due.exists():
        return 0
    by_genres = _ByGenres()
    while time.monotonic() < until:
        some = due.filter(is_bulk=False) if _is_importing() else due
        notes = list(some[:AT_A_TIME])
        if not notes:
            break
        # The notes are read first: what changes later leaves a note of its own.
        _refresh({note.film_id for note in notes}, by_genres)
        SimilarDue.objects.filter(pk__in=[note.pk for note in notes]).delete()
        kept += len(notes)
    return kept


def _is_importing() -> bool:
    beat = timezone.now() - IMPORT_LIVES
    return ImportRun.objects.filter(state=ImportRun.State.RUNNING, beat_at__gt=beat).exists()


def refresh_similar(*, film_id: int) -> None:
    """Choose anew which films go with a film, nearest first, and why; and so for those that now or till now go with it.

    Films further off that share no more than a genre follow with the next rebuild.
    """
    _refresh({film_id}, _ByGenres())


def rebuild_similar() -> None:
    """Rebuild the similar films of every film."""
    by_genres, last = _ByGenres(), 0
    SimilarDue.objects.all().delete()
    while True:
        films = list(Film.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_A_TIME])
        if not films:
            return
        _write(_nearest(films, by_genres))
        last = films[-1]


def put_similar_aside(*, merge_id: int) -> None:
    """Let no list of similar films name a film that is gone; undone, the lists are as they were."""
    with transaction.atomic():
        merge = Merge.objects.get(pk=merge_id)
        named = SimilarFilm.objects.filter(Q(film=merge.gone_key) | Q(other=merge.gone_key))
        displace_rows(merge=merge, model=SimilarFilm, keys=named)


def put_similar_back(*, merge_id: int) -> None:
    """Let the lists of similar films name the film again."""
    with transaction.atomic():
        return_rows(merge=Merge.objects.get(pk=merge_id), model=SimilarFilm)


def _refresh(films: Collection[int], by_genres: _ByGenres) -> None:
    nearest = _nearest(films, by_genres)
    others = {other for rows in nearest.values() for other, _reason, _detail in rows}
    for film in sorted(films):
        named = SimilarFilm.objects.filter(other_id=film).values_list("film", flat=True)
        others.update(named[:REFRESHED_AT_MOST])
    further = sorted(others - nearest.keys())
    _write(nearest)
    for start in range(0, len(further), AT_A_TIME):
        _write(_nearest(further[start : start + AT_A_TIME], by_genres))


def _write(nearest: Mapping[int, list[Chosen]]) -> None:
    """Write the lists that differ from those that stand, in one short transaction."""
    with transaction.atomic():
        # Held, so that two workers write one after the other.
        held = Film.objects.select_for_update(no_key=True).filter(pk__in=nearest).order_by("pk")
        there = set(held.values_list("pk", flat=True))
        named = {other for rows in nearest.values() for other, _reason, _detail in rows} - there
        alive = there | set(Film.objects.filter(pk__in=named).values_list("pk", flat=True))
        standing: dict[int, list[Chosen]] = defaultdict(list)
        rows = SimilarFilm.objects.filter(film__in=there).order_by("film", "position")
        for film, other, reason, detail in rows.values_list("film_id", "other_id", "reason", "detail"):
            standing[film].append((other, reason, detail))
        wanted = {film: [row for row in nearest[film] if row[0] in alive] for film in sorted(there)}
        changed = [film for film, chosen in wanted.items() if chosen != standing.get(film, [])]
        SimilarFilm.objects.filter(film__in=changed).delete()
        insert(
            SimilarFilm,
            COLUMNS,
            [(film, *row, position) for film in changed for position, row in enumerate(wanted[film])],
        )
        publish(*(SimilarChosen(film) for film in changed))


def _nearest(films: Collection[int], by_genres: _ByGenres) -> dict[int, list[Chosen]]:
    """Return what goes with each of some films, the nearest first, each with its heaviest reason."""
    shared: dict[int, dict[int, list[tuple[int, str, str]]]] = {film: defaultdict(list) for film in films}
    for film, reason, other, detail in _shared(sorted(films)):
        shared[film][other].append((WEIGHTS[reason], reason, detail))
    own = _genres_of(films)
    near = {film: by_genres.most(codes) for film, codes in own.items()}
    theirs = own | _genres_of(
        {other for some in shared.values() for other in some} | {other for some in near.values() for other in some}
    )
    chosen = {}
    for film, by_other in shared.items():
        codes = own.get(film, frozenset())
        for other in {*by_other, *near.get(film, ())} - {film}:
            by_other[other] += [(WEIGHTS["genre"], "genre", code) for code in codes & theirs.get(other, frozenset())]
        ranked = sorted(
            (other for other in by_other if by_other[other]),
            key=lambda other: (-sum(weight for weight, _reason, _detail in by_other[other]), other),
        )
        chosen[film] = [(other, *max(by_other[other])[1:]) for other in ranked[:SIMILAR_SHOWN]]
    return chosen


def _shared(films: list[int]) -> Iterator[tuple[int, str, int, str]]:
    """Yield (film, reason, other film, what is shared), one for each person or competition shared."""
    credit, outcome = table_of(Credit), table_of(Outcome)
    query = (
        f"SELECT DISTINCT c.film_id, c.job, d.film_id, p.name FROM {credit} c "
        f"JOIN {credit} d ON d.person_id = c.person_id AND d.job = c.job AND d.film_id <> c.film_id "
        f"JOIN {table_of(Person)} p ON p.id = c.person_id WHERE c.job IN ('director', 'actor') AND c.film_id IN {{}}"
    )
    for film, job, other, name in found(query, films):
        yield film, "director" if job == "director" else "cast", other, name
    query = (
        f"SELECT DISTINCT o.film_id, p.film_id, o.edition_id, o.section_id, f.name, e.year FROM {outcome} o "
        f"JOIN {outcome} p ON p.edition_id = o.edition_id AND p.section_id = o.section_id AND p.film_id <> o.film_id "
        f"JOIN {table_of(Section)} s ON s.id = o.section_id JOIN {table_of(Edition)} e ON e.id = o.edition_id "
        f"JOIN {table_of(Festival)} f ON f.id = e.festival_id WHERE s.code = 'competition' AND o.film_id IN {{}}"
    )
    for film, other, _edition, _section, name, year in found(query, films):
        yield film, "competition", other, f"{name} {year}"


def _genres_of(films: Iterable[int]) -> dict[int, frozenset[str]]:
    query = f"SELECT film_id, code FROM {table_of(FilmFacet)} WHERE kind = %s AND film_id IN {{}}"
    genres: dict[int, set[str]] = defaultdict(set)
    for film, code in found(query, sorted(films), FacetKind.GENRE.value):
        genres[film].add(code)
    return {film: frozenset(codes) for film, codes in genres.items()}


class _ByGenres:
    """The films that have most of a set of genres; of those with as many the ones that came first."""

    def __init__(self) -> None:
        self._most: dict[frozenset[str], list[int]] = {}
        self._films = dict(FacetCount.objects.filter(kind=Kind.GENRE).values_list("code", "films"))

    def most(self, genres: frozenset[str]) -> list[int]:
        """Return one more than are shown, for the film itself is among them."""
        if genres not in self._most:
            self._most[genres] = self._find(genres)
        return self._most[genres]

    def _find(self, genres: frozenset[str]) -> list[int]:
        wanted = SIMILAR_SHOWN + 1
        most: list[int] = []
        # The rarest first, so that few films are looked at.
        codes = sorted(genres, key=lambda code: (self._films.get(code, 0), code))
        for size in range(len(codes), 0, -1):
            level = {film for some in combinations(codes, size) for film in _having(some, wanted + len(most))}
            most += sorted(level.difference(most))[: wanted - len(most)]
            if len(most) >= wanted:
                break
        return most


def _having(codes: tuple[str, ...], limit: int) -> list[int]:
    """Return the first films that have all of these genres: one walk along the index of the first."""
    first = FilmFacet.objects.filter(kind=FacetKind.GENRE, code=codes[0])
    for code in codes[1:]:
        first = first.filter(film__facets__kind=FacetKind.GENRE, film__facets__code=code)
    return list(first.order_by("film_id").values_list("film_id", flat=True)[:limit])
