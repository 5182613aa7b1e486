"""Reading what somebody wrote into a field: a value, or the sentence that says why it cannot be meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from abspann.core import formats
from abspann.core.text import one_line
from abspann.web.corrections.values import country_code, day_of, language_code

TITLE, LINE, NAME, URL = 300, 80, 200, 500


class Fault(Exception):
    """What was written cannot be meant: the sentence, and in a row the column where it stands."""

    def __init__(self, sentence: str, column: str = "") -> None:
        super().__init__(sentence)
        self.column = column


def too_long(limit: int, language: str = "de") -> str:
    """Return the sentence for a text over its limit."""
    return _("This is too long: at most %(limit)s characters.") % {"limit": formats.number(limit, language)}


def line(text: str, limit: int) -> str | None:
    """Read one line; nothing is None."""
    read = one_line(text)
    if len(read) > limit:
        raise Fault(too_long(limit))
    return read or None


def number(text: str, least: int, most: int, sentence: str = "") -> int | None:
    """Read a whole number, written with whatever parts its thousands."""
    plain = re.sub(r"[.,\s']", "", text)
    if not plain:
        return None
    if not re.fullmatch(r"[0-9]{1,14}", plain) or not least <= int(plain) <= most:
        raise Fault(sentence or _("This is no number that can be meant."))
    return int(plain)


def listed(text: str, code_of: Callable[[str], str | None], sentence: str) -> list[str]:
    """Read names parted by commas as codes, each once."""
    codes: dict[str, None] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        code = code_of(part[:LINE])
        if code is None:
            raise Fault(sentence % {"name": part[:LINE]})
        codes[code] = None
    return list(codes)


def countries(text: str) -> list[str]:
    """Read the names of countries."""
    return listed(text, country_code, _("No country is called “%(name)s”."))


def languages(text: str) -> list[str]:
    """Read the names of languages."""
    return listed(text, language_code, _("No language is called “%(name)s”."))


def one_language(text: str) -> str | None:
    """Read the name of one language."""
    codes = languages(text)
    if len(codes) > 1:
        raise Fault(_("Name one language."))
    return codes[0] if codes else None


def choice(values: Sequence[str]) -> Callable[[str], str | None]:
    """Return what reads one of these values."""

    def read(text: str) -> str | None:
        if text and text not in values:
            raise Fault(_("There is no such choice."))
        return text or None

    return read


def life(text: str) -> str | None:
    """Read a day of somebody's life, or its year alone."""
    if not text:
        return None
    if re.fullmatch(r"[0-9]{4}", text) and int(text) >= 1700:  # nobody born earlier made films
        return text
    day = day_of(text)
    if day is None:
        raise Fault(_("Write a day, such as 30.9.1975, or the year alone."))
    return day.isoformat()
