"""The index in PostgreSQL: three tables of its own, read through GIN and B-tree indexes; no extension is needed.

`SearchEntry` holds each thing with all its words, `SearchName` each name as one run of letters, forwards and backwards,
`SearchWord` each word with what is left of it when letters are left out: words that are near share one of these.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import Any

from django.db import connection, transaction
from rapidfuzz.distance import OSA

from abspann.discovery.asking import Asked, Reading, deletions, parted, tolerance, wholes
from abspann.discovery.engines import in_batches
from abspann.discovery.entries import MODELS, Entry, entries_of, entry_kept, refs_in_batches
from abspann.discovery.models import SearchEntry
from abspann.discovery.rules import Kind

BATCH = 1_000
LONGEST_START = 3
TIERS = (35, 20, 12)
"""Weights from which on things are looked through first: of ten thousand titles with one word the known are wanted."""

MOST_ROWS = 400
MOST_NEAR = 40
SHORT = 8
"""Names of so many letters are looked up as words are; longer ones by that half of them in which no typo is."""

LOCK = 0x61627370  # «absp»: who writes to the index waits for who else does
BUILDING = LOCK + 1


class Tables:
    """The index in the house's own database."""

    def find(self, kind: Kind, asked: Asked, step: int, limit: int) -> list[Entry]:
        """Return what may fit, the better known first; each step casts a wider net and takes longer."""
        found: dict[int, Entry] = {}
        for reading in asked.readings:
            look = (self._as_typed, self._named_like, self._with_typos, self._with_more)[step]
            found.update((entry.ref, entry) for entry in look(kind, reading, limit))
        return list(found.values())

    def kept(self, kind: Kind, refs: Collection[int]) -> dict[int, Entry]:
        """Return things as they stand in the index; nothing for what is not in it."""
        rows = _rows("SELECT kept FROM discovery_searchentry WHERE kind = %s AND ref = ANY(%s)", kind, list(refs))
        return {entry.ref: entry for entry in (entry_kept(kind, kept) for (kept,) in rows)}

    def everything(self) -> Iterator[Entry]:
        """Yield all that the index holds, in the order of kind and key."""
        for kind in Kind:
            rows = _rows("SELECT kept FROM discovery_searchentry WHERE kind = %s ORDER BY ref", kind)
            yield from (entry_kept(kind, kept) for (kept,) in rows)

    def is_ready(self) -> bool:
        """Tell whether there is an index that can be read: an empty one is, if there is nothing to be found."""
        return SearchEntry.objects.exists() or not any(m._default_manager.exists() for m in MODELS.values())

    def edition(self) -> str:
        """There is one: a rebuild puts things into the tables that are there."""
        return "tables"

    def is_being_rebuilt(self) -> bool:
        """A rebuild loses no change here, for each of its batches reads behind the lock that `put` takes."""
        return False

    # Reading.

    def _as_typed(self, kind: Kind, reading: Reading, limit: int) -> Iterator[Entry]:
        yield from self._named(kind, reading.wholes, reading, limit)
        words = reading.told
        yield from self._having(kind, [_word(w, at == len(words) - 1) for at, w in enumerate(words)], reading, limit)

    def _named_like(self, kind: Kind, reading: Reading, limit: int) -> Iterator[Entry]:
        for whole in reading.wholes:
            if found := list(self._named(kind, self._like(kind, whole), reading, limit)):
                # Who is named like it by all letters is nearer than who is without the articles.
                yield from found
                return

    def _with_typos(self, kind: Kind, reading: Reading, limit: int) -> Iterator[Entry]:
        words = reading.told
        near = _near(words, 1)
        terms = [_either(near[w], _word(w, at == len(words) - 1)) for at, w in enumerate(words)]
        yield from self._having(kind, terms, reading, limit)
        for at in range(len(words) - 1):
            joined = (*words[:at], words[at] + words[at + 1], *words[at + 2 :])
            if _known([joined[at]]):
                yield from self._having(kind, [_word(w, False) for w in joined], reading, limit)
        for at, word in enumerate(words):
            if parts := parted(word, _known):
                parted_words = (*words[:at], *parts, *words[at + 1 :])
                yield from self._having(kind, [_word(w, False) for w in parted_words], reading, limit)

    def _with_more(self, kind: Kind, reading: Reading, limit: int) -> Iterator[Entry]:
        words = reading.told
        near = _near(words, 2)
        terms = [_either(near[w], _word(w, at == len(words) - 1)) for at, w in enumerate(words)]
        yield from self._having(kind, terms, reading, limit)
        for at in range(len(terms) if len(terms) > 1 else 0):
            yield from self._having(kind, terms[:at] + terms[at + 1 :], reading, limit)

    def _having(self, kind: Kind, terms: list[str], reading: Reading, limit: int) -> Iterator[Entry]:
        """Yield what has all these words, the best known first."""
        asked = " & ".join(terms)
        if reading.year is not None:
            asked += " & (" + " | ".join(_quoted(f"={reading.year + by}") for by in (-1, 0, 1)) + ")"
        query = (
            f"SELECT kept FROM (SELECT kept, weight FROM discovery_searchentry WHERE kind = '{kind.value}' "  # noqa: S608  # a kind is ours
            f"AND array_to_tsvector(string_to_array(words, ' ')) @@ %s::tsquery LIMIT {MOST_ROWS}) AS hits "
            f"ORDER BY weight DESC"
        )
        rows = _rows(query, asked)
        if len(rows) == MOST_ROWS:
            # These were the first that lay there, not the best known.
            known: list[tuple[Any, ...]] = []
            for tier in TIERS:
                known += _rows(query, f"{asked} & '+{tier}'")
                if len(known) >= limit:
                    break
            rows = known + rows
        yield from (entry_kept(kind, kept) for (kept,) in rows[:limit])

    def _named(self, kind: Kind, names: Iterable[str], reading: Reading, limit: int) -> Iterator[Entry]:
        year = "" if reading.year is None else f"AND entry.year BETWEEN {reading.year - 1} AND {reading.year + 1} "
        rows = _rows(
            f"SELECT DISTINCT entry.ref, entry.weight, entry.kept FROM discovery_searchname AS name "  # noqa: S608  # numbers only
            f"JOIN discovery_searchentry AS entry ON entry.kind = name.kind AND entry.ref = name.ref "
            f"WHERE name.kind = %s AND name.whole = ANY(%s) {year}"
            f"ORDER BY entry.weight DESC, entry.ref LIMIT %s",
            kind,
            sorted(names),
            limit * 2,
        )
        yield from (entry_kept(kind, kept) for _ref, _weight, kept in rows)

    def _like(self, kind: Kind, whole: str) -> set[str]:
        """Return the names that differ from these letters by one typo: one half of them is as it was typed."""
        if not tolerance(whole):
            return set()
        if len(whole) <= SHORT:
            return set(_near([whole], 1)[whole])
        half, sizes = len(whole) // 2, (len(whole) - 1, len(whole), len(whole) + 1)
        start, end = whole[:half], whole[:half:-1]
        rows = _rows(
            "(SELECT whole FROM discovery_searchname WHERE kind = %s AND size = ANY(%s) "
            "AND whole ~>=~ %s AND whole ~<~ %s LIMIT 3000) UNION "
            "(SELECT whole FROM discovery_searchname WHERE kind = %s AND size = ANY(%s) "
            "AND mirrored ~>=~ %s AND mirrored ~<~ %s LIMIT 3000)",
            *(kind, list(sizes), start, start + "\U0010ffff", kind, list(sizes), end, end + "\U0010ffff"),
        )
        return {other for (other,) in rows if OSA.distance(whole, other, score_cutoff=1) <= 1}

    # Writing.

    def put(self, kind: Kind, refs: Collection[int]) -> None:
        """Make the index agree with the catalog about these things, all or nothing; writes only what differs."""
        with transaction.atomic():
            for batch in in_batches(refs, BATCH):
                self._put(kind, batch)

    def rebuild(self) -> None:
        """Bring every entry into agreement with the catalog, some at a time, and take out what is no more."""
        for kind in Kind:
            for batch in refs_in_batches(kind, BATCH):
                with transaction.atomic():
                    self._put(kind, batch)
            with transaction.atomic():
                _do("SELECT pg_advisory_xact_lock(%s)", LOCK)
                table = MODELS[kind]._meta.db_table
                for index in ("discovery_searchentry", "discovery_searchname"):
                    _do(
                        f"DELETE FROM {index} AS entry WHERE kind = %s "  # noqa: S608  # the tables' names are ours
                        f"AND NOT EXISTS (SELECT FROM {table} WHERE {table}.id = entry.ref)",
                        kind,
                    )
        with transaction.atomic():
            _do("SELECT pg_advisory_xact_lock(%s)", LOCK)
            _do(
                "WITH used AS MATERIALIZED ("
                "SELECT unnest(string_to_array(words, ' ')) AS word FROM discovery_searchentry "
                "UNION SELECT whole FROM discovery_searchname WHERE size <= %s) "
                "DELETE FROM discovery_searchword AS here "
                "WHERE NOT EXISTS (SELECT FROM used WHERE used.word = here.word)",
                SHORT,
            )

    def _put(self, kind: Kind, refs: list[int]) -> None:
        _do("SELECT pg_advisory_xact_lock(%s)", LOCK)
        former, now = self.kept(kind, refs), {entry.ref: entry for entry in entries_of(kind, refs)}
        entries = [entry for entry in now.values() if former.get(entry.ref) != entry]
        if gone := sorted(former.keys() - now.keys()):
            _do("DELETE FROM discovery_searchentry WHERE kind = %s AND ref = ANY(%s)", kind, gone)
        if differing := [*gone, *(entry.ref for entry in entries if entry.ref in former)]:
            _do("DELETE FROM discovery_searchname WHERE kind = %s AND ref = ANY(%s)", kind, differing)
        if not entries:
            return
        _do(
            "INSERT INTO discovery_searchentry (kind, ref, weight, year, kept, words) "
            "SELECT %s, * FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::text[], %s::text[]) "
            "ON CONFLICT (kind, ref) DO UPDATE SET "
            "weight = excluded.weight, year = excluded.year, kept = excluded.kept, words = excluded.words",
            kind,
            *_columns(((e.ref, e.weight, e.year, e.kept(), " ".join(_lexemes(e))) for e in entries), 5),
        )
        names = [(entry.ref, whole) for entry in entries for whole in _wholes(entry)]
        _do(
            "INSERT INTO discovery_searchname (kind, ref, whole, mirrored, size) "
            "SELECT %s, * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::int[])",
            kind,
            *_columns(((ref, whole, whole[::-1], len(whole)) for ref, whole in names), 4),
        )
        words = {word for entry in entries for word in chain(entry.words, entry.people_words)}
        words |= {whole for _ref, whole in names if len(whole) <= SHORT}
        new = sorted(words - _known(list(words)))
        _do(
            "INSERT INTO discovery_searchword (word, near) SELECT * FROM unnest(%s::text[], %s::text[]) "
            "ON CONFLICT DO NOTHING",
            *_columns(((word, " ".join(sorted(deletions(word)))) for word in new), 2),
        )


