"""The index beside SQLite: tantivy's files under the home, in `search/`.

`search/current` names the folder that answers; a rebuild fills another one and then names that. One process writes at a
time (a lock of the system's); any number read, and see a commit with their next query. Whatever is wrong with the files
finds nothing and leaves the mark `broken`, upon which the worker builds them anew.
"""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import shutil
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from abspann.core.files import write_whole
from abspann.discovery.asking import Asked, Reading, parted, tolerance, wholes
from abspann.discovery.engines import NAMES_WITH_A_TYPO
from abspann.discovery.entries import Entry, entries_of, entry_kept, refs_in_batches
from abspann.discovery.rules import Kind

logger = logging.getLogger(__name__)

FORM = "1"
"""The form of what is written; folders of another form are none."""

BATCH = 2_000
MUCH_MEMORY, MEMORY, LITTLE_MEMORY = 200_000_000, 64_000_000, 16_000_000
"""Bytes that are gathered before they become a segment. A search walks the dictionary of every segment, and segments
grow together by eights only: a rebuild makes few."""

LONGEST_START = 4
"""The beginnings of words up to this length are words of their own: so many films begin with a letter that to gather
them by walking the dictionary takes too long."""


class Files:
    """The index in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._guard = threading.Lock()
        self._seen: tuple[object, ...] | None = None
        self._index: Any = None
        self._searcher: Any = None
        self._schema = _schema()
        self._place = str(folder)
        self._current, self._broken = f"{self._place}/current", f"{self._place}/broken"
        self._known: tuple[tuple[int, int, int], str] | None = None

    # Reading.

    def find(self, kind: Kind, asked: Asked, step: int, limit: int) -> list[Entry]:
        """Return what may fit, the better known first; each step casts a wider net and takes longer."""
        with self._reading() as searcher:
            if searcher is None:
                return []
            hits: dict[tuple[int, int], Any] = {}
            net = _Net(self._schema, kind, searcher)
            for reading in asked.readings:
                for query in net.cast(reading, step):
                    found = searcher.search(query, limit, count=False, order_by_field="weight").hits
                    hits.update(((address.segment_ord, address.doc), address) for _weight, address in found)
                    if found and step == NAMES_WITH_A_TYPO:
                        break  # Who is named like it by all letters is nearer than who is without the articles.
            return [entry_kept(kind, searcher.doc(address).get_first("kept")) for address in hits.values()]
        return []

    def kept(self, kind: Kind, refs: Collection[int]) -> dict[int, Entry]:
        """Return things as they stand in the index; nothing for what is not in it."""
        with self._reading() as searcher:
            if searcher is None or not refs:
                return {}
            query = Query.term_set_query(self._schema, "key", [_key(kind, ref) for ref in refs])
            found = searcher.search(query, len(refs), count=False).hits
            entries = (entry_kept(kind, searcher.doc(address).get_first("kept")) for _score, address in found)
            return {entry.ref: entry for entry in entries}
        return {}

    def everything(self) -> Iterator[Entry]:
        """Yield all that the index holds, in the order of kind and key."""
        with self._reading() as searcher:
            found = []
            for kind in Kind if searcher is not None else ():
                query = Query.term_query(self._schema, "kind", kind.value)
                hits = searcher.search(query, max(1, searcher.num_docs), count=False).hits
                entries = [entry_kept(kind, searcher.doc(address).get_first("kept")) for _score, address in hits]
                found += sorted(entries, key=lambda entry: entry.ref)
        yield from found

    def is_ready(self) -> bool:
        """Tell whether there is an index that can be read."""
        with self._reading() as searcher:
            return searcher is not None
        return False

    def edition(self) -> str:
        """Return what tells this index from the one that a rebuild puts in its place."""
        try:
            return (self.folder / "current").read_text(encoding="utf-8")
        except (OSError, ValueError):
            return ""

    def _present(self) -> str:
        """Return the edition, read only where another one was put in its place: a rebuild replaces the whole file."""
        try:
            at = os.stat(self._current)  # noqa: PTH116  # several times for each search
        except OSError:
            return ""
        mark = (at.st_ino, at.st_mtime_ns, at.st_size)
        known = self._known
        if known is None or known[0] != mark:
            known = self._known = (mark, self.edition())
        return known[1]

    def is_being_rebuilt(self) -> bool:
        """Tell whether a rebuild is under way, in whatever process."""
        with self._locked("building", wait=False) as is_ours:
            return not is_ours

    @contextmanager
    def _reading(self) -> Iterator[Any]:
        """Lend a searcher that sees the last commit, None if there is none. What goes wrong within is noted, not
        raised: an index is no reason for a page to fail."""
        try:
            searcher = self._look()
        except BaseException as trouble:  # tantivy's own panics are no Exception
            self._complain(trouble)
            searcher = None
        try:
            yield searcher
        except BaseException as trouble:
            self._complain(trouble)

    def _complain(self, trouble: BaseException) -> None:
        if not isinstance(trouble, Exception) and type(trouble).__name__ != "PanicException":
            raise trouble
        logger.error("The search index cannot be read and will be built anew: %s", trouble)
        with self._guard:
            self._seen = None
        if self.folder.is_dir():
            (self.folder / "broken").touch()

    def _look(self) -> Any:
        for _attempt in range(3):
            name = self._present()
            if not _is_ours(name) or os.path.exists(self._broken):  # noqa: PTH110  # several times for each search
                return None
            try:
                at = os.stat(f"{self._place}/{name}/meta.json")  # noqa: PTH116  # as above
                seen = (name, at.st_mtime_ns, at.st_ino)
                with self._guard:
                    if self._seen != seen:
                        if self._seen is None or self._seen[0] != name:
                            self._index = tantivy.Index.open(str(self.folder / name))
                        self._index.reload()
                        self._searcher, self._seen = self._index.searcher(), seen
                    return self._searcher
            except (OSError, ValueError):
                if self.edition() == name:
                    raise
                # A rebuild has put another folder in its place since we read the name.
        return None

    # Writing.

    def put(self, kind: Kind, refs: Collection[int]) -> None:
        """Make the index agree with the catalog about these things, all or nothing; writes only what differs."""
        with self._locked("writing"):
            name = self.edition()
            # Read behind the lock: who comes later sees what is newer.
            former, now = self.kept(kind, refs), {entry.ref: entry for entry in entries_of(kind, refs)}
            differing = [ref for ref in sorted(set(refs)) if former.get(ref) != now.get(ref)]
            if not differing or not _is_ours(name):
                return
            index = tantivy.Index.open(str(self.folder / name))
            writer = index.writer(LITTLE_MEMORY if len(differing) < BATCH else MEMORY, 1)
            for ref in differing:
                if ref in former:
                    writer.delete_documents_by_term("key", _key(kind, ref))
                if ref in now:
                    writer.add_document(_document(now[ref]))
            writer.commit()
            writer.wait_merging_threads()

    def rebuild(self) -> None:
        """Build the index from nothing while the present one goes on answering. Waits for a rebuild under way."""
        with self._locked("building"):
            name = f"{FORM}-{secrets.token_hex(6)}"
            there = self.folder / name
            there.mkdir(parents=True)
            try:
                index = tantivy.Index(self._schema, str(there))
                writer = index.writer(MUCH_MEMORY, 1)
                for kind in Kind:
                    for refs in refs_in_batches(kind, BATCH):
                        for entry in entries_of(kind, refs):
                            writer.add_document(_document(entry))
                writer.commit()
                writer.wait_merging_threads()
            except BaseException:
                shutil.rmtree(there, ignore_errors=True)
                raise
            with self._locked("writing"):
                write_whole(self.folder / "current", name.encode())
                (self.folder / "broken").unlink(missing_ok=True)
            for old in self.folder.iterdir():
                if old.is_dir() and old.name != name:
                    shutil.rmtree(old, ignore_errors=True)

    @contextmanager
    def _locked(self, what: str, *, wait: bool = True) -> Iterator[bool]:
        """Hold a lock of the folder, which ends with the process; yield whether it is ours."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(self.folder / f"{what}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(lock)


