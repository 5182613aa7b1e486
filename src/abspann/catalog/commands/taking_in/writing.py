"""Write what is new, set-wise: no row is an object, and no film asks the database for itself."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from abspann.catalog.commands.taking_in.matching import Doubted, Known, Matches
from abspann.catalog.commands.taking_in.preparing import Draft, person_digest, person_name, person_values
from abspann.catalog.commands.taking_in.sameness import HOUSE, signs_of
from abspann.catalog.models import (
    Award,
    Company,
    Credit,
    Doubt,
    Edition,
    ExternalId,
    Festival,
    Film,
    FilmCompany,
    FilmFacet,
    FilmName,
    FilmSlug,
    FilmTitle,
    Outcome,
    OutcomePerson,
    Person,
    PersonNumber,
    Release,
    SourceRecord,
    Synopsis,
)
from abspann.core.public_id import new_public_ids
from abspann.core.rows import found, insert, new_keys, table_of
from abspann.core.slugs import numbered, slug_of
from abspann.core.sorting import sort_key

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

FILM_COLUMNS = (
    "title",
    "sort_title",
    "original_title",
    "original_language",
    "year",
    "running_minutes",
    "fsk",
    "budget_amount",
    "budget_currency",
    "admissions_de",
    "color",
    "sound",
    "aspect_ratio",
    "slug",
    "votes",
    "updated_at",
)
FACETS = {"genres": "genre", "countries": "country", "languages": "language"}
RECORD_COLUMNS = ("source", "key", "film_id", "person_id", "digest", "taken", "aside", "seen_in_id", "stands_in")
MOST_CREDITS = 32_767
"""As many as the column of the billing can count."""

FIELDS_TAKEN = frozenset(
    {
        "title",
        "original_title",
        "original_language",
        "year",
        "running_minutes",
        "fsk",
        "budget",
        "admissions_de",
        "color",
        "sound",
        "aspect_ratio",
        "genres",
        "countries",
        "languages",
        "companies",
        "synopses",
    }
)


@dataclass(slots=True)
class Rows:
    """Rows that wait for one statement per table."""

    facets: list[tuple[Any, ...]] = field(default_factory=list)
    titles: list[tuple[Any, ...]] = field(default_factory=list)
    releases: list[tuple[Any, ...]] = field(default_factory=list)
    numbers: list[tuple[Any, ...]] = field(default_factory=list)
    companies: list[tuple[Any, ...]] = field(default_factory=list)
    credits: list[tuple[Any, ...]] = field(default_factory=list)
    names: list[tuple[Any, ...]] = field(default_factory=list)
    synopses: list[tuple[Any, ...]] = field(default_factory=list)
    records: list[tuple[Any, ...]] = field(default_factory=list)

    def write(self) -> None:
        """Insert them all."""
        insert(FilmFacet, ("film_id", "kind", "code", "position"), self.facets)
        insert(FilmTitle, ("film_id", "language", "text", "source"), self.titles)
        insert(Release, ("film_id", "country", "date", "source"), self.releases)
        insert(ExternalId, ("film_id", "scheme", "value", "source"), self.numbers)
        insert(FilmCompany, ("film_id", "company_id", "job", "country", "position"), self.companies)
        insert(Credit, ("film_id", "person_id", "job", "role", "role_aliases", "billing"), self.credits)
        insert(FilmName, ("film_id", "folded"), self.names)
        insert(
            Synopsis,
            ("film_id", "language", "text", "license", "source", "source_url", "created_at"),
            self.synopses,
        )
        insert(SourceRecord, RECORD_COLUMNS, self.records)


def stored_now() -> Any:
    """Return the present as a column stores it."""
    return connection.ops.adapt_datetimefield_value(timezone.now())


def as_json(value: Any) -> str:
    """Return a value as a JSON column stores it."""
    return "[]" if value == [] else "{}" if value == {} else _encode(value)


@lru_cache(maxsize=4_096)
def _names_as_json(names: tuple[str, ...]) -> str:
    """Return names of fields as a column stores them; few combinations come again and again."""
    return _encode(list(names))


def film_row(values: Mapping[str, Any], slug: str, votes: int, now: Any) -> tuple[Any, ...]:
    """Return the values of FILM_COLUMNS."""
    get = values.get
    title = values["title"]
    amount, currency = get("budget") or (None, None)
    return (
        title,
        sort_key(title)[:300],
        get("original_title"),
        get("original_language"),
        get("year"),
        get("running_minutes"),
        get("fsk"),
        amount,
        currency,
        get("admissions_de"),
        get("color"),
        get("sound"),
        get("aspect_ratio"),
        slug,
        votes,
        now,
    )


def free_slugs(model: type[Model], wanted: Sequence[str], *, former: type[Model] | None = None) -> list[str]:
    """Return for each wanted slug the first that is free, also among those given before it; a few queries in all."""
    tables = [model] if former is None else [model, former]
    taken = _taken(tables, set(wanted))
    given: list[str] = []
    count: dict[str, int] = {}
    lacking = {slug: times for slug, times in Counter(wanted).items() if slug in taken or times > 1}
    reach, step = 1, 8
    while lacking:
        tried = {numbered(slug, number) for slug in lacking for number in range(reach + 1, reach + 1 + step)}
        hit = _taken(tables, tried)
        taken |= hit
        for slug in list(lacking):
            lacking[slug] -= sum(numbered(slug, n) not in hit for n in range(reach + 1, reach + 1 + step))
        lacking = {slug: times for slug, times in lacking.items() if times > 0}
        reach, step = reach + step, step * 8
    for slug in wanted:
        number = count.get(slug, 1)
        address = numbered(slug, number)
        while address in taken:
            number += 1
            address = numbered(slug, number)
        count[slug] = number
        taken.add(address)
        given.append(address)
    return given


def _taken(tables: Iterable[type[Model]], slugs: Collection[str]) -> set[str]:
    order = sorted(slugs)
    return {
        slug for model in tables for (slug,) in found(f"SELECT slug FROM {table_of(model)} WHERE slug IN {{}}", order)
    }


def companies_of(names: Iterable[str]) -> dict[str, int]:
    """Return the key of each company, adding those that are new."""
    wanted = sorted(set(names))
    query = f"SELECT name, id FROM {table_of(Company)} WHERE name IN {{}}"
    known = dict(found(query, wanted))
    missing = [name for name in wanted if name not in known]
    if missing:
        insert(Company, ("name",), [(name,) for name in missing], unless_there=True)
        known |= dict(found(query, missing))
    return known


def add_people(source: str, whos: Sequence[str], drafts: Sequence[Draft], known: Known, run: int | None) -> list[int]:
    """Add people whom the catalog does not have, each with the source's record; return their keys."""
    wanted = set(whos)
    people = {who: person for draft in drafts for who, person in draft.people.items() if who in wanted}
    if not people:
        return []
    keys = new_keys(Person, len(people))
    ids = new_public_ids(len(people))
    slugs = free_slugs(Person, [slug_of(person.name, None) for person in people.values()])
    used = {("imdb", value) for value in known.imdb}
    rows, records, numbered_rows = [], [], []
    for key, public_id, slug, (who, person) in zip(keys, ids, slugs, people.items(), strict=True):
        known.people[who] = key
        values = person_values(person)
        imdb = values.get("imdb")
        if imdb and ("imdb", imdb) in used:
            del values["imdb"]
            imdb = None
        born, died = values.get("born"), values.get("died")
        rows.append(
            (
                key,
                public_id,
                slug,
                values["name"],
                born if born and len(born) == 10 else None,
                int(born[:4]) if born else None,
                died if died and len(died) == 10 else None,
                int(died[:4]) if died else None,
                values.get("birthplace"),
                imdb,
                person_name(values["name"]),
                "{}",
            )
        )
        used.update(person.ids)
        schemes = set()
        for scheme, value in person.ids:
            if scheme != "imdb" and scheme not in schemes and 0 < len(scheme) <= 24 and 0 < len(value) <= 80:
                schemes.add(scheme)
                numbered_rows.append((key, scheme, value))
        records.append((source, who, None, key, person_digest(person), _names_as_json(tuple(values)), "{}", run, False))
    insert(
        Person,
        (
            "id",
            "public_id",
            "slug",
            "name",
            "born_on",
            "born_year",
            "died_on",
            "died_year",
            "birthplace",
            "imdb",
            "folded",
            "held",
        ),
        rows,
    )
    insert(PersonNumber, ("person_id", "scheme", "value"), numbered_rows, unless_there=True)
    insert(SourceRecord, RECORD_COLUMNS, records)
    return list(keys)


