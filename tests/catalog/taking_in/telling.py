"""Catalogs of the tests' own, and a short way to say what they tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from abspann.catalog.commands.taking_in import Counts, take_in
from abspann.catalog.facts import FilmFacts
from abspann.catalog.sources import SOURCES
from abspann.catalog.sources.told import Choice, Place, Source, Told, ToldCredit, ToldFilm, ToldPerson
from abspann.core.actor import System

ONE = "one"
TWO = "two"


def credits(*pairs: str, keyed: bool = False, jobs: str = "actor") -> tuple[ToldCredit, ...]:
    """Credits of these names: `credits("A B", "C D as Hamlet")`."""
    rows = []
    for pair in pairs:
        name, _as, role = pair.partition(" as ")
        rows.append(ToldCredit(ToldPerson(name, key=f"p:{name}" if keyed else ""), jobs, role or None))
    return tuple(rows)


def directed(*names: str, keyed: bool = False) -> tuple[ToldCredit, ...]:
    return credits(*names, keyed=keyed, jobs="director")


def told(key: str, title: str, year: int | None = None, *, cast=(), **facts) -> ToldFilm:
    """A film as a source tells it."""
    return ToldFilm(key=key, facts=FilmFacts(title=title, year=year, **facts), credits=tuple(cast), file="x", line=1)


def take(source: str, *films: ToldFilm) -> Counts:
    return take_in(by=System(f"import {source}"), source=source, batch=films)


def source_of(name: str, rank: int, films: list[Told]) -> Source:
    """A source that tells these; it stands among all for as long as a test keeps it there."""

    def read(place: Place, choice: Choice) -> Iterator[Told]:
        yield from films

    return Source(
        name=name,
        title=name.title(),
        url=f"https://{name}.example/",
        license="CC0",
        credit=f"Data: {name.title()}",
        terms="Everything may be done with it.",
        rank=rank,
        read=read,
    )


def known_as(name: str, rank: int, monkeypatch, films: list[Told] | None = None) -> Source:
    source = source_of(name, rank, films if films is not None else [])
    monkeypatch.setitem(SOURCES, name, source)
    return source


DAY = dt.date(2013, 1, 10)
__all__ = ["DAY", "ONE", "TWO", "credits", "directed", "known_as", "replace", "source_of", "take", "told"]
