"""Films and people that the catalog has already: read set-wise, changed only where a word counts more, with history."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from abspann.catalog.commands.people import people_by_name
from abspann.catalog.commands.taking_in.composing import (
    FIELDS,
    PERSON_FIELDS,
    UNITED,
    Rows,
    Values,
    Voice,
    compose,
    unite,
)
from abspann.catalog.commands.taking_in.preparing import Draft, person_digest, person_name, person_values
from abspann.catalog.commands.taking_in.writing import (
    FACETS,
    FILM_COLUMNS,
    RECORD_COLUMNS,
    as_json,
    companies_of,
    film_row,
    stored_now,
)
from abspann.catalog.commands.taking_in.writing import Rows as NewRows
from abspann.catalog.models import (
    Company,
    Credit,
    ExternalId,
    Film,
    FilmCompany,
    FilmFacet,
    FilmName,
    FilmSlug,
    FilmTitle,
    Person,
    PersonNumber,
    Release,
    Revision,
    SourceRecord,
    Synopsis,
)
from abspann.catalog.records import changes_between
from abspann.catalog.rules import film_names
from abspann.catalog.sources.told import ToldPerson
from abspann.core.fitting import as_name
from abspann.core.public_id import new_public_ids
from abspann.core.rows import delete, found, insert, table_of, update
from abspann.core.slugs import numbered, slug_of

UNKNOWN_RANK = 1_000
"""Of a source that is no longer among those that the house knows."""

RankOf = Callable[[str], int]

_TABLES: Mapping[str, tuple[Any, str, str]] = {
    "titles": (FilmTitle, "language", "text"),
    "releases": (Release, "country", "date"),
    "external_ids": (ExternalId, "scheme", "value"),
}
PLAIN_COLUMNS = (
    "title",
    "original_title",
    "original_language",
    "year",
    "running_minutes",
    "fsk",
    "admissions_de",
    "color",
    "sound",
    "aspect_ratio",
)


@dataclass(slots=True)
class Standing:
    """A film as the catalog has it, with what each source says of it."""

    key: int
    slug: str
    votes: int
    held: dict[str, Any]
    values: Values
    united: dict[str, Rows] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    synopses: dict[tuple[str, str], tuple[int, list[str]]] = field(default_factory=dict)
    voices: list[Voice] = field(default_factory=list)

    def held_fields(self) -> Collection[str]:
        """Return the fields that somebody of the house decided."""
        fields: Collection[str] = self.held.get("fields", ())
        return fields

    def removed(self, name: str) -> set[tuple[Any, ...]]:
        """Return the rows of a list that somebody of the house removed."""
        return {tuple(row) for row in self.held.get("removed", {}).get(name, ())}


def hold_films(films: Sequence[int]) -> None:
    """Let nobody else change these films until this transaction ends; in the order of their keys."""
    list(Film.objects.select_for_update(no_key=True).filter(pk__in=films).order_by("pk").values_list("pk"))


def read_films(films: Collection[int], rank_of: RankOf) -> dict[int, Standing]:
    """Read films with everything that an import may change; in nine queries for all of them."""
    order = sorted(films)
    standing: dict[int, Standing] = {}
    columns = (*PLAIN_COLUMNS, "budget_amount", "budget_currency", "slug", "votes", "held")
    for key, *row in found(f"SELECT id, {', '.join(columns)} FROM {table_of(Film)} WHERE id IN {{}}", order):
        told = dict(zip(columns, row, strict=True))
        values = {name: told[name] for name in PLAIN_COLUMNS}
        amount = told["budget_amount"]
        values["budget"] = [amount, told["budget_currency"]] if amount is not None else None
        values |= {name: [] for name in (*FACETS, "companies", "credits")}
        standing[key] = Standing(key, told["slug"], told["votes"], _read_json(told["held"]), values)
        standing[key].united = {name: [] for name in UNITED}
    kinds = {kind: name for name, kind in FACETS.items()}
    query = f"SELECT film_id, kind, code FROM {table_of(FilmFacet)} WHERE film_id IN {{}} ORDER BY position"
    for key, kind, code in found(query, order):
        standing[key].values[kinds[kind]].append(code)
    for name, (model, first, second) in _TABLES.items():
        query = f"SELECT film_id, {first}, {second}, source FROM {table_of(model)} WHERE film_id IN {{}} ORDER BY id"
        for key, one, other, source in found(query, order):
            standing[key].united[name].append(([one, str(other)], source))
    query = (
        f"SELECT f.film_id, c.name, f.job, f.country FROM {table_of(FilmCompany)} f "
        f"JOIN {table_of(Company)} c ON c.id = f.company_id WHERE f.film_id IN {{}} ORDER BY f.position"
    )
    for key, *row in found(query, order):
        standing[key].values["companies"].append(row)
    query = (
        f"SELECT c.film_id, p.name, p.slug, c.job, c.role, c.role_aliases, p.id FROM {table_of(Credit)} c "
        f"JOIN {table_of(Person)} p ON p.id = c.person_id WHERE c.film_id IN {{}} ORDER BY c.billing, c.id"
    )
    for key, name, slug, job, role, aliases, person in found(query, order):
        standing[key].values["credits"].append([name, slug, job, role, _read_json(aliases)])
        standing[key].people[slug] = person
    query = (
        f"SELECT film_id, id, language, text, license, source, source_url FROM {table_of(Synopsis)} "
        f"WHERE film_id IN {{}} ORDER BY id"
    )
    for key, pk, *row in found(query, order):
        standing[key].synopses[row[0], row[3]] = (pk, row)
    for key, voice in read_voices("film_id", order, rank_of):
        standing[key].voices.append(voice)
    return standing


def read_voices(column: str, subjects: Sequence[int], rank_of: RankOf) -> Iterable[tuple[int, Voice]]:
    """Yield (subject, what a source's record says of it)."""
    query = (
        f"SELECT {column}, id, source, key, digest, taken, aside, stands_in FROM {table_of(SourceRecord)} "
        f"WHERE {column} IN {{}} ORDER BY id"
    )
    for subject, pk, source, key, digest, taken, aside, stands_in in found(query, subjects):
        yield (
            subject,
            Voice(
                source=source,
                order=(rank_of(source), source, pk),
                pk=pk,
                taken=set(_read_json(taken)),
                aside=_read_json(aside),
                digest=digest,
                key=key,
                stands_in=bool(stands_in),
            ),
        )


def _read_json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str | bytes) else value


