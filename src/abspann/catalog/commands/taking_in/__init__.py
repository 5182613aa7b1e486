"""Take in what other catalogs tell: a batch at once, in one short transaction.

A told film that says what it said before is left alone. Of the others, those that the catalog has (`matching_films`)
change only where their source's word counts (`composing`), with a revision (`changing_films`); all others come in
(`adding_films`). Pairs that may be one become `doubts` for editors. See `sameness` for what makes two films one.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from abspann.catalog.commands.taking_in.adding_films import add_films
from abspann.catalog.commands.taking_in.adding_people import add_people
from abspann.catalog.commands.taking_in.belonging import put_belonging
from abspann.catalog.commands.taking_in.changing_films import Changed, change_films
from abspann.catalog.commands.taking_in.changing_people import change_people
from abspann.catalog.commands.taking_in.doubts import raise_doubts
from abspann.catalog.commands.taking_in.matching_films import Matches, match_films
from abspann.catalog.commands.taking_in.matching_people import Known, match_people
from abspann.catalog.commands.taking_in.outcomes import add_outcomes
from abspann.catalog.commands.taking_in.preparing import Draft, digest_of, draft_of, person_digest, refusal_of
from abspann.catalog.commands.taking_in.standing import Standing, hold_films, read_films
from abspann.catalog.commands.taking_in.unnamed import named
from abspann.catalog.commands.taking_in.voices import UNKNOWN_RANK
from abspann.catalog.events import FilmsTakenIn
from abspann.catalog.models import ImportRun, Person, SourceRank, SourceRecord
from abspann.catalog.sources import SOURCES
from abspann.catalog.sources.told import Refused, ToldFilm
from abspann.core.actor import System
from abspann.core.rows import found, table_of
from abspann.events.publish import publish

BATCH = 1_000
"""How many films one transaction takes in: on SQLite the portal's own writers wait that long."""

__all__ = ["BATCH", "Counts", "rank_of", "recompose", "take_in"]