def add_films(source: str, drafts: Sequence[Draft], known: Known, matches: Matches, run: int | None) -> list[int]:
    """Add films that the catalog does not have, with everything that is told of them; return their keys."""
    if not drafts:
        return []
    keys, ids, now = new_keys(Film, len(drafts)), new_public_ids(len(drafts)), stored_now()
    slugs = free_slugs(
        Film, [slug_of(draft.values["title"], draft.values.get("year")) for draft in drafts], former=FilmSlug
    )
    companies = companies_of(row[0] for draft in drafts for row in draft.values.get("companies", ()))
    rows, films = Rows(), []
    taken_numbers = matches.taken_numbers
    for key, public_id, slug, draft in zip(keys, ids, slugs, drafts, strict=True):
        draft.film = key
        values = draft.values
        films.append((key, public_id, now, "{}", *film_row(values, slug, draft.voted, now)))
        aside: dict[str, Any] = {}
        put_facets(rows, key, values)
        rows.titles.extend((key, language, text, source) for language, text in values.get("titles", ()))
        rows.releases.extend((key, country, day, source) for country, day in values.get("releases", ()))
        for scheme, value in values.get("external_ids", ()):
            if taken_numbers.setdefault((scheme, value), key) == key:
                rows.numbers.append((key, scheme, value, source))
            else:
                aside.setdefault("external_ids", []).append([scheme, value])
        put_companies(rows, key, values.get("companies", ()), companies)
        put_credits(rows, key, draft, known.people)
        rows.names.extend((key, name) for name in draft.names)
        rows.synopses.extend((key, *row, now) for row in values.get("synopses", ()))
        taken = _names_as_json(
            (*(name for name in values if name in FIELDS_TAKEN), *(("credits",) if draft.credits else ()))
        )
        rows.records.append(
            (source, draft.key, key, None, draft.digest, taken, as_json(aside), run, draft.told.stands_in)
        )
    insert(Film, ("id", "public_id", "created_at", "held", *FILM_COLUMNS), films)
    rows.write()
    return list(keys)


