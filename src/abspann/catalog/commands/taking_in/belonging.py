"""What a source says a film belongs to: keywords and series, kept set-wise beside its facts.

They are the source's alone: what it does not tell any more goes, what another source told stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from abspann.catalog.commands.taking_in.preparing import Draft
from abspann.catalog.models import FilmKeyword, FilmSeries, Keyword, SeriesFilm
from abspann.core.fitting import as_name
from abspann.core.rows import delete, found, insert, table_of
from abspann.core.slugs import slug_of

CODE, NAME = 80, 200


def put_keywords(source: str, drafts: Sequence[Draft]) -> set[int]:
    """Make the keywords that a source gave films agree with what it tells; return the films of which some changed."""
    names = {
        word.code: dict(word.names)
        for draft in drafts
        for word in draft.told.keywords
        if 0 < len(word.code) <= CODE and word.code.isascii()
    }
    keys = _keys(names)
    told = {
        (draft.film, keys[w.code]) for draft in drafts for w in draft.told.keywords if draft.film and w.code in keys
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
    missing = [(code, json.dumps(dict(told), ensure_ascii=False)) for code, told in names.items() if code not in known]
    if missing:
        insert(Keyword, ("code", "names"), missing, unless_there=True)
        known = dict(found(query, sorted(names)))
    return known


def put_in_series(drafts: Iterable[Draft]) -> set[int]:
    """Put films into the series to which a source says they belong; return those that are new in one.

    Which part they are is not told: that is for editors to say.
    """
    wanted: dict[str, str] = {}
    told: list[tuple[str, int]] = []
    for draft in drafts:
        name = as_name(draft.told.series or "")
        if name and len(name) <= NAME and draft.film is not None:
            slug = slug_of(name)
            wanted.setdefault(slug, name)
            told.append((slug, draft.film))
    if not told:
        return set()
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
    return {film for _series, film in new}