class _Net:
    """The queries of one kind of thing."""

    def __init__(self, schema: Any, kind: Kind, searcher: Any) -> None:
        self.schema, self.kind, self.searcher = schema, kind, searcher

    def cast(self, reading: Reading, step: int) -> Iterable[Any]:
        """Yield the queries of one step for a reading."""
        for query in (self._as_typed, self._named_like, self._with_typos, self._with_more)[step](reading):
            yield self._within(query, reading.year)

    def _as_typed(self, reading: Reading) -> Iterator[Any]:
        yield _any([self._is("whole", whole) for whole in reading.wholes])
        yield _all(self._word(word, last=at == len(reading.told) - 1) for at, word in enumerate(reading.told))

    def _named_like(self, reading: Reading) -> Iterator[Any]:
        yield from (self._like("whole", whole, 1) for whole in reading.wholes if tolerance(whole))

    def _with_typos(self, reading: Reading) -> Iterator[Any]:
        words = reading.told
        yield _all(self._near(word, 1, last=at == len(words) - 1) for at, word in enumerate(words))
        for at in range(len(words) - 1):
            joined = (*words[:at], words[at] + words[at + 1], *words[at + 2 :])
            if self._known([joined[at]]):
                yield _all(self._word(word, last=False) for word in joined)
        for at, word in enumerate(words):
            if parts := parted(word, self._known):
                yield _all(self._word(part, last=False) for part in (*words[:at], *parts, *words[at + 1 :]))

    def _with_more(self, reading: Reading) -> Iterator[Any]:
        words = reading.told
        if any(tolerance(word) > 1 for word in words):
            yield _all(self._near(word, 2, last=at == len(words) - 1) for at, word in enumerate(words))
        if len(words) > 1:
            yield Query.boolean_query(
                [(Occur.Should, self._near(word, 1, last=False)) for word in words], len(words) - 1
            )
        yield _any([self._like("whole", whole, 2) for whole in reading.wholes if 8 <= len(whole) <= 40])
        if len(words[-1]) > 4:
            start = Query.fuzzy_term_query(self.schema, self._field("words"), words[-1], 1, True, True)
            yield _all([*(self._near(word, 1, last=False) for word in words[:-1]), start])

    def _within(self, query: Any, year: int | None) -> Any:
        if year is None:
            return query
        years = _any([Query.term_query(self.schema, "year", str(year + by), "basic") for by in (-1, 0, 1)])
        return _all([query, years])

    def _word(self, word: str, *, last: bool) -> Any:
        """A word as it stands, in a name or in that of who made it; the last one may be the beginning of one."""
        # What begins with a word has it, too: one list of films is shorter than two.
        found = [self._begins("words", word) if last else self._is("words", word)]
        if self.kind == Kind.FILM:
            is_begun = last and len(word) > LONGEST_START
            found.append(self._begins("people", word) if is_begun else self._is("people", word))
        return _any(found)

    def _begins(self, field: str, word: str) -> Any:
        if field == "words" and len(word) <= LONGEST_START:
            return self._is("starts", word)
        return Query.fuzzy_term_query(self.schema, self._field(field), word, 0, True, True)

    def _near(self, word: str, typos: int, *, last: bool) -> Any:
        typos = min(typos, tolerance(word))
        found = [self._word(word, last=last)]
        if typos:
            found.append(self._like("words", word, typos))
        if typos and self.kind == Kind.FILM and len(word) > 3:
            found.append(self._like("people", word, typos))
        return _any(found)

    def _is(self, field: str, word: str) -> Any:
        return Query.term_query(self.schema, self._field(field), word, "basic")

    def _like(self, field: str, word: str, typos: int) -> Any:
        return Query.fuzzy_term_query(self.schema, self._field(field), word, typos, True)

    def _known(self, words: Collection[str]) -> set[str]:
        field = self._field("words")
        return {word for word in words if self.searcher.doc_freq(field, word)}

    def _field(self, name: str) -> str:
        return f"{self.kind}_{name}"