def put_facets(rows: Rows, film: int, values: Mapping[str, Any]) -> None:
    """Add a film's genres, countries and languages to the rows."""
    for name, kind in FACETS.items():
        codes = values.get(name)
        if codes:
            rows.facets.extend([(film, kind, code, position) for position, code in enumerate(codes)])


def put_companies(rows: Rows, film: int, told: Iterable[Sequence[Any]], keys: Mapping[str, int]) -> None:
    """Add a film's companies to the rows."""
    rows.companies.extend(
        (film, keys[name], job, country, position) for position, (name, job, country) in enumerate(told)
    )


def put_credits(rows: Rows, film: int, draft: Draft, people: Mapping[str, int]) -> None:
    """Add a film's credits to the rows, in billing order; two keys of a source may be one person here."""
    seen = set()
    add = rows.credits.append
    for billing, (who, job, role, aliases) in enumerate(draft.credits[:MOST_CREDITS]):
        done = (people[who], job, role)
        if done not in seen:
            seen.add(done)
            add((film, *done, as_json(aliases) if aliases else "[]", billing))


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


def raise_doubts(
    films: Iterable[tuple[int, Doubted]], people: Iterable[tuple[int, Doubted]]
) -> tuple[list[int], list[int]]:
    """Ask editors about pairs that nobody has been asked about, whatever was answered; return who is new among them."""
    now = stored_now()
    asked = []
    for kind, doubts in (("film", films), ("person", people)):
        columns = (f"{kind}_id", f"other_{kind}_id")
        pairs: dict[tuple[int, int], Doubted] = {}
        for one, doubt in doubts:
            if one < doubt.other:
                pairs[one, doubt.other] = doubt
            elif one > doubt.other:  # then what it says stands second, too
                turned = [[what, there, here] for what, here, there in doubt.evidence]
                pairs[doubt.other, one] = Doubted(one, doubt.score, turned)
        query = f"SELECT {', '.join(columns)} FROM {table_of(Doubt)} WHERE {columns[0]} IN {{}}"
        had = set(found(query, sorted({pair[0] for pair in pairs})))
        new = {pair: doubt for pair, doubt in pairs.items() if pair not in had}
        both = sorted({one for pair in new for one in pair})
        told, names = _told_first(kind, both), _names_of_films(both) if kind == "film" else {}
        rows = [
            (
                *pair,
                doubt.score,
                as_json(doubt.evidence),
                " ".join(sorted(told.get(one, HOUSE) for one in pair)),
                signs_of(doubt.evidence, same_title=bool(names.get(pair[0], NO_NAME) & names.get(pair[1], NO_NAME))),
                "open",
                now,
            )
            for pair, doubt in new.items()
        ]
        named = (*columns, "score", "evidence", "sources", "agrees", "state", "raised_at")
        insert(Doubt, named, rows, unless_there=True)
        asked.append([row[0] for row in rows])
    return asked[0], asked[1]


NO_NAME: frozenset[str] = frozenset()


def _told_first(kind: str, keys: Sequence[int]) -> dict[int, str]:
    """Return the source that told first of each film or person; whom none told is not in it."""
    query = f"SELECT {kind}_id, source FROM {table_of(SourceRecord)} WHERE {kind}_id IN {{}} ORDER BY id DESC"
    return dict(found(query, keys))  # the one of the lowest number comes last


def _names_of_films(films: Sequence[int]) -> dict[int, set[str]]:
    names: dict[int, set[str]] = defaultdict(set)
    for film, name in found(f"SELECT film_id, folded FROM {table_of(FilmName)} WHERE film_id IN {{}}", films):
        names[film].add(name)
    return names
