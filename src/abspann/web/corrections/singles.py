"""The fields of one value each: how what was written is read, and how what is known is drawn. A line each."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from abspann.catalog import rules
from abspann.catalog.rules import Color
from abspann.core import formats
from abspann.web.corrections.readings import (
    LINE,
    NAME,
    TITLE,
    Fault,
    choice,
    countries,
    languages,
    life,
    line,
    number,
    one_language,
)
from abspann.web.corrections.values import written_day

CURRENCY = re.compile(r"[A-Z]{3}\Z")
IMDB_PERSON = re.compile(r"nm[0-9]{7,9}\Z")


def budget(amount: str, currency: str) -> list[Any] | None:
    """Read what a film cost, which is written in two fields."""
    read = number(amount, 0, 10**13)
    if read is None:
        return None
    if not CURRENCY.match(currency.upper()):
        raise Fault(_("Say the currency with its three letters, such as EUR."))
    return [read, currency.upper()]


def _fsk(text: str) -> int | None:
    age = choice([str(age) for age in rules.FSK_AGES])(text)
    return int(age) if age else None


def _imdb_person(text: str) -> str | None:
    if text and not IMDB_PERSON.match(text):
        raise Fault(_("An IMDb number of a person looks like nm0182839."))
    return text or None


READ: dict[str, Callable[[str], Any]] = {
    "title": lambda text: line(text, TITLE),
    "original_title": lambda text: line(text, TITLE),
    "original_language": one_language,
    "year": lambda text: number(text, *rules.YEARS, _("No film is of that year.")),
    "running_minutes": lambda text: number(text, *rules.MINUTES, _("No film is that long, or that short.")),
    "fsk": _fsk,
    "color": choice(Color.values),
    "sound": lambda text: line(text, LINE),
    "aspect_ratio": lambda text: line(text, 40),
    "admissions_de": lambda text: number(text, 0, 10**9),
    "countries": countries,
    "languages": languages,
    "name": lambda text: line(text, NAME),
    "born": life,
    "died": life,
    "birthplace": lambda text: line(text, 120),
    "imdb": _imdb_person,
}
DRAWN: dict[str, Callable[[Any, str], str]] = {
    "original_language": formats.language_name,
    "countries": lambda value, language: ", ".join(formats.country(code, language) for code in value),
    "languages": lambda value, language: ", ".join(formats.language_name(code, language) for code in value),
    "born": written_day,
    "died": written_day,
}
