"""Values of facts as people write and read them: names for codes, days, rows of a list as a line of text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from babel import Locale
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from abspann.catalog.rules import Color, CompanyJob, Genre, Job
from abspann.core import formats
from abspann.core.provenance import License
from abspann.core.text import folded

LABELS: dict[str, Any] = {
    "title": gettext_lazy("Title"),
    "original_title": gettext_lazy("Original title"),
    "original_language": gettext_lazy("Language of the original title"),
    "year": gettext_lazy("Year of production"),
    "running_minutes": gettext_lazy("Running time"),
    "fsk": gettext_lazy("FSK rating"),
    "color": pgettext_lazy("detail", "Color"),
    "sound": pgettext_lazy("detail", "Sound"),
    "aspect_ratio": gettext_lazy("Aspect ratio"),
    "admissions_de": gettext_lazy("Admissions in Germany"),
    "budget": gettext_lazy("Budget"),
    "genres": gettext_lazy("Genres"),
    "countries": gettext_lazy("Countries of production"),
    "languages": gettext_lazy("Languages"),
    "titles": gettext_lazy("Titles in other languages"),
    "releases": gettext_lazy("In cinemas from"),
    "companies": gettext_lazy("Companies"),
    "external_ids": gettext_lazy("Numbers in other catalogs"),
    "credits": gettext_lazy("Cast & crew"),
    "keywords": gettext_lazy("Keywords"),
    "series": gettext_lazy("Series"),
    "synopses": gettext_lazy("Synopsis"),
    "trivia": gettext_lazy("Trivia"),
    "name": gettext_lazy("Name"),
    "born": gettext_lazy("Born"),
    "died": gettext_lazy("Died"),
    "birthplace": gettext_lazy("Place of birth"),
    "imdb": gettext_lazy("IMDb number"),
}

SCHEMES = {"imdb": "IMDb", "wikidata": "Wikidata", "tmdb": "TMDB", "filmportal": "filmportal.de", "eidr": "EIDR"}
GONE_COUNTRIES = ("DD", "SU", "YU", "CS", "CSXX")
MOST_PARTS = 9_999
MOST_DIGITS = 6
"""Of a revision's number: no history is longer."""

GERMAN_DAY = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})\Z")
ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\Z")


@lru_cache(8)
def country_names(language: str) -> dict[str, str]:
    """Return the countries by code, those that are no more included, in the order of their names."""
    codes = [code for code in _keys(Locale("de").territories, 2) if code not in _NO_COUNTRY]
    named = {code: formats.country(code, language) for code in (*codes, *GONE_COUNTRIES)}
    return dict(sorted(named.items(), key=lambda pair: folded(pair[1])))


def _keys(names: Any, length: int) -> list[str]:
    return [str(code) for code in names if len(str(code)) == length and str(code).isalpha()]


_NO_COUNTRY = frozenset({"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO", "CS"})


@lru_cache(8)
def language_names(language: str) -> dict[str, str]:
    """Return the languages by code, in the order of their names."""
    codes = [*_keys(Locale("de").languages, 2), *_keys(Locale("de").languages, 3)]
    named = {code: formats.language_name(code, language) for code in codes}
    return dict(sorted(named.items(), key=lambda pair: folded(pair[1])))


@lru_cache(2)
def _codes(kind: str) -> dict[str, str]:
    names = country_names if kind == "country" else language_names
    found: dict[str, str] = {}
    for language in ("en", "de"):
        for code, name in names(language).items():
            found[folded(name)] = code
    return found


def country_code(text: str) -> str | None:
    """Return the country that a name in German or English, or a code, means."""
    code = text.strip().upper()
    return code if code in country_names("de") else _codes("country").get(folded(text))


def language_code(text: str) -> str | None:
    """Return the language that a name in German or English, or a code, means."""
    code = text.strip().lower()
    return code if code in language_names("de") else _codes("language").get(folded(text))