def _lexemes(entry: Entry) -> dict[str, None]:
    """Return the words by which an entry is found, with the beginnings of its own, its year and its tiers."""
    starts = (f"^{word[:size]}" for word in entry.words for size in range(1, LONGEST_START + 1))
    when = () if entry.year is None else (f"={entry.year}",)
    tiers = (f"+{tier}" for tier in TIERS if entry.weight >= tier)
    return dict.fromkeys(chain(entry.words, entry.people_words, starts, when, tiers))


def _wholes(entry: Entry) -> Iterable[str]:
    return dict.fromkeys(whole for name in entry.names for whole in wholes(tuple(name.split())))


def _word(word: str, last: bool) -> str:
    if not last:
        return _quoted(word)
    begins = _quoted(f"^{word}") if len(word) <= LONGEST_START else f"{_quoted(word)}:*"
    return f"({_quoted(word)} | {begins})"


def _either(words: Iterable[str], term: str) -> str:
    return "(" + " | ".join([term, *(_quoted(word) for word in words)]) + ")"


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _known(words: Collection[str]) -> set[str]:
    return {word for (word,) in _rows("SELECT word FROM discovery_searchword WHERE word = ANY(%s)", list(words))}


def _near(words: Collection[str], typos: int) -> dict[str, list[str]]:
    """Return of each word those that are so near, the nearest first."""
    keys = {key for word in words if tolerance(word) for key in deletions(word)}
    # Key by key: of many at once the planner thinks that reading the whole table is as good.
    rows = _rows(
        "SELECT DISTINCT near.word FROM unnest(%s::text[]) AS key, LATERAL ("
        "SELECT word FROM discovery_searchword WHERE string_to_array(near, ' ') @> ARRAY[key]) AS near",
        sorted(keys),
    )
    found: dict[str, list[str]] = {}
    for word in words:
        most = min(typos, tolerance(word))
        near = ((OSA.distance(word, other, score_cutoff=most), other) for (other,) in rows) if most else ()
        found[word] = [other for far, other in sorted(near) if far <= most][:MOST_NEAR]
    return found


def _columns(rows: Iterable[tuple[Any, ...]], width: int) -> list[list[Any]]:
    columns: list[list[Any]] = [[] for _ in range(width)]
    for row in rows:
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    return columns


def _rows(query: str, *given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [str(value) if isinstance(value, Kind) else value for value in given])
        return list(cursor.fetchall())


def _do(query: str, *given: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, [str(value) if isinstance(value, Kind) else value for value in given])
