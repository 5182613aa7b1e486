"""Quoted words: where a pair of quotation marks stands, and whether a title could stand in it."""

from collections.abc import Iterator
from dataclasses import dataclass

from abspann.exchange.ingest.vocabulary import FUNCTION_WORDS, words

LONGEST = 100
_CLOSING = {
    "„": "“”\"", "“": "”\"“", "»": "«", "«": "»", "\"": "\"“”", "‚": "‘’", "‘": "’", "›": "‹", "‹": "›",
}
_SPEECH = words("ich du wir i you we je tu nous ja nein yes no oh ach hey")


@dataclass(frozen=True)
class Quote:
    """The quoted words, verbatim; `start` and `stop` enclose the quotation marks too."""

    start: int
    stop: int
    text: str


def quotes_in(text: str) -> Iterator[Quote]:
    """Every closed quotation of at most 100 characters, from left to right, none inside another."""
    place = 0
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
    while place < len(text) and text[place] not in _CLOSING:
        place += 1
    return place


def _opens(text: str, place: int) -> bool:
    """A mark right behind a letter closes something or is an apostrophe."""
    return place + 1 < len(text) and (place == 0 or not text[place - 1].isalnum()) and text[place + 1] not in " .,;:!?)"


def _end_of(text: str, place: int, closing: str) -> int | None:
    for end in range(place + 2, min(place + LONGEST + 2, len(text))):
        if text[end] in closing and not (text[end] in "’‘" and text[end + 1 : end + 2].isalnum()):
            return end
    return None


def could_be_title(text: str) -> bool:
    """Words as a film is called: a capital or a digit first, short, no sentence, nobody speaking."""
    if not text or not (text[0].isupper() or text[0].isdigit()) or len(text) > 80:
        return False
    words = text.split()
    if len(words) > 12 or words[0].lower().strip("!?.,") in _SPEECH or text[-1] in ".,;:" or ". " in text:
        return False
    return len(words) > 1 or (words[0].lower() not in FUNCTION_WORDS and len(text) > 1)
