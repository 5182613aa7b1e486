"""What can be told about a film, a person, a festival: the shapes in which facts reach the catalog's commands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CreditFacts:
    """A person's job, in billing order.

    `slug` says which of several people of one name it is, and counts more than the name; without it the name counts.
    """

    person: str
    job: str
    role: str | None = None
    role_aliases: tuple[str, ...] = ()
    slug: str | None = None


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """What a company did."""

    name: str
    job: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """A film as somebody knows it; None and empty mean unknown."""

    title: str
    year: int | None = None
    original_title: str | None = None
    original_language: str | None = None
    running_minutes: int | None = None
    fsk: int | None = None
    budget_amount: int | None = None
    budget_currency: str | None = None
    admissions_de: int | None = None
    color: str | None = None
    sound: str | None = None
    aspect_ratio: str | None = None
    genres: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    titles: tuple[tuple[str, str], ...] = ()
    releases: tuple[tuple[str, dt.date], ...] = ()
    companies: tuple[CompanyFacts, ...] = ()
    external_ids: tuple[tuple[str, str], ...] = ()
    credits: tuple[CreditFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person as somebody knows them."""

    name: str
    born_on: dt.date | None = None
    born_year: int | None = None
    died_on: dt.date | None = None
    died_year: int | None = None
    birthplace: str | None = None
    imdb: str | None = None


@dataclass(frozen=True, slots=True)
class NamedCode:
    """A section or a prize of a festival: its code and its names."""

    code: str
    name: str
    name_en: str | None = None


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """A festival's year."""

    year: int
    number: int | None = None
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    jury_president: str | None = None


@dataclass(frozen=True, slots=True)
class FestivalFacts:
    """A festival with its parts, in their order."""

    slug: str
    name: str
    name_en: str | None = None
    city: str | None = None
    country: str | None = None
    sections: tuple[NamedCode, ...] = ()
    awards: tuple[NamedCode, ...] = ()
    editions: tuple[EditionFacts, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class OutcomeFacts:
    """What came of a film at a festival's edition."""

    festival: str
    year: int
    result: str
    section: str | None = None
    award: str | None = None
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """A series: its films as (number, slug), 1 for the first; without `slug` its address is made of its name."""

    name: str
    films: tuple[tuple[int, str], ...]
    name_en: str | None = None
    slug: str | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Whose a text is: its language, its source, and by what right it may be shown."""

    language: str
    license: str
    source: str = ""
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What is told of a picture: who made it, by what right it is shown, where it is from; texts by language."""

    license: str
    maker: str = ""
    source: str = ""
    source_url: str = ""
    captions: tuple[tuple[str, str], ...] = ()
    alternatives: tuple[tuple[str, str], ...] = ()
