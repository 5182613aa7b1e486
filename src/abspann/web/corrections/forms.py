"""The one form in which facts are written: a record out, what was written in, a record back, each fault at its place.

Names are flat: `year`, `credits-3-person`. What stands as it was drawn is taken over from the record as it is, so that
a form that nobody touched changes nothing, whatever it cannot spell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from abspann.catalog import rules
from abspann.catalog.models import Film, Person
from abspann.catalog.queries import people_named
from abspann.catalog.records import FILM_FIELDS, PERSON_FIELDS, Record
from abspann.catalog.rules import Genre
from abspann.core import formats
from abspann.core.text import cleaned, one_line
from abspann.web.corrections.lists import LISTS
from abspann.web.corrections.lists.kind import Options
from abspann.web.corrections.lists.texts import TEXT_LANGUAGES
from abspann.web.corrections.readings import Fault
from abspann.web.corrections.singles import DRAWN, READ, budget
from abspann.web.corrections.values import LABELS, country_names

MORE = 3
"""So many further empty rows come at a time."""


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
            if field in LISTS:
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
                return budget(*(one_line(self.value(name)) for name in names))
            return READ[field](one_line(self.value(field)))
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

    # Rows.

    def numbers(self, field: str) -> list[int]:
        """Return the numbers of a list's rows: those of the record, and those that somebody sent."""
        own = len(self.base.get(field) or ())
        if self.written is None:
            return list(range(own + LISTS[field].empty_rows))
        pattern = re.compile(rf"{field}-([0-9]{{1,4}})-{LISTS[field].main}\Z")
        sent = {int(found[1]) for name in self.written if (found := pattern.match(name))}
        numbers = sorted(sent)[: rules.MOST_ROWS + MORE]
        last = numbers[-1] + 1 if numbers else 0
        extra = MORE if self.written.get("more") == field else 0
        return [*numbers, *range(last, last + extra)]

    def _list(self, field: str) -> list[list[Any]]:
        kind = LISTS[field]
        rows: list[list[Any]] = []
        known: set[Any] = set()
        if field == "credits":
            self._find_namesakes()
        for number in self.numbers(field):
            row = self._row(field, number)
            if row is None:
                continue
            same = kind.once(row)
            if same in known:
                self.errors.setdefault(f"{field}-{number}-{kind.main}", _("This stands here twice."))
            known.add(same)
            rows.append(row)
        if len(rows) > rules.MOST_ROWS:
            self.troubles.append(f"{LABELS[field]}: " + _("These are too many rows."))
        return rows

    def _row(self, field: str, number: int) -> list[Any] | None:
        """The row that was written; None where it is empty. One that stands as drawn is the record's own."""
        kind, prefix = LISTS[field], f"{field}-{number}-"
        base = self.base.get(field) or []
        told = {name: self.value(prefix + name) for name in kind.columns}
        if number < len(base) and all(
            _level(text) == _level(self.drawn.get(prefix + name, "")) for name, text in told.items()
        ):
            return list(base[number])
        try:
            return kind.read(self, told)
        except Fault as fault:
            self.errors[prefix + (fault.column or kind.main)] = str(fault)
            return list(base[number]) if number < len(base) else None

    def _find_namesakes(self) -> None:
        names = {one_line(self.value(f"credits-{number}-person")) for number in self.numbers("credits")}
        for person in people_named(names):
            self.namesakes.setdefault(person.name, []).append(person)

    # What a page draws.

    def entry(self, name: str, **drawing: Any) -> Entry:
        """Return a field to draw."""
        label = drawing.pop("label", None) or LABELS[name]
        return Entry(name, label, self.value(name), self.errors.get(name, ""), **drawing)

    def rows(self, field: str) -> list[Row]:
        """Return the rows of a list to draw."""
        kind = LISTS[field]
        return [
            Row(
                number,
                {name: self._cell(field, number, name) for name in kind.columns},
                kind.is_open(self, f"{field}-{number}-"),
            )
            for number in self.numbers(field)
        ]

    def _cell(self, field: str, number: int, name: str) -> Entry:
        kind, prefix = LISTS[field], f"{field}-{number}-"
        full = prefix + name
        value = self.value(full) or kind.at_first.get(name, "")
        options = kind.options[name](self, prefix, value) if name in kind.options else ()
        drawn_as = "select" if options else "textarea" if name in kind.areas else "text"
        known = {"country": "countries", "language": "languages"}.get(name, "") if drawn_as == "text" else ""
        return Entry(full, kind.columns[name], value, self.errors.get(full, ""), drawn_as, options, known=known)

    def name_the_people(self) -> None:
        """Find who shares a name with whom, so that a row that means one of them can say so."""
        if "credits" in self.fields and not self.namesakes:
            self._find_namesakes()


def drawn(record: Record, language: str) -> dict[str, str]:
    """Return what a form of this record holds before anybody writes."""
    told: dict[str, str] = {}
    for field, value in record.items():
        if field in LISTS:
            for number, row in enumerate(value or ()):
                cells = LISTS[field].drawn(row, language)
                for name, part in zip(LISTS[field].columns, cells, strict=True):
                    told[f"{field}-{number}-{name}"] = str(part or "")
        elif field == "budget":
            told |= {"budget-amount": str(value[0]), "budget-currency": value[1]} if value else {}
        elif field != "genres" and value is not None:
            told[field] = DRAWN[field](value, language) if field in DRAWN else str(value)
    return told


def _level(text: str) -> str:
    return cleaned(text).strip()


def known_names(language: str) -> dict[str, list[str]]:
    """Return the names that a field may suggest."""
    languages = [formats.language_name(code, language) for code in TEXT_LANGUAGES]
    return {"countries": list(country_names(language).values()), "languages": languages}
