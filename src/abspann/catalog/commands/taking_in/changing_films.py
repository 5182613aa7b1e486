"""Films that the catalog has already, changed only where a source's word counts more, with history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from abspann.catalog.commands.people import people_by_name
from abspann.catalog.commands.taking_in.addresses import move_addresses
from abspann.catalog.commands.taking_in.companies import companies_of
from abspann.catalog.commands.taking_in.composing import (
    FIELDS,
    UNITED,
    Values,
    Voice,
    compose,
    unite,
)
from abspann.catalog.commands.taking_in.history import write_history
from abspann.catalog.commands.taking_in.new_rows import FACETS, FILM_COLUMNS, NewRows, as_json, film_row, stored_now
from abspann.catalog.commands.taking_in.preparing import Draft
from abspann.catalog.commands.taking_in.standing import Standing
from abspann.catalog.commands.taking_in.voices import RankOf, speaking, write_voices
from abspann.catalog.models import (
    Credit,
    ExternalId,
    Film,
    FilmCompany,
    FilmFacet,
    FilmName,
    FilmTitle,
    Person,
    Release,
    Synopsis,
)
from abspann.catalog.records import Changes, changes_between
from abspann.catalog.rules import film_names
from abspann.core.fitting import as_name
from abspann.core.rows import delete, found, table_of, update


@dataclass(slots=True)
class Changed:
    """What became of films and people that were there: of which something changed, and whom their credits touch."""

    films: list[int] = field(default_factory=list)
    people: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Work:
    """What waits to be written for all films of a batch."""

    by: str
    films: list[Standing] = field(default_factory=list)
    revised: list[tuple[int, Changes]] = field(default_factory=list)
    renamed: dict[int, list[str]] = field(default_factory=dict)
    moved: list[Standing] = field(default_factory=list)
    anew: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    rows: NewRows = field(default_factory=NewRows)
    companies: list[tuple[int, list[Any]]] = field(default_factory=list)
    texts: list[tuple[Any, ...]] = field(default_factory=list)


def change_films(
    standing: Mapping[int, Standing],
    *,
    by: str,
    source: str,
    told: Mapping[int, Draft],
    people: Mapping[str, int],
    slugs: Mapping[int, tuple[str, str]],
    taken_numbers: dict[tuple[str, str], int],
    run: int | None,
    rank_of: RankOf,
) -> Changed:
    """Let a source's new words (`told`, by film; none: only the ranks changed) count as far as they do.

    `people`: by who they are; `slugs`: of each person (name, address), to tell credits in history.
    """
    changed, work, now = Changed(), _Work(by), stored_now()
    for key in sorted(standing):
        film, draft = standing[key], told.get(key)
        speaker = _speaker(film, draft, source, rank_of) if draft else None
        values = {**draft.values, "credits": _told_credits(draft, people, slugs)} if draft else {}
        before = film.values
        new = compose(FIELDS, before, held=film.held_fields(), voices=film.voices, speaker=speaker, told=values)
        old_rows, new_rows = _unite_all(film, speaker, values, taken_numbers, work)
        has_text = _put_synopses(film, values, speaker, work, now) if speaker else False
        votes = max(film.votes, draft.voted if draft else 0)
        differing = changes_between(before | old_rows, new | new_rows)
        if differing:
            work.revised.append((key, differing))
        if differing or has_text or votes != film.votes:
            changed.films.append(key)
        if new or votes != film.votes:
            film.values, film.votes = before | new, votes
            work.films.append(film)
        _put_facets_and_companies(film, new, work)
        if "credits" in new:
            work.anew["credits"].append(key)
            changed.people |= _put_credits(film, film.values["credits"] or [], people, slugs, work)
        _put_names(film, {*new, *new_rows}, work)
    _write(work, now)
    write_voices("film_id", ((key, voice) for key, film in standing.items() for voice in film.voices), run)
    return changed


def _speaker(film: Standing, draft: Draft, source: str, rank_of: RankOf) -> Voice:
    """The voice among a film's that has just told anew."""
    speaker = speaking(film.voices, source=source, key=draft.key, digest=draft.digest, rank_of=rank_of)
    speaker.stands_in = draft.told.stands_in
    return speaker


def _put_facets_and_companies(film: Standing, new: Values, work: _Work) -> None:
    """Add the rows of lists that a film has as a whole."""
    if new.keys() & FACETS.keys():
        work.anew["facets"].append(film.key)
        for name, kind in FACETS.items():
            codes = film.values[name] or ()
            work.rows.facets.extend((film.key, kind, code, place) for place, code in enumerate(codes))
    if "companies" in new:
        work.anew["companies"].append(film.key)
        work.companies.append((film.key, film.values["companies"] or []))


def _put_names(film: Standing, new: Collection[str], work: _Work) -> None:
    """Let a film's address, and the names by which it is recognized, follow the fields that are new."""
    if "title" in new or "year" in new:
        work.moved.append(film)
    if "title" in new or "original_title" in new or "titles" in new:
        titles = [row[1] for row, _source in film.united["titles"]]
        work.renamed[film.key] = film_names((film.values["title"], film.values.get("original_title"), *titles))


