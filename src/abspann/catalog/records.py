"""A film's or a person's facts as a record: plain values under the names of fields, fit for JSON, and what differs.

History, proposals and forms all speak of these fields. Rows of a list are lists themselves:
titles `[language, title]`, releases `[country, day]`, companies `[name, job, country]`, external_ids `[scheme, value]`,
credits `[person, slug, job, role, aliases]`, keywords `[code, German, English]`, series `[slug, name, English name,
number]`, synopses and trivia `[language, text, license, source, source_url]`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from abspann.catalog.facts import CompanyFacts, CreditFacts, FilmFacts, PersonFacts

Record = dict[str, Any]
Changes = dict[str, list[Any]]
"""Field -> [what stood there, what shall stand there]."""

PLAIN = (
    "title",
    "original_title",
    "original_language",
    "year",
    "running_minutes",
    "fsk",
    "color",
    "sound",
    "aspect_ratio",
    "admissions_de",
)
LISTS = ("genres", "countries", "languages", "titles", "releases", "companies", "external_ids", "credits")
BELONGING = ("keywords", "series")
TEXTS = ("synopses", "trivia")
FILM_FIELDS = (*PLAIN, "budget", *LISTS, *BELONGING, *TEXTS)
PERSON_FIELDS = ("name", "born", "died", "birthplace", "imdb")
APART: Mapping[str, tuple[int, ...]] = {"keywords": (0,), "series": (0, 3)}
"""Lists whose rows tell a name along with what they mean: only these parts of a row can differ."""

UNORDERED = frozenset({"titles", "releases", "external_ids", *TEXTS})

ANOTHER = "*"
"""In the place of a person's slug: somebody of this name whom the catalog does not know yet."""


def film_record(facts: FilmFacts) -> Record:
    """Return a film's facts as a record, without the texts and what it belongs to."""
    record: Record = {name: getattr(facts, name) for name in PLAIN}
    record["budget"] = [facts.budget_amount, facts.budget_currency] if facts.budget_amount is not None else None
    record |= {name: list(getattr(facts, name)) for name in ("genres", "countries", "languages")}
    record["titles"] = [list(row) for row in facts.titles]
    record["releases"] = [[country, day.isoformat()] for country, day in facts.releases]
    record["companies"] = [[company.name, str(company.job), company.country] for company in facts.companies]
    record["external_ids"] = [list(row) for row in facts.external_ids]
    record["credits"] = [[c.person, c.slug, str(c.job), c.role, list(c.role_aliases)] for c in facts.credits]
    return record


def film_facts(record: Mapping[str, Any]) -> FilmFacts:
    """Return the facts that a record holds; a field that it does not name is unknown."""
    amount, currency = record.get("budget") or (None, None)
    return FilmFacts(
        **{name: record.get(name) for name in PLAIN if name != "title"},
        title=record.get("title") or "",
        budget_amount=amount,
        budget_currency=currency,
        genres=tuple(record.get("genres", ())),
        countries=tuple(record.get("countries", ())),
        languages=tuple(record.get("languages", ())),
        titles=tuple((language, text) for language, text in record.get("titles", ())),
        releases=tuple((country, dt.date.fromisoformat(day)) for country, day in record.get("releases", ())),
        companies=tuple(CompanyFacts(name, job, country) for name, job, country in record.get("companies", ())),
        external_ids=tuple((scheme, value) for scheme, value in record.get("external_ids", ())),
        credits=tuple(
            CreditFacts(person, job, role, tuple(aliases), slug=slug)
            for person, slug, job, role, aliases in record.get("credits", ())
        ),
    )


def person_record(facts: PersonFacts) -> Record:
    """Return a person's facts as a record: a birthday is a day, or a year alone."""
    return {
        "name": facts.name,
        "born": _day(facts.born_on, facts.born_year),
        "died": _day(facts.died_on, facts.died_year),
        "birthplace": facts.birthplace,
        "imdb": facts.imdb,
    }


def person_facts(record: Mapping[str, Any]) -> PersonFacts:
    """Return the facts that a record holds."""
    born_on, born_year = _parted(record.get("born"))
    died_on, died_year = _parted(record.get("died"))
    return PersonFacts(
        name=record.get("name") or "",
        born_on=born_on,
        born_year=born_year,
        died_on=died_on,
        died_year=died_year,
        birthplace=record.get("birthplace"),
        imdb=record.get("imdb"),
    )


def _day(day: dt.date | None, year: int | None) -> str | None:
    if day:
        return day.isoformat()
    return f"{year:04d}" if year is not None else None


def _parted(text: str | None) -> tuple[dt.date | None, int | None]:
    if not text:
        return None, None
    if "-" in text:
        day = dt.date.fromisoformat(text)
        return day, day.year
    return None, int(text)


def keyword_row(code: str, names: Mapping[str, str]) -> list[Any]:
    """Return a keyword as a row of a record; a word known in neither language stands as the German one."""
    german, english = names.get("de") or None, names.get("en") or None
    if not german and not english:
        german = next((name for name in names.values() if name), code)
    return [code, german, english]


def is_same(field: str, one: Any, other: Any) -> bool:
    """Tell whether two values of a field say the same: a person is who stands at the address, however now called."""
    return bool(_key(field, one) == _key(field, other))


def _key(field: str, value: Any) -> Any:
    if field == "credits":
        return [(slug or person, job, role, tuple(aliases)) for person, slug, job, role, aliases in value or ()]
    if field in APART:
        return sorted(tuple(str(row[part] or "") for part in APART[field]) for row in value or ())
    if field in UNORDERED:
        return sorted(tuple(row) for row in value or ())
    return list(value) if field in LISTS and value is not None else value or (0 if value == 0 else None)


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Return what differs, for the fields that `after` names."""
    return {
        field: [before.get(field), value]
        for field, value in after.items()
        if not is_same(field, before.get(field), value)
    }


def overtaken(present: Mapping[str, Any], changes: Mapping[str, Sequence[Any]]) -> tuple[str, ...]:
    """Return the fields in which the present is neither what a change began with nor what it wants."""
    return tuple(
        field
        for field, (old, new) in changes.items()
        if not is_same(field, present.get(field), old) and not is_same(field, present.get(field), new)
    )
