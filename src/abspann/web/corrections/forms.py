"""The one form in which facts are written: a record out, what was written in, a record back, each fault at its place.

Names are flat: `year`, `credits-3-person`. What stands as it was drawn is taken over from the record as it is, so that
a form that nobody touched changes nothing, whatever it cannot spell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from abspann.catalog import rules
from abspann.catalog.models import Film, Person
from abspann.catalog.queries import film_with_id, people_named
from abspann.catalog.records import ANOTHER, FILM_FIELDS, PERSON_FIELDS, Record
from abspann.catalog.rules import Color, CompanyJob, Genre, Job
from abspann.core import formats
from abspann.core.provenance import License
from abspann.core.text import cleaned, one_line
from abspann.web.corrections.values import (
    LABELS,
    SCHEMES,
    country_code,
    country_names,
    day_of,
    language_code,
    written_day,
)

EMPTY_ROWS = {"credits": 3, "titles": 3, "releases": 3, "companies": 3, "external_ids": 3, "synopses": 1, "trivia": 1}
MORE = 3
COLUMNS: dict[str, tuple[str, ...]] = {
    "credits": ("job", "person", "role", "aliases", "who"),
    "titles": ("language", "text"),
    "releases": ("country", "day"),
    "companies": ("job", "name", "country"),
    "external_ids": ("scheme", "value"),
    "synopses": ("language", "text", "license", "source", "url"),
    "trivia": ("language", "text", "license", "source", "url"),
}
"""The fields of a row; of these the chosen ones (job, license …) do not tell whether somebody wrote something."""

TITLE, LINE, NAME, URL = 300, 80, 200, 500
TEXT_LANGUAGES = ("de", "en", "fr", "it", "es", "nl", "pl", "da", "sv", "tr", "pt", "cs")
WEB_ADDRESS = re.compile(r"https?://[^\s/@]+\.[^\s/@]+(?:/\S*)?\Z", re.IGNORECASE)
IMDB_PERSON = re.compile(r"nm[0-9]{7,9}\Z")
CURRENCY = re.compile(r"[A-Z]{3}\Z")
Options = Sequence[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A field of the form as a page draws it."""

    name: str
    label: Any
    value: str
    error: str = ""
    kind: str = "text"
    options: Options = ()
    note: Any = ""
    numeric: bool = False
    known: str = ""

    @property
    def id(self) -> str:
        """Its anchor on the page."""
        return f"id_{self.name}"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list, as a page draws it."""

    number: int
    entries: Mapping[str, Entry]
    is_open: bool = False


class Fault(Exception):
    """What was written cannot be meant; its only argument is the sentence."""


class FactForm:
    """What one may write about a film (None: a new one) or a person."""

    def __init__(
        self, subject: Film | Person | None, base: Record, language: str, written: QueryDict | None = None
    ) -> None:
        self.subject, self.base, self.language, self.written = subject, base, language, written
        self.fields = PERSON_FIELDS if isinstance(subject, Person) else FILM_FIELDS
        self.drawn = drawn(base, language)
        self.errors: dict[str, str] = {}
        self.troubles: list[str] = []
        self.namesakes: dict[str, list[Person]] = {}
        self.more = 0

    # What is written, and what it means.

    def value(self, name: str) -> str:
        """Return what stands in a field: what somebody wrote, else what was drawn."""
        if self.written is None:
            return self.drawn.get(name, "")
        return cleaned(self.written.get(name, ""))

    def refuse(self, name: str | None, sentence: str) -> None:
        """Say at a field, or above the form, why it cannot be."""
        if name and (name in self.errors or name in self.fields or name in ("source", "note")):
            self.errors.setdefault(name, sentence)
        else:
            self.troubles.append(sentence)

    def record(self) -> Record:
        """Return the record that was written; what cannot be meant is noted in `errors`."""
        record: Record = {}
        for field in self.fields:
            if field in COLUMNS:
                record[field] = self._list(field)
            else:
                record[field] = self._single(field)
        if not record.get("title", "-") or not record.get("name", "-"):
            name = "title" if "title" in record else "name"
            self.errors.setdefault(name, _("Nothing goes without it."))
        return record

    def _single(self, field: str) -> Any:
        names = ("budget-amount", "budget-currency") if field == "budget" else (field,)
        if field == "genres":
            return self._genres()
        if self.subject and all(_level(self.value(name)) == _level(self.drawn.get(name, "")) for name in names):
            return self.base.get(field)
        try:
            if field == "budget":
                return self._budget()
            return _READ[field](one_line(self.value(field)))
        except Fault as fault:
            self.errors[names[0]] = str(fault)
            return self.base.get(field)

    def _genres(self) -> list[str]:
        chosen = self.chosen_genres
        if any(code not in Genre.values for code in chosen):
            self.errors["genres"] = _("There is no such genre.")
        kept = [code for code in self.base.get("genres") or () if code in chosen]
        return kept + [code for code in Genre.values if code in chosen and code not in kept]

    @property
    def chosen_genres(self) -> list[str]:
        """The genres that are ticked."""
        if self.written is None:
            return list(self.base.get("genres") or ())
        return self.written.getlist("genres")

    def _budget(self) -> list[Any] | None:
        amount = _number(one_line(self.value("budget-amount")), 0, 10**13)
        currency = one_line(self.value("budget-currency")).upper()
        if amount is None:
            return None
        if not CURRENCY.match(currency):
            raise Fault(_("Say the currency with its three letters, such as EUR."))
        return [amount, currency]

    # Rows.

    def numbers(self, field: str) -> list[int]:
        """Return the numbers of a list's rows: those of the record, and those that somebody sent."""
        own = len(self.base.get(field) or ())
        if self.written is None:
            return list(range(own + EMPTY_ROWS[field]))
        pattern = re.compile(rf"{field}-([0-9]{{1,4}})-{COLUMNS[field][1]}\Z")
        sent = {int(found[1]) for name in self.written if (found := pattern.match(name))}
        numbers = sorted(sent)[: rules.MOST_ROWS + MORE]
        last = numbers[-1] + 1 if numbers else 0
        extra = MORE if self.written.get("more") == field else 0
        return [*numbers, *range(last, last + extra)]

    def _list(self, field: str) -> list[list[Any]]:
        rows: list[list[Any]] = []
        known: set[Any] = set()
        if field == "credits":
            self._find_namesakes()
        for number in self.numbers(field):
            prefix = f"{field}-{number}-"
            row = self._row(field, number, prefix)
            if row is None:
                continue
            same = _ONCE[field](row)
            if same in known:
                self.errors.setdefault(prefix + COLUMNS[field][1], _("This stands here twice."))
            known.add(same)
            rows.append(row)
        if len(rows) > rules.MOST_ROWS:
            self.troubles.append(f"{LABELS[field]}: " + _("These are too many rows."))
        return rows

    def _row(self, field: str, number: int, prefix: str) -> list[Any] | None:
        """The row that was written; None where it is empty. One that stands as drawn is the record's own."""
        base = self.base.get(field) or []
        told = {name: self.value(prefix + name) for name in COLUMNS[field]}
        if number < len(base) and all(
            _level(text) == _level(self.drawn.get(prefix + name, "")) for name, text in told.items()
        ):
            return list(base[number])
        try:
            return _ROW_READERS[field](self, prefix, told)
        except Fault as fault:
            name = fault.args[1] if len(fault.args) > 1 else COLUMNS[field][1]
            self.errors[prefix + name] = str(fault.args[0])
            return list(base[number]) if number < len(base) else None

    def _find_namesakes(self) -> None:
        names = {_name(self.value(f"credits-{number}-person")) for number in self.numbers("credits")}
        for person in people_named(names):
            self.namesakes.setdefault(person.name, []).append(person)

    def credit(self, prefix: str, told: Mapping[str, str]) -> list[Any] | None:
        """Read a row of the credits; of several people of one name, want to know which."""
        person, role = _line(told["person"], NAME), _line(told["role"], NAME)
        if not person:
            if role:
                raise Fault(_("Who played it? Empty the whole row to remove it."), "person")
            return None
        if told["job"] not in Job.values:
            raise Fault(_("There is no such job."), "job")
        if role and told["job"] not in [job.value for job in rules.ON_SCREEN]:
            raise Fault(_("Only who is seen or heard has a role."), "role")
        found = self.namesakes.get(_name(person), [])
        slug: str | None = told["who"] if told["who"] in {ANOTHER, *(known.slug for known in found)} else None
        if slug is None and len(found) > 1:
            raise Fault(_("Several people have this name. Say which one."), "who")
        if slug is None and found:
            slug = found[0].slug
        aliases = [alias for alias in (_line(part, NAME) for part in told["aliases"].split(";")) if alias]
        return [person, slug, told["job"], role, aliases if role else []]

    def text(self, prefix: str, told: Mapping[str, str]) -> list[Any] | None:
        """Read a text with its source and right."""
        text = cleaned(told["text"]).strip()
        if not text:
            return None
        limit = rules.SYNOPSIS_LIMIT if prefix.startswith("synopses") else rules.TRIVIA_LIMIT
        if len(text) > limit:
            raise Fault(_too_long(limit, self.language), "text")
        if told["language"] not in TEXT_LANGUAGES:
            raise Fault(_("The house has no texts in this language."), "language")
        if told["license"] not in License.values or told["license"] == License.PRIVATE:
            raise Fault(_("Say by what right the text may be shown."), "license")
        source, url = _line(told["source"], TITLE) or "", _line(told["url"], URL) or ""
        if License(told["license"]).demands_credit and not source:
            raise Fault(_("This license wants its source named."), "source")
        if url and not WEB_ADDRESS.match(url):
            raise Fault(_("An address begins with http:// or https://."), "url")
        return [told["language"], text, told["license"], source, url]

    def external_id(self, prefix: str, told: Mapping[str, str]) -> list[Any] | None:
        """Read a film's number in another catalog; one that belongs to another film is refused with its title."""
        value = _line(told["value"], LINE)
        if not value:
            return None
        known = {row[0] for row in self.base.get("external_ids") or ()}
        if told["scheme"] not in {*SCHEMES, *known}:
            raise Fault(_("Say which catalog this number is of."), "scheme")
        other = film_with_id(told["scheme"], value)
        if other and other != self.subject:
            raise Fault(_("This is the number of another film here: %(film)s.") % {"film": other}, "value")
        return [told["scheme"], value]

    # What a page draws.

    def entry(self, name: str, **drawing: Any) -> Entry:
        """Return a field to draw."""
        label = drawing.pop("label", None) or LABELS[name]
        return Entry(name, label, self.value(name), self.errors.get(name, ""), **drawing)

    def rows(self, field: str) -> list[Row]:
        """Return the rows of a list to draw."""
        return [
            Row(
                number, {name: self._cell(field, number, name) for name in COLUMNS[field]}, self._is_open(field, number)
            )
            for number in self.numbers(field)
        ]

    def _is_open(self, field: str, number: int) -> bool:
        """Whether what is seldom needed is needed in this row: several have the name, or something is wrong."""
        if field != "credits":
            return False
        several = len(self.namesakes.get(_name(self.value(f"credits-{number}-person")), ())) > 1
        return several or any(f"credits-{number}-{name}" in self.errors for name in ("aliases", "who"))

    def _cell(self, field: str, number: int, name: str) -> Entry:
        full = f"{field}-{number}-{name}"
        value = self.value(full)
        if field == "credits" and name == "job" and not value:
            value = Job.ACTOR  # most of those who are missing played something
        options: Options = ()
        if name == "who":
            person = _name(self.value(f"credits-{number}-person"))
            options = [
                ("", _("whoever is known by this name, or new")),
                *((one.slug, _known_as(one)) for one in self.namesakes.get(person, ())),
                (ANOTHER, _("somebody else of this name")),
            ]
        elif name in _OPTIONS:
            options = _OPTIONS[name](self, field)
            if value and value not in dict(options):
                options = [*options, (value, value)]
        kind = "select" if options else "textarea" if name == "text" and field in ("synopses", "trivia") else "text"
        known = {"country": "countries", "language": "languages"}.get(name, "") if kind == "text" else ""
        return Entry(full, _COLUMN_LABELS[name](), value, self.errors.get(full, ""), kind, options, known=known)

    def name_the_people(self) -> None:
        """Find who shares a name with whom, so that a row that means one of them can say so."""
        if "credits" in self.fields and not self.namesakes:
            self._find_namesakes()


