"""What a source tells, checked and tidied before it meets the catalog; knows no database.

A value that no film can have (the year 20122, a running time of -5) is left out and noted; the film stays. Only a film
without a title that can be stored, or without a number in its source, is refused whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import fields
from functools import lru_cache
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from abspann.catalog import rules
from abspann.catalog.facts import FilmFacts
from abspann.catalog.sources.told import ToldFilm, ToldPerson
from abspann.core.fitting import as_name, as_text
from abspann.core.provenance import License

WAY = 1
"""Raised when what is made of the same words changes, so that the next import looks at all films anew."""

TITLE, CODE, NAME, COUNTRY, LANGUAGE = 300, 24, 200, 4, 8
KEY, KEY_OF_PERSON, NUMBER, SCHEME = 80, 120, 80, 24
MOST = 2**31 - 1

_GENRES = frozenset(rules.Genre.values)
_JOBS = frozenset(rules.Job.values)
_ON_SCREEN = frozenset(job.value for job in rules.ON_SCREEN)
_COMPANY_JOBS = frozenset(rules.CompanyJob.values)
_COLORS = frozenset(rules.Color.values)
_LICENSES = frozenset(License.values)
_RESULTS = frozenset(rules.Result.values)

person_name = lru_cache(maxsize=100_000)(rules.person_name)

Values = dict[str, Any]
"""What is told, under the names of fields as records have them; what is unknown is not in it."""


class Draft:
    """A told film, ready for the catalog. `credits`: (who, job, role, aliases), where who is a key of `people`."""

    __slots__ = ("credits", "digest", "film", "key", "names", "noted", "outcomes", "people", "told", "values", "voted")

    def __init__(self, told: ToldFilm, digest: int) -> None:
        self.told, self.key, self.digest = told, told.key, digest
        self.values: Values = {}
        self.names: list[str] = []
        self.credits: list[tuple[str, str, str | None, list[str]]] = []
        self.people: dict[str, ToldPerson] = {}
        self.outcomes: list[tuple[Any, list[str]]] = []
        self.noted: list[str] = []
        self.voted = 0
        self.film: int | None = None


def digest_of(told: ToldFilm) -> int:
    """Return what tells whether a source tells the same of a film as before, as the column holds it."""
    facts = _FACTS(told.facts)
    companies = [(company.name, company.job, company.country) for company in told.facts.companies]
    credits = [(_PERSON(c.person), c.job, c.role, c.role_aliases) for c in told.credits]
    return _digest(
        (
            WAY,
            facts,
            companies,
            credits,
            told.outcomes,
            told.synopses,
            told.series,
            told.keywords,
            told.stands_in,
            told.votes,
        )
    )


def person_digest(person: ToldPerson) -> int:
    """Return the same for a person."""
    return _digest((WAY, _PERSON(person)))


def _digest(told: tuple[Any, ...]) -> int:
    sign = blake2b(repr(told).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(sign, "big", signed=True)


_FACTS = attrgetter(*(part.name for part in fields(FilmFacts) if part.name not in ("companies", "credits")))
_PERSON = attrgetter(*(part.name for part in fields(ToldPerson)))


def who_is(person: ToldPerson) -> str:
    """Return by what a source tells people apart: its own key, else, for one that has none, their name."""
    return person.key or ("=" + person_name(person.name))[:KEY_OF_PERSON]


def refusal_of(told: ToldFilm) -> str:
    """Return why a film cannot be taken in at all; empty where it can."""
    if not told.key or len(told.key) > KEY:
        return f"no number by which it is known, or one of more than {KEY} characters"
    title = as_name(told.facts.title)
    if not title:
        return "no title"
    return f"a title of more than {TITLE} characters" if len(title) > TITLE else ""


def draft_of(told: ToldFilm, digest: int) -> Draft:  # noqa: C901  # one line for each fact; a call for each costs
    """Return a told film that is not refused, with only what the catalog can hold."""
    draft = Draft(told, digest)
    facts, values, noted = told.facts, draft.values, draft.noted
    title = values["title"] = as_name(facts.title)
    if facts.original_title:
        _text(draft, "original_title", facts.original_title, TITLE)
    if facts.original_language:
        _text(draft, "original_language", facts.original_language, LANGUAGE)
    if facts.sound:
        _text(draft, "sound", facts.sound, 80)
    if facts.aspect_ratio:
        _text(draft, "aspect_ratio", facts.aspect_ratio, 40)
    if facts.year is not None:
        _number(draft, "year", facts.year, *rules.YEARS)
    if facts.running_minutes is not None:
        _number(draft, "running_minutes", facts.running_minutes, *rules.MINUTES)
    if facts.admissions_de is not None:
        _number(draft, "admissions_de", facts.admissions_de, 0, MOST)
    if facts.fsk is not None:
        _one_of(draft, "fsk", facts.fsk, rules.FSK_AGES)
    if facts.color is not None:
        _one_of(draft, "color", facts.color, _COLORS)
    if facts.budget_amount is not None:
        if 0 <= facts.budget_amount < 2**63 and len(facts.budget_currency or "") == 3:
            values["budget"] = [facts.budget_amount, facts.budget_currency]
        else:
            noted.append(f"budget {facts.budget_amount} {facts.budget_currency} left out")
    if facts.genres:
        _codes(draft, "genres", facts.genres, _GENRES)
    if facts.countries:
        _codes(draft, "countries", facts.countries, None)
    if facts.languages:
        _codes(draft, "languages", facts.languages, None)
    _rows(draft)
    draft.names = rules.film_names((title, values.get("original_title"), *(row[1] for row in values.get("titles", ()))))
    _credits(draft)
    if told.outcomes:
        _outcomes(draft)
    if told.synopses:
        _texts(draft)
    draft.voted = told.votes if 0 <= told.votes <= MOST else 0
    return draft


def _text(draft: Draft, name: str, value: str, limit: int) -> None:
    text = as_name(value)
    if len(text) > limit:
        draft.noted.append(f"{name.replace('_', ' ')} of more than {limit} characters left out")
    elif text:
        draft.values[name] = text


def _number(draft: Draft, name: str, value: int, least: int, most: int) -> None:
    if least <= value <= most:
        draft.values[name] = value
    else:
        draft.noted.append(f"{name.replace('_', ' ')} {value} left out")


def _one_of(draft: Draft, name: str, value: Any, known: Iterable[Any]) -> None:
    if value in known:
        draft.values[name] = str(value) if isinstance(value, str) else value
    else:
        draft.noted.append(f"{name} {value} left out")


def _codes(draft: Draft, name: str, codes: Iterable[str], known: frozenset[str] | None) -> None:
    taken = [
        str(code) for code in dict.fromkeys(codes) if (code in known if known else code and len(code) <= _code(name))
    ]
    if taken:
        draft.values[name] = taken
    if len(taken) != len(set(codes)):
        draft.noted.append(f"{name}: {', '.join(code for code in codes if code not in taken)[:80]} left out")


def _code(name: str) -> int:
    return LANGUAGE if name == "languages" else CODE


def _rows(draft: Draft) -> None:
    """The lists of facts: each row once, and none that its columns cannot hold."""
    facts = draft.told.facts
    if facts.titles:
        _titles(draft)
    if facts.external_ids:
        _numbers(draft)
    if facts.companies:
        _companies(draft)
    if facts.releases:
        days: dict[str, str] = {}
        for country, day in facts.releases:
            if 0 < len(country) <= COUNTRY and rules.YEARS[0] <= day.year <= rules.YEARS[1]:
                days.setdefault(country, day.isoformat())
            else:
                draft.noted.append(f"release {country[:8]} {day} left out")
        if days:
            draft.values["releases"] = [[country, iso] for country, iso in days.items()]


def _numbers(draft: Draft) -> None:
    numbers: dict[str, str] = {}
    for scheme, value in draft.told.facts.external_ids:
        if 0 < len(scheme) <= SCHEME and 0 < len(value) <= NUMBER:
            numbers.setdefault(scheme, value)
        else:
            draft.noted.append(f"number {scheme[:24]} {value[:24]} left out")
    if numbers:
        draft.values["external_ids"] = [[scheme, value] for scheme, value in numbers.items()]


def _titles(draft: Draft) -> None:
    titles: dict[tuple[str, str], None] = {}
    for language, text in draft.told.facts.titles:
        name = as_name(text)
        if name and len(name) <= TITLE and 0 < len(language) <= LANGUAGE:
            titles[language, name] = None
        else:
            draft.noted.append(f"a title in “{language[:12]}” left out")
    if titles:
        draft.values["titles"] = [[language, text] for language, text in titles]


def _companies(draft: Draft) -> None:
    companies: dict[tuple[str, str], str | None] = {}
    for company in draft.told.facts.companies:
        name, country = as_name(company.name), company.country or None
        if 0 < len(name) <= NAME and company.job in _COMPANY_JOBS and len(country or "") <= COUNTRY:
            companies.setdefault((name, str(company.job)), country)
        else:
            draft.noted.append(f"company {name[:40]} left out")
    if companies:
        draft.values["companies"] = [[name, job, country] for (name, job), country in companies.items()]


def _credits(draft: Draft) -> None:
    seen: set[tuple[str, str, str | None]] = set()
    people, credits = draft.people, draft.credits
    for credit in draft.told.credits:
        person, job, role = credit.person, credit.job, None
        who = _known_person(people, person)
        if not who or job not in _JOBS:
            draft.noted.append(f"credit {person.name[:40]} as {job[:20]} left out")
            continue
        if credit.role and job in _ON_SCREEN:
            role = as_name(credit.role) or None
            if role and len(role) > NAME:
                draft.noted.append(f"role of {person.name[:40]} left out")
                role = None
        row = (who, job, role)
        if row not in seen:
            seen.add(row)
            aliases = [as_name(alias) for alias in credit.role_aliases] if role and credit.role_aliases else []
            credits.append((who, str(job), role, aliases))


def _outcomes(draft: Draft) -> None:
    for outcome in draft.told.outcomes:
        festival, award = as_name(outcome.festival_name), as_name(outcome.award_name)
        fits = (
            outcome.result in _RESULTS
            and rules.YEARS[0] <= outcome.year <= rules.YEARS[1]
            and 0 < len(outcome.festival) <= 80
            and 0 < len(festival) <= 160
            and len(outcome.award) <= 60
            and len(award) <= 120
        )
        if not fits or not (outcome.award or outcome.result == rules.Result.SELECTED):
            draft.noted.append(f"{outcome.festival[:40]} {outcome.year} left out")
            continue
        holders = dict.fromkeys(_known_person(draft.people, person) for person in outcome.people)
        draft.outcomes.append((outcome, [who for who in holders if who]))


def _known_person(people: dict[str, ToldPerson], person: ToldPerson) -> str:
    """Note a person under what they are known by; empty where their name cannot be stored."""
    if not 0 < len(person.name) <= NAME:
        return ""
    who = person.key or who_is(person)
    if who not in people:
        if len(who) > KEY_OF_PERSON or who == "=" or not person.name.strip():
            return ""
        people[who] = person
    return who


def _texts(draft: Draft) -> None:
    texts: dict[tuple[str, str], list[str]] = {}
    for told in draft.told.synopses:
        text, from_ = as_text(told.text), told.provenance
        fits = 0 < len(text) <= rules.SYNOPSIS_LIMIT and len(from_.source) <= 300 and len(from_.language) <= LANGUAGE
        url = from_.source_url
        fits = fits and from_.license in _LICENSES and (not url or url.startswith(("https://", "http://")))
        if fits and not (License(from_.license).demands_credit and not from_.source):
            texts.setdefault(
                (from_.language, from_.source), [from_.language, text, str(from_.license), from_.source, url]
            )
        elif text:
            draft.noted.append(f"a synopsis in “{from_.language[:8]}” left out")
    if texts:
        draft.values["synopses"] = list(texts.values())


def person_values(person: ToldPerson) -> Values:
    """Return what is told of a person, as far as a life can be so, as a record has it."""
    values: Values = {"name": as_name(person.name)}
    imdb = next((value for scheme, value in person.ids if scheme == "imdb" and len(value) <= 12), None)
    if imdb:
        values["imdb"] = imdb
    if _LIFE(person) == _NO_LIFE:
        return values
    born, died = _life(person.born_on, person.born_year), _life(person.died_on, person.died_year)
    if born and died and int(died[:4]) < int(born[:4]):
        born = died = None
    place = as_name(person.birthplace) if person.birthplace else ""
    if born:
        values["born"] = born
    if died:
        values["died"] = died
    if place and len(place) <= 120:
        values["birthplace"] = place
    return values


_LIFE = attrgetter("born_on", "born_year", "died_on", "died_year", "birthplace")
_NO_LIFE = (None,) * 5


def _life(day: dt.date | None, year: int | None) -> str | None:
    if day:
        return day.isoformat()
    return f"{year:04d}" if year is not None and 0 < year < 2200 else None
