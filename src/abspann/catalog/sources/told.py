"""The shapes in which a source tells what it knows, and what a source is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.functional import Promise

from abspann.catalog.facts import FilmFacts, Provenance

Ids = tuple[tuple[str, str], ...]
"""(scheme, number) in other catalogs, such as ("imdb", "tt2053425")."""


@dataclass(frozen=True, slots=True)
class ToldPerson:
    """Somebody as a source knows them. `key`: by what the source tells people of one name apart, if it does.

    Without a name only the number is told: what they did is taken where the catalog knows somebody by it.
    """

    name: str
    key: str = ""
    ids: Ids = ()
    born_on: dt.date | None = None
    born_year: int | None = None
    died_on: dt.date | None = None
    died_year: int | None = None
    birthplace: str | None = None


@dataclass(frozen=True, slots=True)
class ToldCredit:
    """A person's job on a film, in billing order; a role only on screen."""

    person: ToldPerson
    job: str
    role: str | None = None
    role_aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldText:
    """A synopsis, with whose it is."""

    text: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class ToldKeyword:
    """What a film is about, by a code of lower case letters, digits and hyphens, with names as (language, name)."""

    code: str
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ToldOutcome:
    """What came of the film: a festival by its address in the house, its year, and the prize by code and name."""

    festival: str
    festival_name: str
    year: int
    result: str
    award: str
    award_name: str
    people: tuple[ToldPerson, ...] = ()
    festival_name_en: str | None = None
    award_name_en: str | None = None


@dataclass(frozen=True, slots=True)
class ToldFilm:
    """A film as a source knows it. `facts` have no credits: these stand in `credits`, with people that have numbers.

    `key` is the film's number in the source, of at most 80 characters; `line` and `file` say where it was read.
    `stands_in`: the title is none of the house's language and yields to one that is, whoever tells it. `series`: the
    name of the series of films to which it belongs. `votes`: how many rated it there, which says how well known it is.
    """

    key: str
    facts: FilmFacts
    credits: tuple[ToldCredit, ...] = ()
    outcomes: tuple[ToldOutcome, ...] = ()
    synopses: tuple[ToldText, ...] = ()
    keywords: tuple[ToldKeyword, ...] = ()
    series: str | None = None
    stands_in: bool = False
    votes: int = 0
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be taken in, where it stands, and why (a sentence in English)."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows that are none of ours, such as series, or what the choice leaves out; only counted, by kind."""

    kind: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Missing:
    """A file or a table that the source usually has and that is not there; said once, the rest is read."""

    name: str
    what: str


Told = ToldFilm | Refused | LeftOut | Missing


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a source is wanted. `languages`: of titles and texts, empty for all. `min_votes` where votes are told."""

    limit: int | None = None
    only_released: bool = False
    min_votes: int = 0
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source reads: its files, a folder for what it must sort on disk, and what a key opens (TMDB)."""

    path: Path
    scratch: Path
    key: str = ""
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A catalog whose films can come in.

    `read` yields what it tells in the same order each time it reads the same files, and raises `Unreadable` where there
    is nothing that it can read. `rank`: whose word counts where two differ, the lowest first; keepers change it.
    `credit` and `license` are what its terms ask pages to show; `terms` tells keepers, in a sentence, what they may do.
    `total`, where it can be known at little cost, is how many things `read` will tell: progress shows the time left.
    `takes_wishes`: the path may be what is wished for itself, where no file bears that name.
    """

    name: str
    title: str | Promise
    url: str
    license: str
    credit: str
    terms: str | Promise
    rank: int
    read: Callable[[Place, Choice], Iterator[Told]] = field(repr=False)
    total: Callable[[Place], int | None] | None = field(default=None, repr=False)
    takes_wishes: bool = False


class Unreadable(Exception):
    """The path holds nothing that the source can read; the sentence says what it looked for."""
