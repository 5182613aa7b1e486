"""Quoted words: where a pair of quotation marks stands, and whether a title could stand in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from abspann.exchange.ingest.vocabulary import FUNCTION_WORDS, words

LONGEST = 100
_CLOSING = {
    "„": '“”"',
    "“": '”"“',
    "»": "«",
    "«": "»",
    '"': '"“”',
    "‚": "‘’",
    "‘": "’",
    "›": "‹",
    "‹": "›",
}
_MARK = re.compile("[" + "".join(_CLOSING) + "]")
_ENDS = {marks: re.compile(rf"[{marks}](?!(?<=[’‘])\w)") for marks in _CLOSING.values()}
"""A single closing mark before a letter is an apostrophe («d’or»)."""

_SPEECH = words("ich du wir i you we je tu nous ja nein yes no oh ach hey")


@dataclass(frozen=True)
class Quote:
    """The quoted words, verbatim; `start` and `stop` enclose the quotation marks too."""

    start: int
    stop: int
    text: str


def quotes_in(text: str) -> Iterator[Quote]:
    """Every closed quotation of at most 100 characters, from left to right, none inside another."""
    place = _next_mark(text, 0)
    while place < len(text):
        closing = _CLOSING.get(text[place])
        end = _end_of(text, place, closing) if closing and _opens(text, place) else None
        if end is None:
            place = _next_mark(text, place + 1)
            continue
        inner = text[place + 1 : end]
        lead = len(inner) - len(inner.lstrip())
        yield Quote(place, end + 1, inner[lead:].rstrip())
        place = _next_mark(text, end + 1)


def _next_mark(text: str, place: int) -> int:
    mark = _MARK.search(text, place)
    return mark.start() if mark else len(text)


def _opens(text: str, place: int) -> bool:
    """A mark right behind a letter closes something or is an apostrophe."""
    return place + 1 < len(text) and (place == 0 or not text[place - 1].isalnum()) and text[place + 1] not in " .,;:!?)"


def _end_of(text: str, place: int, closing: str) -> int | None:
    mark = _ENDS[closing].search(text, place + 2, place + LONGEST + 2)
    return mark.start() if mark else None


def could_be_title(text: str) -> bool:
    """Words as a film is called: a capital or a digit first, short, no sentence, nobody speaking."""
    if not text or not (text[0].isupper() or text[0].isdigit()) or len(text) > 80:
        return False
    words = text.split()
    if len(words) > 12 or words[0].lower().strip("!?.,") in _SPEECH or text[-1] in ".,;:" or ". " in text:
        return False
    return len(words) > 1 or (words[0].lower() not in FUNCTION_WORDS and len(text) > 1)