@dataclass(slots=True)
class Counts:
    """What became of what was read. `refused` counts whole films and single values that were left out."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    doubtful: int = 0
    refusals: list[Refused] = field(default_factory=list)

    def add(self, other: Counts, most: int = 100) -> None:
        """Count what another batch brought; keep its first refusals."""
        for name in ("new", "changed", "unchanged", "refused", "doubtful"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.refusals += other.refusals[: max(0, most - len(self.refusals))]

    def refuse(self, told: ToldFilm, reason: str) -> None:
        """Note something that was not taken."""
        self.refused += 1
        self.refusals.append(Refused(told.file, told.line, f"{_called(told)}: {reason}"))


def _called(told: ToldFilm) -> str:
    return f"{told.key[:80]} {told.facts.title[:60]!r}" if told.facts.title else told.key[:80]


_FILM_OF = (
    f"SELECT key, film_id FROM {table_of(SourceRecord)} WHERE film_id IS NOT NULL AND source = %s AND key IN {{}}"
)


def rank_of() -> Callable[[str], int]:
    """Return how sources rank now: as the keeper has it, else as they come."""
    ranks = {name: source.rank for name, source in SOURCES.items()}
    ranks |= dict(SourceRank.objects.values_list("source", "rank"))
    return lambda source: ranks.get(source, UNKNOWN_RANK)


def take_in(
    *,
    by: System,
    source: str,
    batch: Sequence[ToldFilm],
    run: ImportRun | None = None,
    write: bool = True,
    then: Callable[[Counts], None] | None = None,
) -> Counts:
    """Take in films that a source tells; return what became of them. `write=False` finds out, and writes nothing.

    What a constraint of the database forbids after all is narrowed down to the one film, which is refused. `then` is
    called at the end of the transaction, so that who keeps count does so in step with it.
    """
    counts = Counts()
    with _uncollected():
        drafts = _prepared(source, named(source, batch), counts)
        with transaction.atomic():
            if drafts:
                _find_again(source, drafts)
                _take(by, source, drafts, run.pk if run else None, counts)
            if then:
                then(counts)
            if not write:
                transaction.set_rollback(True)
    return counts


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage meanwhile: a batch makes rows by the ten thousand, none of them in a circle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _find_again(source: str, drafts: Sequence[Draft]) -> None:
    """Look once more, now that nobody else writes, which films the source has told before: one may have been merged."""
    there = [draft.key for draft in drafts if draft.film is not None]
    films = dict(found(_FILM_OF, sorted(there), source)) if there else {}
    for draft in drafts:
        draft.film = films.get(draft.key)


def _prepared(source: str, batch: Sequence[ToldFilm], counts: Counts) -> list[Draft]:
    """Return those that tell something new, tidied, each number once; the rest is counted."""
    digests: dict[str, tuple[ToldFilm, int]] = {}
    for told in batch:
        reason = refusal_of(told) or ("told twice; the first counts" if told.key in digests else "")
        if reason:
            counts.refuse(told, reason)
            continue
        digests[told.key] = (told, digest_of(told))
    query = _FILM_OF.replace("film_id", "film_id, digest", 1)
    known = {key: (film, digest) for key, film, digest in found(query, sorted(digests), source)}
    drafts = []
    for key, (told, digest) in digests.items():
        film, before = known.get(key, (None, None))
        if before == digest:
            counts.unchanged += 1
            continue
        draft = draft_of(told, digest)
        draft.film = film
        for reason in draft.noted:
            counts.refuse(told, reason)
        drafts.append(draft)
    return drafts


def _take(by: System, source: str, drafts: Sequence[Draft], run: int | None, counts: Counts) -> None:
    known_films = [draft.film for draft in drafts]
    tried = Counts()
    try:
        with transaction.atomic():
            _write(by, source, drafts, run, tried)
    except IntegrityError as error:
        for draft, film in zip(drafts, known_films, strict=True):
            draft.film = film
        if len(drafts) == 1:
            counts.refuse(drafts[0].told, f"these facts cannot be right ({str(error).splitlines()[0][:120]})")
            return
        middle = len(drafts) // 2
        _take(by, source, drafts[:middle], run, counts)
        _take(by, source, drafts[middle:], run, counts)
        return
    counts.add(tried)


def _write(by: System, source: str, drafts: Sequence[Draft], run: int | None, counts: Counts) -> None:
    ranks = rank_of()
    matches = match_films(drafts)
    event = _Told()
    later = {place: drafts[first] for place, first in matches.later.items()}
    _write_matched(
        [d for place, d in enumerate(drafts) if place not in later], by, source, run, counts, ranks, matches, event
    )
    again = [drafts[place] for place in later]
    for place, first in later.items():
        drafts[place].film = first.film
    # Several of one batch may be one film: each of them meets what the one before it made.
    while again:
        films: dict[int | None, Draft] = {}
        for draft in again:
            films.setdefault(draft.film, draft)
        _write_matched(list(films.values()), by, source, run, counts, ranks, matches, event)
        again = [draft for draft in again if draft is not films[draft.film]]
    doubts = [(drafts[place].film, doubt) for place, some in matches.doubts.items() for doubt in some]
    for place, some in matches.doubts_here.items():
        for doubt in some:
            other = drafts[doubt.other].film
            if other is not None:
                doubt.other = other
                doubts.append((drafts[place].film, doubt))
    asked, asked_people = raise_doubts(
        [(film, doubt) for film, doubt in doubts if film is not None], event.people_in_doubt
    )
    counts.doubtful += len(asked) + len(asked_people)
    publish(event.event())


@dataclass(slots=True)
class _Told:
    """What a batch did, until it is published."""

    new_films: list[int] = field(default_factory=list)
    changed_films: set[int] = field(default_factory=set)
    new_people: list[int] = field(default_factory=list)
    changed_people: set[int] = field(default_factory=set)
    festivals: set[int] = field(default_factory=set)
    series: set[int] = field(default_factory=set)
    people_in_doubt: list[Any] = field(default_factory=list)

    def event(self) -> FilmsTakenIn:
        """Return it as an event."""
        return FilmsTakenIn(
            new_films=tuple(self.new_films),
            changed_films=tuple(sorted(self.changed_films - set(self.new_films))),
            new_people=tuple(self.new_people),
            changed_people=tuple(sorted(self.changed_people - set(self.new_people))),
            festivals=tuple(sorted(self.festivals)),
            series=tuple(sorted(self.series)),
        )


def _write_matched(
    drafts: Sequence[Draft],
    by: System,
    source: str,
    run: int | None,
    counts: Counts,
    ranks: Callable[[str], int],
    matches: Matches,
    event: _Told,
) -> None:
    """Write drafts whose films are known, or known to be new."""
    known = match_people(source, drafts)
    had_people = set(known.people.values())
    new = [draft for draft in drafts if draft.film is None]
    there = {draft.film: draft for draft in drafts if draft.film is not None}
    standing: dict[int, Standing] = {}
    if there:
        hold_films(sorted(there))
        standing = read_films(there, ranks)
    needed = _needed_people(new, there, standing, source, ranks)
    missing = [who for who in needed if who not in known.people]
    added = add_people(source, missing, drafts, known, run)
    event.new_people += added
    event.people_in_doubt += [
        (known.people[who], doubt) for who, some in known.doubts.items() if who in known.people for doubt in some
    ]
    event.changed_people |= set(_meet_people(drafts, known, had_people, by, source, run, ranks))
    event.new_films += add_films(source, new, known, matches, run)
    counts.new += len(new)
    changed = Changed()
    if standing:
        changed = change_films(
            standing,
            by=by.name,
            source=source,
            told=there,
            people=known.people,
            slugs=_names_of({known.people[who] for d in there.values() for who in d.people if who in known.people}),
            taken_numbers=matches.taken_numbers,
            run=run,
            rank_of=ranks,
        )
    festivals = add_outcomes(drafts, known.people)
    belonging, series = put_belonging(source, drafts, standing, by=by.name)
    event.festivals |= set(festivals)
    event.series |= series
    touched = set(changed.films) | (belonging & there.keys())
    counts.changed += len(touched)
    counts.unchanged += len(there) - len(touched)
    event.changed_films |= touched
    event.changed_people |= changed.people & had_people
    event.changed_people |= _credited_on(new, known, had_people)


def _credited_on(drafts: Iterable[Draft], known: Known, had: set[int]) -> set[int]:
    """The people whom the catalog had and whose filmography has grown."""
    return {known.people[who] for draft in drafts for who, *_rest in draft.credits} & had


def _needed_people(
    new: Sequence[Draft],
    there: dict[int, Draft],
    standing: dict[int, Standing],
    source: str,
    ranks: Callable[[str], int],
) -> list[str]:
    """Who must be in the catalog, each once: those of new films, and of others where this source's credits count."""
    needed: dict[str, None] = {}
    for draft in new:
        needed.update(dict.fromkeys(draft.people))
    for film, draft in there.items():
        if draft.credits and _has_its_way(standing[film], draft, source, ranks):
            needed.update((who, None) for who, *_rest in draft.credits)
        for _outcome, holders in draft.outcomes:
            needed.update(dict.fromkeys(holders))
    return list(needed)


