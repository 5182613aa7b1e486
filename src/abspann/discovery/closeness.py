"""How close a name is to a query: the one order of what is found, whatever the engine."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from abspann.discovery.asking import Asked, Reading, told, tolerance, wholes
from abspann.discovery.entries import Entry

EXACT, NEARLY = -8.0, -6.0
"""The name itself; the name but for its articles."""

TYPO = 10.0
MISSING = 30.0
FAR = 1_000.0
KNOWN_WELL = 100
"""The weight from which on nothing is better known."""


@lru_cache(maxsize=16_384)
def _words(name: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    words = tuple(name.split())
    return words, told(words), wholes(words)


def cost(asked: Asked, entry: Entry) -> float:
    """Return how far an entry is from a query: below `TYPO` without a typo; `FAR` if it does not fit at all."""
    return min((_of_reading(reading, entry) for reading in asked.readings), default=FAR)


def ranked(asked: Asked, entries: Iterable[Entry]) -> list[tuple[float, Entry]]:
    """Return the entries that fit, the closest first, and of those that are as close the better known first."""
    found = [(cost(asked, entry), entry) for entry in entries]
    fitting = [(far, entry) for far, entry in found if far < FAR]
    return sorted(fitting, key=lambda pair: (pair[0] - 4 * _known(pair[1]), -pair[1].weight, pair[1].ref))


def _known(entry: Entry) -> float:
    return min(entry.weight, KNOWN_WELL) / KNOWN_WELL


def _of_reading(reading: Reading, entry: Entry) -> float:
    when = 0.0
    if reading.year is not None:
        if entry.year is None or abs(entry.year - reading.year) > 1:
            return FAR
        when = 4.0 if entry.year != reading.year else -1.0
    return when + min((_of_name(reading, name, entry) for name in entry.names), default=FAR)


def _of_name(reading: Reading, name: str, entry: Entry) -> float:
    words, counting, whole = _words(name)
    if words == reading.words or whole[0] == reading.wholes[0]:
        return EXACT
    near = min(_typos(asked, there) for asked in reading.wholes for there in whole)
    if near == 0:
        return NEARLY
    by_word = _by_words(reading, counting, whole[0], entry)
    return min(by_word, TYPO * near)


def _typos(asked: str, there: str) -> float:
    most = tolerance(asked)
    if abs(len(asked) - len(there)) > most:
        return FAR
    found = OSA.distance(asked, there, score_cutoff=most)
    return float(found) if found <= most else FAR


def _by_words(reading: Reading, name: tuple[str, ...], whole: str, entry: Entry) -> float:
    asked, far, places, missing = reading.told, 0.0, [], []
    for at, word in enumerate(asked):
        here, place = _nearest(word, name, last=at == len(asked) - 1)
        if here > 0:
            there = _nearest(word, entry.people_words, last=at == len(asked) - 1)[0] + 1
            if there < here:
                here, place = there, -1
        if here >= FAR:
            missing.append(word)
            continue
        far += here
        if place >= 0:
            places.append(place)
    if missing and "".join(asked) in whole and len("".join(asked)) > 4:
        return 4.0
    missing = [word for word in missing if len(word) < 5 or word not in whole]
    if len(missing) * 2 > len(asked) or len(missing) == len(asked):
        return FAR
    far += MISSING * len(missing)
    far += 1 if places != sorted(places) else 0
    if len(set(places)) < len(name):
        far += 2 if places and places[0] == 0 else 3
    return far


def _nearest(word: str, there: tuple[str, ...], *, last: bool) -> tuple[float, int]:
    """Return how far the nearest of some words is, and which it is: hundreds of times for a search."""
    if word in there:
        return 0.0, there.index(word)
    for at, other in enumerate(there):
        if other.startswith(word):
            return (0.5 if last else 1.5), at
    if most := tolerance(word):
        found = extractOne(word, there, scorer=OSA.distance, score_cutoff=most)
        if found is not None:
            return TYPO * found[1], found[2]
    if last and len(word) > 4:
        for at, other in enumerate(there):
            if len(other) > len(word) and OSA.distance(word, other[: len(word)], score_cutoff=1) <= 1:
                return TYPO + 2, at
    return FAR, -1
