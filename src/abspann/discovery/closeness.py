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
RARER = 1.5
"""What a typo costs more that one of many did: of all wrong letters this one, while a letter left out or two swapped
leave nothing to choose. (Of a title with n letters n swaps can be made, and 26 n replacements.)"""

LESS_EXACT = 2.0
"""What a typo costs more where only the words of a name are so near, and not all its letters with the articles."""

ONE_TYPO = TYPO + RARER + LESS_EXACT
"""What a whole name with one typo costs at most."""

WHOLE = 1.5
"""What it counts if the whole name is near, besides all its words being there."""

OTHER = 2.0
"""What it costs that a thing is called otherwise first."""

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


def ranked(found: Iterable[tuple[float, Entry]]) -> list[tuple[float, Entry]]:
    """Return entries with their costs, those that fit, the closest first, and of as close ones the better known."""
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
    names = enumerate(entry.names)
    return when + min((_of_name(reading, name, entry) + (OTHER if at else 0.0) for at, name in names), default=FAR)


def _of_name(reading: Reading, name: str, entry: Entry) -> float:
    words, counting, whole = _words(name)
    if words == reading.words or whole[0] == reading.wholes[0]:
        return EXACT
    if any(asked == there for asked in reading.wholes for there in whole):
        return NEARLY
    near = _typos(reading.wholes[0], whole[0])
    if near >= FAR and (len(reading.wholes) > 1 or len(whole) > 1):
        near = LESS_EXACT + min(_typos(asked, there) for asked in reading.wholes for there in whole)
    by_word = _by_words(reading, counting, whole[0], entry)
    if by_word < TYPO:
        return by_word - WHOLE if near <= TYPO + RARER else by_word
    return min(by_word + LESS_EXACT, near)


def _typos(asked: str, there: str) -> float:
    """Return what the typos cost between two runs of letters; `FAR` if they are too many."""
    most = tolerance(asked)
    if abs(len(asked) - len(there)) > most:
        return FAR
    found = OSA.distance(asked, there, score_cutoff=most)
    return _of_typos(found, asked, there) if found <= most else FAR


def _of_typos(found: int, asked: str, there: str) -> float:
    is_rare = len(asked) > len(there) or (len(asked) == len(there) and sorted(asked) != sorted(there))
    return TYPO * found + (RARER if is_rare else 0.0)


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
            return _of_typos(int(found[1]), word, found[0]), found[2]
    if last and len(word) > 4:
        for at, other in enumerate(there):
            if len(other) > len(word) and OSA.distance(word, other[: len(word)], score_cutoff=1) <= 1:
                return TYPO + 2, at
    return FAR, -1
