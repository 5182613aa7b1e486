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