def _told_credits(draft: Draft, people: Mapping[str, int], slugs: Mapping[int, tuple[str, str]]) -> list[list[Any]]:
    """A draft's credits as a record has them; whom the catalog does not have has a name only."""
    rows, seen = [], set()
    for who, job, role, aliases in draft.credits:
        person = people.get(who)
        name, slug = slugs[person] if person is not None else (as_name(draft.people[who].name), None)
        if (slug or name, job, role) not in seen:
            seen.add((slug or name, job, role))
            rows.append([name, slug, job, role, aliases])
    return rows


def _unite_all(
    film: Standing,
    speaker: Voice | None,
    values: Values,
    taken_numbers: dict[tuple[str, str], int],
    work: _Work,
) -> tuple[Values, Values]:
    """Unite the lists of a film; return those that differ, as they were and as they become."""
    old, new = {}, {}
    for name in UNITED:
        rows = film.united[name]
        told = values.get(name, [])
        elsewhere: set[tuple[Any, ...]] = set()
        if name == "external_ids":
            elsewhere = {tuple(row) for row in told if taken_numbers.setdefault((row[0], row[1]), film.key) != film.key}
        united = unite(
            name,
            rows,
            removed=film.removed(name),
            voices=film.voices,
            speaker=speaker,
            told=told,
            elsewhere=elsewhere,
        )
        if united != rows:
            film.united[name] = united
            work.anew[name].append(film.key)
            kept = {"titles": work.rows.titles, "releases": work.rows.releases, "external_ids": work.rows.numbers}[name]
            kept.extend((film.key, row[0], row[1], source) for row, source in united)
            if [row for row, _source in united] != [row for row, _source in rows]:
                old[name], new[name] = [row for row, _source in rows], [row for row, _source in united]
    return old, new


def _put_synopses(film: Standing, values: Values, speaker: Voice, work: _Work, now: Any) -> bool:
    """Let a source's synopses stand where there is none of that name, or where the one that stands is its own."""
    told = values.get("synopses", [])
    is_held, changed, aside = "synopses" in film.held_fields(), False, []
    removed = {(row[0], row[3]) for row in film.removed("synopses")}
    for row in told:
        stands = film.synopses.get((row[0], row[3]))
        if is_held or (row[0], row[3]) in removed:
            aside.append(row)
        elif stands is None:
            work.rows.synopses.append((film.key, *row, now))
            changed = True
        elif stands[1] != row:
            if "synopses" in speaker.taken:
                work.texts.append((row[1], row[2], row[4], stands[0]))
                changed = True
            else:
                aside.append(row)
    mine = set() if is_held else {"synopses"} if len(told) > len(aside) else set()
    if mine != speaker.taken & {"synopses"} or (speaker.aside.get("synopses") or []) != aside:
        speaker.taken = speaker.taken - {"synopses"} | mine
        speaker.aside.pop("synopses", None)
        if aside:
            speaker.aside["synopses"] = aside
        speaker.changed = True
    return changed


def _put_credits(
    film: Standing,
    rows: Sequence[Sequence[Any]],
    people: Mapping[str, int],
    slugs: Mapping[int, tuple[str, str]],
    work: _Work,
) -> set[int]:
    """Add a film's credits to the rows; return the people who came, went, or do something else now."""
    by_slug = dict(film.people) | {slug: key for key, (_name, slug) in slugs.items()}
    lost = [row[1] for row in rows if row[1] and row[1] not in by_slug]
    query = f"SELECT slug, id FROM {table_of(Person)} WHERE slug IN {{}}"
    by_slug |= dict(found(query, lost))
    # Told by name only, while they stood aside; or at an address that is no longer.
    lost_names = [row[0] for row in rows if row[1] not in by_slug]
    by_name = dict(found(f"SELECT name, MIN(id) FROM {table_of(Person)} WHERE name IN {{}} GROUP BY name", lost_names))
    missing = [name for name in lost_names if name not in by_name]
    by_name |= {name: person.pk for name, person in people_by_name(missing).items()} if missing else {}
    seen = set()
    for billing, (name, slug, job, role, aliases) in enumerate(rows):
        person = by_slug.get(slug) or by_name.get(name)
        if person is not None and (person, job, role) not in seen:
            seen.add((person, job, role))
            work.rows.credits.append((film.key, person, job, role, as_json(list(aliases)), min(billing, 32_767)))
    return set(film.people.values()) | {person for person, _job, _role in seen}


def _write(work: _Work, now: Any) -> None:
    """One statement per table for all films."""
    tables: Mapping[str, Any] = {
        "facets": FilmFacet,
        "companies": FilmCompany,
        "credits": Credit,
        "titles": FilmTitle,
        "releases": Release,
        "external_ids": ExternalId,
    }
    for name, films in work.anew.items():
        delete(tables[name], "film_id", films)
    keys = companies_of(row[0] for _film, rows in work.companies for row in rows)
    for film, rows in work.companies:
        work.rows.companies.extend((film, keys[row[0]], row[1], row[2], place) for place, row in enumerate(rows))
    delete(FilmName, "film_id", list(work.renamed))
    work.rows.names.extend((film, name) for film, names in work.renamed.items() for name in names)
    move_addresses(work.moved)
    update(Film, FILM_COLUMNS, [(*film_row(film.values, film.slug, film.votes, now), film.key) for film in work.films])
    update(Synopsis, ("text", "license", "source_url"), work.texts)
    work.rows.write()
    write_history("film_id", work.revised, by=work.by)
