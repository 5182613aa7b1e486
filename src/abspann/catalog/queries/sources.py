"""What other catalogs say of a film, who is to be credited, and how imports went."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from abspann.catalog.models import Doubt, Film, ImportRun, Person, SourceRank, SourceRecord
from abspann.catalog.queries.history import record_of
from abspann.catalog.records import Record, is_same
from abspann.catalog.sources import SOURCES
from abspann.catalog.sources.told import Source
from abspann.core.paging import Key, Page, page_of
from abspann.core.text import folded
from abspann.members.models import Member


@dataclass(frozen=True, slots=True)
class Word:
    """What a source says of a field where the catalog says something else."""

    source: str
    title: str
    field: str
    value: Any
    present: Any


@dataclass(frozen=True, slots=True)
class Listed:
    """A source with its rank here; `films`: how many its last import told; `ranked`: how far films follow the rank."""

    source: Source
    rank: int
    films: int
    last: ImportRun | None
    ranked: SourceRank | None


def title_of_source(name: str) -> str:
    """Return what a source is called; its name where the house knows it no longer."""
    return str(SOURCES[name].title) if name in SOURCES else name


def words_about(film: Film) -> list[Word]:
    """Return what sources say of a film that the catalog says otherwise, or not at all."""
    records = list(SourceRecord.objects.filter(film=film).exclude(aside={}).order_by("source", "pk"))
    if not records:
        return []
    present = record_of(film)
    return [
        Word(record.source, title_of_source(record.source), name, value, present.get(name))
        for record in records
        for name, value in sorted(record.aside.items())
        if name in present and name != "synopses" and not _says_the_same(name, present, value)
    ]


PARTIAL = ("titles", "releases", "external_ids", "genres", "countries", "languages")
"""Whoever tells some of these, in whatever order, says nothing against the others."""


def _same_words(told: str | None, *known: str | None) -> bool:
    """Tell whether a title is one of others but for its capitals, accents and the shape of its apostrophes."""
    return told is not None and folded(told) in {folded(one) for one in known if one}


def _says_the_same(name: str, record: Record, value: Any) -> bool:
    present = record[name]
    titles = (record["title"], record["original_title"], *(row[1] for row in record["titles"]))
    if name == "title" and _same_words(value, *titles):
        return True  # a title of the film, only not the first one here
    if name == "original_title" and _same_words(value, present):
        return True
    if name in PARTIAL and present:
        return all(row in present for row in value or ())
    if name == "credits":
        # Told by name where nobody of the catalog was meant yet.
        bare = [[*row[:1], None, *row[2:]] for row in present or ()], [[*row[:1], None, *row[2:]] for row in value]
        return is_same(name, present, value) or is_same(name, *bare)
    return is_same(name, present, value)


def sources_credited(subject: Film | Person) -> list[Source]:
    """Return the sources that told of a film or a person, in the order of their names."""
    names = SourceRecord.objects.filter(
        **({"film": subject} if isinstance(subject, Film) else {"person": subject})
    ).values_list("source", flat=True)
    return sources_named(names)


def sources_named(names: Iterable[str]) -> list[Source]:
    """Return the sources by these names that ask for a credit, in their order; the house's own list asks for none."""
    return [SOURCES[name] for name in sorted(set(names)) if name in SOURCES and SOURCES[name].credit]


def ranks() -> dict[str, int]:
    """Return the rank of each source, as the keeper has it or as it comes."""
    return {name: source.rank for name, source in SOURCES.items()} | {
        row.source: row.rank for row in SourceRank.objects.all() if row.source in SOURCES
    }


def sources_listed() -> list[Listed]:
    """Return all sources, the one whose word counts most first."""
    by_rank = sorted(ranks().items(), key=lambda pair: (pair[1], pair[0]))
    ranked = {row.source: row for row in SourceRank.objects.all()}
    last = {run.source: run for run in ImportRun.objects.filter(state=ImportRun.State.DONE).order_by("started_at")}
    return [
        Listed(
            SOURCES[name], rank, _told_in(last[name]) if name in last else 0, last.get(name), ranked=ranked.get(name)
        )
        for name, rank in by_rank
    ]


def _told_in(run: ImportRun) -> int:
    return run.new + run.changed + run.unchanged


def films_by_source() -> dict[str, int]:
    """Count the films of which each source tells; it looks at all records, and is not for pages."""
    rows = SourceRecord.objects.filter(film__isnull=False).values_list("source")
    return dict(rows.annotate(films=Count("film", distinct=True)))


def runs(*, viewer: Member, after: str | None = None) -> Page[ImportRun]:
    """Return the import log, the newest first."""
    order = (Key("started_at", descending=True, kind=dt.datetime), Key("pk", descending=True))
    return page_of(ImportRun.objects.all(), of="imports", order=order, after=after, size=30)


def run_at(pk: int) -> ImportRun | None:
    """Return one import."""
    return ImportRun.objects.filter(pk=pk).first()


def open_doubts() -> int:
    """Return how many pairs wait for an editor."""
    return Doubt.objects.filter(state=Doubt.State.OPEN).count()


def refusals_of(run: ImportRun) -> Sequence[tuple[str, int, str]]:
    """Return the first refusals of an import: file, line, reason."""
    return [(str(file), int(line), str(reason)) for file, line, reason in run.refusals]