def drawn(record: Record, language: str) -> dict[str, str]:
    """Return what a form of this record holds before anybody writes."""
    told: dict[str, str] = {}
    for field, value in record.items():
        if field in COLUMNS:
            for number, row in enumerate(value or ()):
                cells = _DRAWN_ROWS[field](row, language) if field in _DRAWN_ROWS else row
                for name, part in zip(COLUMNS[field], cells, strict=True):
                    told[f"{field}-{number}-{name}"] = str(part or "")
        elif field == "budget":
            told |= {"budget-amount": str(value[0]), "budget-currency": value[1]} if value else {}
        elif field != "genres" and value is not None:
            told[field] = _DRAWN[field](value, language) if field in _DRAWN else str(value)
    return told


def _level(text: str) -> str:
    return cleaned(text).strip()


def _name(text: str) -> str:
    return one_line(text)


def _too_long(limit: int, language: str = "de") -> str:
    return _("This is too long: at most %(limit)s characters.") % {"limit": formats.number(limit, language)}


def _line(text: str, limit: int) -> str | None:
    line = one_line(text)
    if len(line) > limit:
        raise Fault(_too_long(limit))
    return line or None


def _number(text: str, least: int, most: int, sentence: str = "") -> int | None:
    plain = re.sub(r"[.,\s']", "", text)
    if not plain:
        return None
    if not re.fullmatch(r"[0-9]{1,14}", plain) or not least <= int(plain) <= most:
        raise Fault(sentence or _("This is no number that can be meant."))
    return int(plain)


