"""Slugs: the readable part of an address."""

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence

from anyascii import anyascii

LENGTH = 120
"""The longest slug of a title; with a number behind it a slug fits 128 characters, the width of its column."""

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "ss"})
_APOSTROPHES = re.compile("['`´‘’‚‛ʹʻʼʽʾʿˈ′＇]")
_FRACTIONS = re.compile("(?<=[0-9])([¼-¾⅐-⅞])")
_REST = re.compile("[^a-z0-9]+")


def slug_of(title: str, year: int | None = None, *, otherwise: str = "untitled") -> str:
    """`title` in lower-case ASCII with hyphens, the year behind it if known; never empty, at most 120 characters.

    `ä ö ü ß` become `ae oe ue ss`, other scripts are transliterated, apostrophes are dropped, all else parts words. A
    title too long is cut at a hyphen, the year stays; a title without any letter or digit is called `otherwise`.
    """
    tail = "" if year is None else f"-{year}"
    words = _ascii(title[: 4 * LENGTH]) or otherwise
    return _shortened(words, LENGTH - len(tail)) + tail


def numbered(slug: str, number: int) -> str:
    """`slug` for the n-th thing of that name: the first keeps it, the second gets `-2`."""
    if number < 1:
        raise ValueError(f"Things are counted from 1, not from {number}.")
    return slug if number == 1 else f"{slug}-{number}"


def first_free(slug: str, taken: Callable[[Sequence[str]], Collection[str]]) -> str:
    """Return the first of `slug`, `slug-2`, `slug-3` … that is free.

    `taken` tells which of several addresses somebody has, by equality and so by an index; it is asked for ever more at
    once: hundreds of films are called «The Kiss».
    """
    start, step = 1, 8
    while True:
        tried = [numbered(slug, number) for number in range(start, start + step)]
        had = set(taken(tried))
        for address in tried:
            if address not in had:
                return address
        start, step = start + step, step * 8


def _ascii(title: str) -> str:
    spelled = unicodedata.normalize("NFC", title).translate(_GERMAN)
    if spelled.isascii():
        return _REST.sub("-", _APOSTROPHES.sub("", spelled).lower()).strip("-")
    spelled = _FRACTIONS.sub(r" \1", _APOSTROPHES.sub("", spelled))
    return _REST.sub("-", _APOSTROPHES.sub("", anyascii(spelled)).lower()).strip("-")


def _shortened(words: str, length: int) -> str:
    if len(words) <= length:
        return words
    return (words[: words.rfind("-", 0, length + 1)] if "-" in words[: length + 1] else words[:length]).strip("-")
