"""How titles are put in order, and how texts are told apart."""

import hashlib
import re

from abspann.core.text import folded

_ARTICLES = re.compile(r"(?:der|die|das|ein|eine|the|an?|le|la|les|l'|il|el|los|las)\s+|l'", re.IGNORECASE)


def sort_key(title: str) -> str:
    """Return a title as a list sorts it: folded, without its first article; one that is nothing else keeps it."""
    name = folded(title)
    return (_ARTICLES.sub("", name, count=1) if _ARTICLES.match(name) else name) or name


def fingerprint_of(text: str) -> str:
    """Return what tells two texts apart whatever their white space: SHA-256 in hex."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


_NUMERALS = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})


def family_name_first(name: str) -> str:
    """Return a person's name as a list sorts it: folded, the last word first, what belongs to it behind.

    `Lars von Trier` stands at `trier lars von`, `Sammy Davis Jr.` at `davis sammy jr.`: names are not told to us in
    parts, and this rule of thumb is right for most names of the countries whose films most houses show.
    """
    words = folded(name).split()
    tail = [words.pop()] if len(words) > 1 and words[-1] in _NUMERALS else []
    if len(words) > 1 and not words[-1].startswith("("):
        words = [words[-1], *words[:-1]]
    return " ".join([*words, *tail])[:220]