def _listed(text: str, code_of: Callable[[str], str | None], sentence: str) -> list[str]:
    codes: dict[str, None] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        code = code_of(part[:LINE])
        if code is None:
            raise Fault(sentence % {"name": part[:LINE]})
        codes[code] = None
    return list(codes)


def _countries(text: str) -> list[str]:
    return _listed(text, country_code, _("No country is called “%(name)s”."))


def _languages(text: str) -> list[str]:
    return _listed(text, language_code, _("No language is called “%(name)s”."))


def _one_language(text: str) -> str | None:
    codes = _languages(text)
    if len(codes) > 1:
        raise Fault(_("Name one language."))
    return codes[0] if codes else None


def _choice(values: Sequence[str]) -> Callable[[str], str | None]:
    def read(text: str) -> str | None:
        if text and text not in values:
            raise Fault(_("There is no such choice."))
        return text or None

    return read


def _fsk(text: str) -> int | None:
    if text and text not in {str(age) for age in rules.FSK_AGES}:
        raise Fault(_("There is no such choice."))
    return int(text) if text else None


def _life(text: str) -> str | None:
    if not text:
        return None
    if re.fullmatch(r"[0-9]{4}", text) and int(text) >= 1700:  # nobody born earlier made films
        return text
    day = day_of(text)
    if day is None:
        raise Fault(_("Write a day, such as 30.9.1975, or the year alone."))
    return day.isoformat()


