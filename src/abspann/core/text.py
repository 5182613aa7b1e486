"""Plain text: cleaned of what must never be stored or shown, cut at words, folded for search."""

import re
import unicodedata
from itertools import filterfalse

ELLIPSIS = "\N{NO-BREAK SPACE}…"
"""Marks a cut; the space before it never breaks, so that no line begins with the dots."""

LONGEST_WORD = 40
"""A run of characters without a space that is longer than this is no word and may be cut anywhere."""

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_NEVER = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"  # control characters but tab and line feed
    "\u202a-\u202e\u2066-\u2069"  # bidi embeddings, overrides and isolates: they turn the text of others around
    "\ud800-\udfff"  # lone surrogates cannot be written as UTF-8
    "\ufdd0-\ufdef\ufffe\uffff\ufff9-\ufffb\ufeff]"  # noncharacters (XML refuses them), annotation anchors, byte order
)
_CUT_WORD_END = " \t\n\N{NO-BREAK SPACE},;:–—-([„‚«‹"
_JOINERS = "\u200d\ufe0e\ufe0f"


def cleaned(text: str) -> str:
    """`text` with one kind of line end and without control characters, bidi overrides, lone surrogates and
    noncharacters: fit for a database, a page, a feed and a log."""
    return _NEVER.sub("", _LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """`text` cleaned and on one line, each run of white space one space, none at the ends: for titles and names."""
    return " ".join(cleaned(text).split())


def cut(text: str, characters: int) -> str:
    """The beginning of `text`, at most so many characters, ending with a whole word and no dangling comma or dash.

    What has no space in its last forty characters (a long address, Chinese, Thai) is cut between two letters; if not
    even forty fit, nothing is left. No ellipsis is added.
    """
    if len(text) <= characters:
        return text
    for end in range(characters, max(0, characters - LONGEST_WORD), -1):
        if text[end].isspace():
            return text[:end].rstrip(_CUT_WORD_END)
    return text[: _between_letters(text, characters)] if characters >= LONGEST_WORD else ""


def _between_letters(text: str, end: int) -> int:
    """The last place at or before `end` that parts no letter from its accents and no emoji; looks back 16 signs."""
    for place in range(end, max(0, end - 16), -1):
        parts_accent = unicodedata.category(text[place]).startswith("M") or text[place] in _JOINERS
        if not parts_accent and text[place - 1] != "\u200d":
            return place
    return end


_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŋ": "n", "ʼ": "'", "’": "'"}
)
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})


def folded(text: str) -> str:
    """`text` as search compares it: lower case, accents off (`ü` is `u`, `ß` is `ss`, `ø` is `o`), width and ligatures
    levelled, one line. Other scripts keep their letters."""
    if text.isascii():
        return one_line(text).lower()
    plain = unicodedata.normalize("NFKC", one_line(text)).casefold().translate(_PLAIN_LETTERS)
    letters = unicodedata.normalize("NFKD", plain)
    return unicodedata.normalize("NFC", "".join(filterfalse(unicodedata.combining, letters)))


def foldings(text: str) -> tuple[str, ...]:
    """Every folding under which a title is to be found, without doubles: `Müller` as `muller` and `mueller`.

    An index holds them all; a query is folded once, so that `Müller`, `Mueller` and `muller` all find him.
    """
    spelled_out = unicodedata.normalize("NFC", one_line(text)).casefold().translate(_TWO_LETTERS)
    return tuple(dict.fromkeys((folded(text), folded(spelled_out))))