def _has_its_way(film: Standing, draft: Draft, source: str, ranks: Callable[[str], int]) -> bool:
    if "credits" in film.held_fields():
        return False
    owner = next((voice for voice in film.voices if "credits" in voice.taken), None)
    if owner is None and film.values["credits"]:
        return False
    mine = next((v.order for v in film.voices if v.source == source and v.key == draft.key), None)
    order = mine or (ranks(source), source, 2**62)
    others = [voice.order for voice in film.voices if voice is owner or "credits" in voice.aside]
    return all(order <= other for other in others)


def _meet_people(
    drafts: Sequence[Draft],
    known: Known,
    had: set[int],
    by: System,
    source: str,
    run: int | None,
    ranks: Callable[[str], int],
) -> list[int]:
    """Let the source's words about people whom the catalog had count; return who changed."""
    told, met = {}, set()
    for draft in drafts:
        for who, person in draft.people.items():
            if who in met:
                continue
            met.add(who)
            key = known.people.get(who)
            if key is None or key not in had or key in told:
                continue
            record = known.records.get(who)
            if record is None or record[2] != person_digest(person):
                told[key] = (who, person)
    return change_people(told, by=by.name, source=source, run=run, rank_of=ranks)


def _names_of(people: Iterable[int]) -> dict[int, tuple[str, str]]:
    query = f"SELECT id, name, slug FROM {table_of(Person)} WHERE id IN {{}}"
    return {key: (name, slug) for key, name, slug in found(query, sorted(people))}


def recompose(*, by: System, films: Sequence[int]) -> int:
    """Let the ranks that sources have now count for films that are there; return how many changed."""
    with transaction.atomic():
        ranks = rank_of()
        hold_films(sorted(films))
        standing = read_films(films, ranks)
        changed = change_films(
            standing,
            by=by.name,
            source="",
            told={},
            people={},
            slugs={},
            taken_numbers={},
            run=None,
            rank_of=ranks,
        )
        publish(FilmsTakenIn(changed_films=tuple(sorted(changed.films)), changed_people=tuple(sorted(changed.people))))
    return len(changed.films)
