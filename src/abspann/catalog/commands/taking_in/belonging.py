"""What a source says a film belongs to: keywords and series, kept set-wise beside its facts.

They are the source's alone: what it does not tell any more goes, what another source told stays, and what somebody of
the house removed does not come back.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from abspann.catalog.commands.taking_in.history import write_history
from abspann.catalog.commands.taking_in.preparing import Draft
from abspann.catalog.commands.taking_in.standing import Standing
from abspann.catalog.commands.taking_in.voices import read_json
from abspann.catalog.models import FilmKeyword, FilmSeries, Keyword, KeywordName, SeriesFilm
from abspann.catalog.records import Changes, keyword_row
from abspann.catalog.rules import keyword_names
from abspann.core.fitting import as_name
from abspann.core.rows import delete, found, insert, table_of
from abspann.core.slugs import slug_of

CODE, NAME = 80, 200

Films = Mapping[int, Standing]
"""The films of a batch that the catalog had before, with what the house decided of them."""


def put_belonging(source: str, drafts: Sequence[Draft], there: Films, *, by: str) -> tuple[set[int], set[int]]:
    """Let films belong to what a source tells, with history where they were there; return the films that changed, and
    the series to which one came."""
    before = {"keywords": _keywords(there), "series": _series(there)}
    parts = _put_in_series(drafts, there)
    changed = _put_keywords(source, drafts, there) | {film for _series, film in parts}
    known = sorted(changed & there.keys())
    after = {"keywords": _keywords(known), "series": _series(known)}
    revised: list[tuple[int, Changes]] = []
    for film in known:
        pairs = {name: [before[name].get(film, []), after[name].get(film, [])] for name in after}
        revised.append((film, {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}))
    write_history("film_id", revised, by=by)
    return changed, {series for series, _film in parts}


Rows = dict[int, list[list[Any]]]


def _keywords(films: Collection[int]) -> Rows:
    """Films' keywords as rows of a record."""
    rows: Rows = defaultdict(list)
    query = (
        f"SELECT f.film_id, k.code, k.names FROM {table_of(FilmKeyword)} f "
        f"JOIN {table_of(Keyword)} k ON k.id = f.keyword_id WHERE f.film_id IN {{}} ORDER BY k.code"
    )
    for film, code, names in found(query, sorted(films)):
        rows[film].append(keyword_row(code, read_json(names)))
    return rows


def _series(films: Collection[int]) -> Rows:
    """Films' places in series as rows of a record."""
    rows: Rows = defaultdict(list)
    query = (
        f"SELECT p.film_id, s.slug, s.name, s.name_en, p.number FROM {table_of(SeriesFilm)} p "
        f"JOIN {table_of(FilmSeries)} s ON s.id = p.series_id WHERE p.film_id IN {{}} ORDER BY s.name, s.id"
    )
    for film, *row in found(query, sorted(films)):
        rows[film].append(row)
    return rows


def _removed(there: Films, name: str) -> set[tuple[int, str]]:
    """What somebody of the house took out: (film, code or address)."""
    return {(film, row[0]) for film, standing in there.items() for row in standing.removed(name)}


def _put_keywords(source: str, drafts: Sequence[Draft], there: Films) -> set[int]:
    """Make the keywords that a source gave films agree with what it tells; return the films of which some changed."""
    names = {
        word.code: dict(word.names)
        for draft in drafts
        for word in draft.told.keywords
        if 0 < len(word.code) <= CODE and word.code.isascii()
    }
    keys, removed = _keys(names), _removed(there, "keywords")
    told = {
        (draft.film, keys[word.code])
        for draft in drafts
        for word in draft.told.keywords
        if draft.film and word.code in keys and (draft.film, word.code) not in removed
    }
    films = sorted({draft.film for draft in drafts if draft.film})
    query = f"SELECT film_id, keyword_id, source, id FROM {table_of(FilmKeyword)} WHERE film_id IN {{}}"
    had = {(film, word): (by, pk) for film, word, by, pk in found(query, films)}
    gone = [pair for pair, (by, _pk) in had.items() if by == source and pair not in told]
    new = sorted(told - had.keys())
    delete(FilmKeyword, "id", [had[pair][1] for pair in gone])
    insert(FilmKeyword, ("film_id", "keyword_id", "source"), [(*pair, source) for pair in new], unless_there=True)
    return {film for film, _word in (*gone, *new) if film is not None}


def _keys(names: Mapping[str, Mapping[str, str]]) -> dict[str, int]:
    """Return the keys of keywords by code, adding those that nobody knows."""
    query = f"SELECT code, id FROM {table_of(Keyword)} WHERE code IN {{}}"
    known = dict(found(query, sorted(names)))
    missing = [code for code in names if code not in known]
    if missing:
        rows = [(code, json.dumps(dict(names[code]), ensure_ascii=False)) for code in missing]
        insert(Keyword, ("code", "names"), rows, unless_there=True)
        known = dict(found(query, sorted(names)))
        called = [(known[code], name) for code in missing for name in keyword_names(names[code].values())]
        insert(KeywordName, ("keyword_id", "folded"), called, unless_there=True)
    return known


def _put_in_series(drafts: Iterable[Draft], there: Films) -> list[tuple[int, int]]:
    """Put films into the series to which a source says they belong; return what is new, as (series, film).

    Which part they are is not told: that is for editors to say.
    """
    removed = _removed(there, "series")
    wanted: dict[str, str] = {}
    told: list[tuple[str, int]] = []
    for draft in drafts:
        name = as_name(draft.told.series or "")
        if name and len(name) <= NAME and draft.film is not None and (draft.film, slug_of(name)) not in removed:
            slug = slug_of(name)
            wanted.setdefault(slug, name)
            told.append((slug, draft.film))
    if not told:
        return []
    query = f"SELECT slug, id FROM {table_of(FilmSeries)} WHERE slug IN {{}}"
    known = dict(found(query, sorted(wanted)))
    missing = [(slug, name) for slug, name in wanted.items() if slug not in known]
    if missing:
        insert(FilmSeries, ("slug", "name"), missing, unless_there=True)
        known = dict(found(query, sorted(wanted)))
    rows = {(known[slug], film) for slug, film in told}
    parts = f"SELECT series_id, film_id FROM {table_of(SeriesFilm)} WHERE film_id IN {{}}"
    new = sorted(rows - set(found(parts, sorted({film for _series, film in rows}))))
    insert(SeriesFilm, ("series_id", "film_id"), new, unless_there=True)
    return new
