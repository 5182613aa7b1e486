"""Add films that the catalog does not have, set-wise: no film asks the database for itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from abspann.catalog.commands.taking_in.addresses import free_slugs
from abspann.catalog.commands.taking_in.companies import companies_of
from abspann.catalog.commands.taking_in.composing import FIELDS
from abspann.catalog.commands.taking_in.matching_films import Matches
from abspann.catalog.commands.taking_in.matching_people import Known
from abspann.catalog.commands.taking_in.new_rows import (
    FACETS,
    FILM_COLUMNS,
    NewRows,
    as_json,
    film_row,
    names_as_json,
    stored_now,
)
from abspann.catalog.commands.taking_in.preparing import Draft
from abspann.catalog.models import (
    Film,
    FilmSlug,
)
from abspann.core.public_id import new_public_ids
from abspann.core.rows import insert, new_keys
from abspann.core.slugs import slug_of

MOST_CREDITS = 32_767
"""As many as the column of the billing can count."""

FIELDS_TAKEN = frozenset(FIELDS) - {"credits"} | {"synopses"}


def add_films(source: str, drafts: Sequence[Draft], known: Known, matches: Matches, run: int | None) -> list[int]:
    """Add films that the catalog does not have, with everything that is told of them; return their keys."""
    if not drafts:
        return []
    keys, ids, now = new_keys(Film, len(drafts)), new_public_ids(len(drafts)), stored_now()
    slugs = free_slugs(
        Film, [slug_of(draft.values["title"], draft.values.get("year")) for draft in drafts], former=FilmSlug
    )
    companies = companies_of(row[0] for draft in drafts for row in draft.values.get("companies", ()))
    rows, films = NewRows(), []
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
        taken = names_as_json(
            (*(name for name in values if name in FIELDS_TAKEN), *(("credits",) if draft.credits else ()))
        )
        rows.records.append(
            (source, draft.key, key, None, draft.digest, taken, as_json(aside), run, draft.told.stands_in)
        )
    insert(Film, ("id", "public_id", "created_at", "held", *FILM_COLUMNS), films)
    rows.write()
    return list(keys)


def put_facets(rows: NewRows, film: int, values: Mapping[str, Any]) -> None:
    """Add a film's genres, countries and languages to the rows."""
    for name, kind in FACETS.items():
        codes = values.get(name)
        if codes:
            rows.facets.extend([(film, kind, code, position) for position, code in enumerate(codes)])


def put_companies(rows: NewRows, film: int, told: Iterable[Sequence[Any]], keys: Mapping[str, int]) -> None:
    """Add a film's companies to the rows."""
    rows.companies.extend(
        (film, keys[name], job, country, position) for position, (name, job, country) in enumerate(told)
    )


def put_credits(rows: NewRows, film: int, draft: Draft, people: Mapping[str, int]) -> None:
    """Add a film's credits to the rows, in billing order; two keys of a source may be one person here."""
    seen = set()
    add = rows.credits.append
    for billing, (who, job, role, aliases) in enumerate(draft.credits[:MOST_CREDITS]):
        done = (people[who], job, role)
        if done not in seen:
            seen.add(done)
            add((film, *done, as_json(aliases) if aliases else "[]", billing))