def _imdb_person(text: str) -> str | None:
    if text and not IMDB_PERSON.match(text):
        raise Fault(_("An IMDb number of a person looks like nm0182839."))
    return text or None


_READ: dict[str, Callable[[str], Any]] = {
    "title": lambda text: _line(text, TITLE),
    "original_title": lambda text: _line(text, TITLE),
    "original_language": _one_language,
    "year": lambda text: _number(text, *rules.YEARS, _("No film is of that year.")),
    "running_minutes": lambda text: _number(text, *rules.MINUTES, _("No film is that long, or that short.")),
    "fsk": _fsk,
    "color": _choice(Color.values),
    "sound": lambda text: _line(text, LINE),
    "aspect_ratio": lambda text: _line(text, 40),
    "admissions_de": lambda text: _number(text, 0, 10**9),
    "countries": _countries,
    "languages": _languages,
    "name": lambda text: _line(text, NAME),
    "born": _life,
    "died": _life,
    "birthplace": lambda text: _line(text, 120),
    "imdb": _imdb_person,
}


def _title(form: FactForm, prefix: str, told: Mapping[str, str]) -> list[Any] | None:
    text = _line(told["text"], TITLE)
    if not text:
        return None
    code = language_code(told["language"])
    if code is None:
        raise Fault(_("Say in which language the film is called so."), "language")
    return [code, text]


def _release(form: FactForm, prefix: str, told: Mapping[str, str]) -> list[Any] | None:
    if not told["country"].strip() and not told["day"].strip():
        return None
    code, day = country_code(told["country"]), day_of(one_line(told["day"]))
    if code is None:
        raise Fault(_("Say in which country."), "country")
    if day is None or not rules.YEARS[0] <= day.year <= rules.YEARS[1]:
        raise Fault(_("There is no such day."), "day")
    return [code, day.isoformat()]