@dataclass(slots=True)
class Changed:
    """What became of films and people that were there: of which something changed, and whom their credits touch."""

    films: list[int] = field(default_factory=list)
    people: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Work:
    """What waits to be written for all films of a batch."""

    by: str
    films: list[tuple[Any, ...]] = field(default_factory=list)
    revised: list[tuple[int, Values, Values]] = field(default_factory=list)
    renamed: dict[int, list[str]] = field(default_factory=dict)
    moved: list[Standing] = field(default_factory=list)
    anew: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    rows: NewRows = field(default_factory=NewRows)
    companies: list[tuple[int, list[Any]]] = field(default_factory=list)
    texts: list[tuple[Any, ...]] = field(default_factory=list)


def change_films(  # noqa: C901  # field by field, in the order in which they depend on each other
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
        speaker = None
        values: Values = {}
        if draft is not None:
            speaker = next((v for v in film.voices if v.source == source and v.key == draft.key), None)
            if speaker is None:
                speaker = Voice(source, (rank_of(source), source, 2**62), key=draft.key, is_new=True)
                film.voices.append(speaker)
            speaker.changed = speaker.changed or speaker.digest != draft.digest
            speaker.digest = draft.digest
            speaker.stands_in = draft.told.stands_in
            values = dict(draft.values)
            values["credits"] = _told_credits(draft, people, slugs)
        before = film.values
        new = compose(FIELDS, before, held=film.held_fields(), voices=film.voices, speaker=speaker, told=values)
        after = before | new
        old_rows, new_rows = _unite_all(film, draft, speaker, values, taken_numbers, work)
        has_text = _put_synopses(film, values, speaker, work, now) if speaker else False
        votes = max(film.votes, draft.voted if draft else 0)
        record_changes = changes_between(before | old_rows, new | new_rows)
        if record_changes or has_text or votes != film.votes:
            changed.films.append(key)
        if record_changes:
            work.revised.append(
                (
                    key,
                    {name: pair[0] for name, pair in record_changes.items()},
                    {name: pair[1] for name, pair in record_changes.items()},
                )
            )
        if new or votes != film.votes:
            if "title" in new or "year" in new:
                work.moved.append(film)
            film.values, film.votes = after, votes
            work.films.append((film, after))
        if new.keys() & FACETS.keys():
            work.anew["facets"].append(key)
            for name, kind in FACETS.items():
                work.rows.facets.extend((key, kind, code, place) for place, code in enumerate(after[name] or ()))
        if "companies" in new:
            work.anew["companies"].append(key)
            work.companies.append((key, after["companies"] or []))
        if "credits" in new:
            work.anew["credits"].append(key)
            changed.people |= _put_credits(film, after["credits"] or [], people, slugs, work)
        if new.keys() & {"title", "original_title"} or "titles" in new_rows:
            titles = [row[1] for row, _source in film.united["titles"]]
            work.renamed[key] = film_names((after["title"], after.get("original_title"), *titles))
    _write(work, now)
    write_voices("film_id", ((key, voice) for key, film in standing.items() for voice in film.voices), run)
    return changed


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
    draft: Draft | None,
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
    _move(work.moved)
    update(Film, FILM_COLUMNS, [(*film_row(after, film.slug, film.votes, now), film.key) for film, after in work.films])
    update(Synopsis, ("text", "license", "source_url"), work.texts)
    work.rows.write()
    _write_history(work, now)


def _move(films: Sequence[Standing]) -> None:
    """Let addresses follow titles and years; the former ones go on leading there."""
    for film in films:
        wanted = slug_of(film.values["title"], film.values["year"])
        if film.slug == wanted:
            continue
        query = (
            f"SELECT slug FROM {table_of(Film)} WHERE id <> %s AND slug LIKE %s UNION "
            f"SELECT slug FROM {table_of(FilmSlug)} WHERE film_id <> %s AND slug LIKE %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(query, [film.key, f"{wanted}%", film.key, f"{wanted}%"])
            taken = {slug for (slug,) in cursor.fetchall()}
        count = 1
        while numbered(wanted, count) in taken:
            count += 1
        former, film.slug = film.slug, numbered(wanted, count)
        if former == film.slug:
            continue
        delete(FilmSlug, "slug", [film.slug])
        insert(FilmSlug, ("slug", "film_id"), [(former, film.key)], unless_there=True)
        # At once, so that the next of the batch sees it.
        update(Film, ("slug",), [(film.slug, film.key)])


def _write_history(work: _Work, now: Any) -> None:
    films = [film for film, _before, _after in work.revised]
    query = f"SELECT film_id, MAX(number) FROM {table_of(Revision)} WHERE film_id IN {{}} GROUP BY film_id"
    newest = dict(found(query, films))
    insert(
        Revision,
        ("public_id", "film_id", "number", "by_name", "made_at", "source", "before", "after"),
        [
            (public_id, film, newest.get(film, 0) + 1, work.by[:80], now, "", as_json(before), as_json(after))
            for public_id, (film, before, after) in zip(new_public_ids(len(films)), work.revised, strict=True)
        ],
    )


def write_voices(column: str, voices: Iterable[tuple[int, Voice]], run: int | None) -> None:
    """Write the records of sources of which something changed, and those that are new."""
    update_rows, new_rows = [], []
    for subject, voice in voices:
        if voice.is_new:
            film, person = (subject, None) if column == "film_id" else (None, subject)
            taken = as_json(sorted(voice.taken))
            new_rows.append(
                (voice.source, voice.key, film, person, voice.digest, taken, as_json(voice.aside), run, voice.stands_in)
            )
        elif voice.changed:
            update_rows.append(
                (voice.digest, as_json(sorted(voice.taken)), as_json(voice.aside), run, voice.stands_in, voice.pk)
            )
    update(SourceRecord, ("digest", "taken", "aside", "seen_in_id", "stands_in"), update_rows)
    insert(SourceRecord, RECORD_COLUMNS, new_rows)


def change_people(
    told: Mapping[int, tuple[str, ToldPerson]], *, by: str, source: str, run: int | None, rank_of: RankOf
) -> list[int]:
    """Let a source's new words about people whom the catalog has count as far as they do; return who changed.

    `told`: by the person's key, who they are in the source and what it says. None speaks where only ranks changed.
    """
    if not told:
        return []
    order = sorted(told)
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=order).order_by("pk").values_list("pk"))
    voices: dict[int, list[Voice]] = defaultdict(list)
    for key, voice in read_voices("person_id", order, rank_of):
        voices[key].append(voice)
    columns = "name, born_on, born_year, died_on, died_year, birthplace, imdb, held"
    rows, revised, changed = [], [], []
    numbers: list[tuple[int, str, str]] = []
    used = dict(
        found(
            f"SELECT imdb, id FROM {table_of(Person)} WHERE imdb IN {{}}",
            sorted({value for _who, person in told.values() for scheme, value in person.ids if scheme == "imdb"}),
        )
    )
    for key, *row in found(f"SELECT id, {columns} FROM {table_of(Person)} WHERE id IN {{}} ORDER BY id", order):
        name, born_on, born_year, died_on, died_year, birthplace, imdb, held = row
        before = {
            "name": name,
            "born": str(born_on) if born_on else f"{born_year:04d}" if born_year is not None else None,
            "died": str(died_on) if died_on else f"{died_year:04d}" if died_year is not None else None,
            "birthplace": birthplace,
            "imdb": imdb,
        }
        who, person = told[key]
        digest = person_digest(person)
        speaker = next((v for v in voices[key] if v.source == source and v.key == who), None)
        if speaker is None:
            speaker = Voice(source, (rank_of(source), source, 2**62), key=who, is_new=True)
            voices[key].append(speaker)
        speaker.changed = speaker.changed or speaker.digest != digest
        speaker.digest = digest
        values = person_values(person)
        if values.get("imdb") and used.setdefault(values["imdb"], key) != key:
            del values["imdb"]
        fields = _read_json(held).get("fields", ())
        new = compose(PERSON_FIELDS, before, held=fields, voices=voices[key], speaker=speaker, told=values)
        after = before | new
        if after["born"] and after["died"] and after["died"][:4] < after["born"][:4]:
            # Two sources tell of two lives: nothing of it is taken.
            new, after = {}, before
        numbers += [
            (key, scheme, value)
            for scheme, value in person.ids
            if scheme != "imdb" and 0 < len(scheme) <= 24 and 0 < len(value) <= 80
        ]
        if new:
            changed.append(key)
            revised.append((key, {name: before[name] for name in new}, new))
            rows.append((*_person_row(after), key))
    update(
        Person,
        ("name", "folded", "born_on", "born_year", "died_on", "died_year", "birthplace", "imdb"),
        rows,
    )
    insert(PersonNumber, ("person_id", "scheme", "value"), numbers, unless_there=True)
    write_voices("person_id", ((key, voice) for key, some in voices.items() for voice in some), run)
    _write_person_history(revised, by)
    return changed


def _person_row(values: Values) -> tuple[Any, ...]:
    born, died = values["born"], values["died"]
    return (
        values["name"],
        person_name(values["name"]),
        born if born and len(born) == 10 else None,
        int(born[:4]) if born else None,
        died if died and len(died) == 10 else None,
        int(died[:4]) if died else None,
        values["birthplace"],
        values["imdb"],
    )


def _write_person_history(revised: Sequence[tuple[int, Values, Values]], by: str) -> None:
    people, now = [key for key, _before, _after in revised], stored_now()
    query = f"SELECT person_id, MAX(number) FROM {table_of(Revision)} WHERE person_id IN {{}} GROUP BY person_id"
    newest = dict(found(query, people))
    insert(
        Revision,
        ("public_id", "person_id", "number", "by_name", "made_at", "source", "before", "after"),
        [
            (public_id, key, newest.get(key, 0) + 1, by[:80], now, "", as_json(before), as_json(after))
            for public_id, (key, before, after) in zip(new_public_ids(len(people)), revised, strict=True)
        ],
    )