def day_of(text: str) -> dt.date | None:
    """Return the day that a text names, as `2013-01-10` or `10.1.2013`; None if there is no such day."""
    german, iso = GERMAN_DAY.match(text), ISO_DAY.match(text)
    if not german and not iso:
        return None
    year, month, day = (german[3], german[2], german[1]) if german else (iso[1], iso[2], iso[3])  # type: ignore[index]  # one of them
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def written_day(text: str | None, language: str) -> str:
    """Return a day or a year of a record as one writes it in a form."""
    if not text or "-" not in text:
        return text or ""
    day = dt.date.fromisoformat(text)
    return f"{day.day}.{day.month}.{day.year:04d}" if language == "de" else text


def shown(field: str, value: Any, language: str) -> str:
    """Return a field's value as the page would say it; a dash where nothing is known."""
    if value is None or value == "" or value == []:
        return formats.MISSING
    if field in ROWS:
        return "\n".join(row_shown(field, row, language) for row in value)
    return str(_SHOWN.get(field, lambda value, language: value)(value, language))


def _names(codes: Iterable[str], name: Any) -> str:
    return ", ".join(name(code) for code in codes)


def _genre(code: str) -> str:
    return str(Genre(code).label) if code in Genre.values else code


def _known_day(text: str, language: str) -> str:
    return formats.date_long(dt.date.fromisoformat(text), language) if "-" in text else text


_SHOWN: dict[str, Any] = {
    "original_language": formats.language_name,
    "running_minutes": formats.running_time,
    "fsk": lambda value, language: _("FSK %(age)s and over") % {"age": value},
    "color": lambda value, language: str(Color(value).label) if value in Color.values else value,
    "admissions_de": formats.number,
    "budget": lambda value, language: formats.money(value[0], value[1], language),
    "genres": lambda value, language: _names(value, _genre),
    "countries": lambda value, language: _names(value, lambda code: formats.country(code, language)),
    "languages": lambda value, language: _names(value, lambda code: formats.language_name(code, language)),
    "born": _known_day,
    "died": _known_day,
}


def row_shown(field: str, row: Sequence[Any], language: str) -> str:
    """Return a row of a list as one line; of a text, with its source and right in a line of their own."""
    return str(ROWS[field](row, language))


def _credit(row: Sequence[Any], language: str) -> str:
    person, _slug, job, role, aliases = row
    told = f"{Job(job).label if job in Job.values else job}: {person}"
    if role:
        told = _("%(credit)s as %(role)s") % {"credit": told, "role": role}
    return f"{told} ({'; '.join(aliases)})" if aliases else told


def _company(row: Sequence[Any], language: str) -> str:
    name, job, country = row
    told = f"{CompanyJob(job).label if job in CompanyJob.values else job}: {name}"
    return f"{told} ({formats.country(country, language)})" if country else told


def _text(row: Sequence[Any], language: str) -> str:
    code, text, right, source, url = row
    label = str(License(right).label) if right in License.values else right
    whence = " · ".join(part for part in (formats.language_name(code, language), source, label, url) if part)
    return f"{text}\n[{whence}]"


def keyword_shown(row: Sequence[Any], language: str) -> str:
    """Return a keyword of a record in a language, else in the other."""
    code, german, english = row
    return str((english or german if language == "en" else german or english) or code)


def series_shown(row: Sequence[Any], language: str) -> str:
    """Return the name of a series of a record."""
    _slug, name, name_en, _number = row
    return str((language == "en" and name_en) or name)


def _place(row: Sequence[Any], language: str) -> str:
    name = series_shown(row, language)
    return _("%(series)s, part %(number)s") % {"series": name, "number": row[3]} if row[3] else name


ROWS: dict[str, Any] = {
    "titles": lambda row, language: f"{formats.language_name(row[0], language)}: {row[1]}",
    "releases": lambda row, language: f"{formats.country(row[0], language)}: {_known_day(row[1], language)}",
    "companies": _company,
    "external_ids": lambda row, language: f"{SCHEMES.get(row[0], row[0])}: {row[1]}",
    "credits": _credit,
    "keywords": keyword_shown,
    "series": _place,
    "synopses": _text,
    "trivia": _text,
}


def whole_number(text: str | None) -> int | None:
    """Return a small number that a form carries along; None for what is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