def _company(form: FactForm, prefix: str, told: Mapping[str, str]) -> list[Any] | None:
    name = _line(told["name"], NAME)
    if not name:
        return None
    if told["job"] not in CompanyJob.values:
        raise Fault(_("There is no such choice."), "job")
    code = country_code(told["country"]) if told["country"].strip() else None
    if told["country"].strip() and code is None:
        raise Fault(_("No country is called “%(name)s”.") % {"name": told["country"][:LINE]}, "country")
    return [name, told["job"], code]


_ROW_READERS: dict[str, Callable[[FactForm, str, Mapping[str, str]], list[Any] | None]] = {
    "credits": FactForm.credit,
    "titles": _title,
    "releases": _release,
    "companies": _company,
    "external_ids": FactForm.external_id,
    "synopses": FactForm.text,
    "trivia": FactForm.text,
}
_ONCE: dict[str, Callable[[list[Any]], Any]] = {
    "credits": lambda row: (row[1] or row[0], row[1] == ANOTHER and row[0], row[2], row[3]),
    "titles": tuple,
    "releases": lambda row: row[0],
    "companies": lambda row: (row[0], row[1]),
    "external_ids": lambda row: row[0],
    "synopses": lambda row: (row[0], row[3]),
    "trivia": lambda row: (row[0], row[1]),
}
_DRAWN: dict[str, Callable[[Any, str], str]] = {
    "original_language": formats.language_name,
    "countries": lambda value, language: ", ".join(formats.country(code, language) for code in value),
    "languages": lambda value, language: ", ".join(formats.language_name(code, language) for code in value),
    "born": written_day,
    "died": written_day,
}
_DRAWN_ROWS: dict[str, Callable[[Sequence[Any], str], Sequence[Any]]] = {
    "credits": lambda row, language: (row[2], row[0], row[3], "; ".join(row[4]), row[1]),
    "titles": lambda row, language: (formats.language_name(row[0], language), row[1]),
    "releases": lambda row, language: (formats.country(row[0], language), written_day(row[1], language)),
    "companies": lambda row, language: (row[1], row[0], formats.country(row[2], language) if row[2] else ""),
}


def _known_as(person: Person) -> str:
    """What tells a person from another of the same name."""
    told = [part for part in (str(person.born_year or ""), getattr(person, "known_for", "") or "") if part]
    return f"{person.name} ({', '.join(told) or person.slug})"


def _jobs(form: FactForm, field: str) -> Options:
    return list(CompanyJob.choices if field == "companies" else Job.choices)


def _licenses(form: FactForm, field: str) -> Options:
    return [(code, label) for code, label in License.choices if code != License.PRIVATE]


def _text_languages(form: FactForm, field: str) -> Options:
    if field == "titles":
        return ()
    here = form.language
    codes = [here, *(code for code in TEXT_LANGUAGES if code != here)]
    return [(code, formats.language_name(code, here)) for code in codes]


_OPTIONS: dict[str, Callable[[FactForm, str], Options]] = {
    "job": _jobs,
    "license": _licenses,
    "language": _text_languages,
    "scheme": lambda form, field: list(SCHEMES.items()),
}
_COLUMN_LABELS: dict[str, Callable[[], str]] = {
    "job": lambda: _("Job"),
    "person": lambda: _("Name"),
    "role": lambda: _("Role"),
    "aliases": lambda: _("Other spellings of the role, parted by semicolons"),
    "who": lambda: _("Who is meant"),
    "language": lambda: _("Language"),
    "text": lambda: _("Text"),
    "country": lambda: _("Country"),
    "day": lambda: _("Day"),
    "name": lambda: _("Company"),
    "scheme": lambda: _("Catalog"),
    "value": lambda: _("Number"),
    "license": lambda: _("Right"),
    "source": lambda: _("Source"),
    "url": lambda: _("Address of the source"),
}


def known_names(language: str) -> dict[str, list[str]]:
    """Return the names that a field may suggest."""
    languages = [formats.language_name(code, language) for code in TEXT_LANGUAGES]
    return {"countries": list(country_names(language).values()), "languages": languages}