def _any(queries: Iterable[Any]) -> Any:
    found = list(queries)
    return Query.boolean_query([(Occur.Should, query) for query in found]) if found else Query.empty_query()


def _all(queries: Iterable[Any]) -> Any:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def _key(kind: Kind, ref: int) -> str:
    return f"{kind}:{ref}"


def _is_ours(name: str) -> bool:
    return name.startswith(f"{FORM}-") and name.replace("-", "").isalnum()


def _schema() -> Any:
    schema = tantivy.SchemaBuilder()
    for kind in Kind:
        for field in ("words", "people", "starts"):
            schema.add_text_field(f"{kind}_{field}", tokenizer_name="whitespace", index_option="basic")
        schema.add_text_field(f"{kind}_whole", tokenizer_name="raw", index_option="basic")
    for field in ("key", "kind", "year"):
        schema.add_text_field(field, tokenizer_name="raw", index_option="basic")
    schema.add_unsigned_field("weight", fast=True)
    schema.add_text_field("kept", stored=True, tokenizer_name="raw", index_option="basic")
    return schema.build()


def _document(entry: Entry) -> Any:
    document = tantivy.Document()
    document.add_text("key", _key(entry.kind, entry.ref))
    document.add_text("kind", entry.kind.value)
    document.add_unsigned("weight", entry.weight)
    document.add_text("kept", entry.kept())
    if entry.year is not None:
        document.add_text("year", str(entry.year))
    document.add_text(f"{entry.kind}_words", " ".join(entry.words))
    starts = dict.fromkeys(word[:size] for word in entry.words for size in range(1, LONGEST_START + 1))
    document.add_text(f"{entry.kind}_starts", " ".join(starts))
    if entry.people:
        document.add_text(f"{entry.kind}_people", " ".join(entry.people_words))
    for whole in dict.fromkeys(whole for name in entry.names for whole in wholes(tuple(name.split()))):
        document.add_text(f"{entry.kind}_whole", whole)
    return document
