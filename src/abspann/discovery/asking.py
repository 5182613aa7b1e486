"""What a query asks for, and how names are taken apart so that a query meets them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from abspann.core.text import foldings
from abspann.discovery.rules import QUERY_LIMIT

ARTICLES = frozenset(
    {
        *("der", "die", "das", "den", "dem", "des", "ein", "eine", "einer", "eines", "einem", "einen"),
        *("the", "a", "an", "le", "la", "les", "l", "un", "une", "el", "los", "las", "il", "lo", "gli"),
    }
)
"""Words that nobody has to remember of a title. «La La Land» keeps them: what is nothing without them has them all."""

MOST_WORDS = 12
LONGEST_WORD = 60
LONGEST_WHOLE = 120
"""Letters of a whole name that are compared at most; longer ones are told apart by their words."""

_PLAIN = re.compile(r"[a-z0-9]+")
_YEAR = re.compile(r"(?:18[89]|19\d|20\d)\d?(?<=\d{4})\Z")
_PICTURES = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


def words_of(folded: str) -> tuple[str, ...]:
    """Return the words of a folded text: runs of letters and digits; a sign of Chinese or Japanese is a word.

    A name without any («!», «…») is one word as it stands.
    """
    if folded.isascii():
        words = _PLAIN.findall(folded)
    else:
        words = "".join(
            f" {sign} " if _PICTURES.match(sign) else sign if unicodedata.category(sign)[0] in "LNM" else " "
            for sign in folded
        ).split()
    alone = "".join(folded.split())
    return tuple(word[:LONGEST_WORD] for word in words) or ((alone[:LONGEST_WORD],) if alone else ())


def told(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is left of words without articles; all of them if nothing is."""
    return tuple(word for word in words if word not in ARTICLES) or words


@lru_cache(maxsize=65_536)
def spellings(name: str) -> tuple[str, ...]:
    """Return how a name stands in the index: its words, once as `muller` and once as `mueller`."""
    return tuple(dict.fromkeys(filter(None, (" ".join(words_of(form)) for form in foldings(name)))))


def wholes(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return a name's letters without spaces, as it stands and without articles: so joined and split words meet it."""
    return tuple(dict.fromkeys("".join(form)[:LONGEST_WHOLE] for form in (words, told(words))))


def tolerance(word: str) -> int:
    """Return how many typos are forgiven in a word: none in the shortest, one in a short, two in a long one."""
    return 0 if len(word) < 3 else 1 if len(word) < 8 else 2


def deletions(word: str) -> frozenset[str]:
    """Return a word with letters left out, as many as `tolerance` says, of its first seven if it is long.

    Two words that are so near share one of these; so near ones are found by equality.
    """
    start, found = word[:7], {word[:7]}
    edge = found
    for _step in range(tolerance(word)):
        edge = {text[:i] + text[i + 1 :] for text in edge for i in range(len(text))}
        found = found | edge
    return frozenset(found - {""}) if len(start) > 2 else frozenset({start})


@dataclass(frozen=True)
class Reading:
    """One way to read a query: its words, and perhaps a year."""

    words: tuple[str, ...]
    year: int | None = None

    @cached_property
    def told(self) -> tuple[str, ...]:
        """The words that count; a last letter is the beginning of a word, no article."""
        if len(self.words) > 1 and len(self.words[-1]) == 1:
            return (*(word for word in self.words[:-1] if word not in ARTICLES), self.words[-1])
        return told(self.words)

    @cached_property
    def wholes(self) -> tuple[str, ...]:
        """The letters, with articles and without."""
        return tuple(dict.fromkeys((*wholes(self.words)[:1], "".join(self.told)[:LONGEST_WHOLE])))


@dataclass(frozen=True)
class Asked:
    """A query, and the ways to read it."""

    readings: tuple[Reading, ...]

    def __bool__(self) -> bool:
        return bool(self.readings)


@lru_cache(maxsize=256)
def ask(query: str) -> Asked:
    """Read a query; what has no letter and no sign asks for nothing."""
    found: list[Reading] = []
    for form in foldings(query[:QUERY_LIMIT]):
        words = words_of(form)[:MOST_WORDS]
        if not words:
            continue
        found.append(Reading(words))
        years = [word for word in words if _YEAR.match(word)]
        if years and len(words) > 1:
            rest = list(words)
            rest.remove(years[-1])
            found.append(Reading(tuple(rest), int(years[-1])))
    return Asked(tuple(dict.fromkeys(found)))


def parts_of(word: str) -> Iterator[str]:
    """Yield what a word may have been joined from."""
    for start in range(len(word)):
        for end in range(start + 2, min(len(word), start + 20) + 1):
            yield word[start:end]


def parted(word: str, known: Callable[[Collection[str]], Collection[str]]) -> tuple[str, ...]:
    """Return the fewest known words of which a word is made, the first being the longest; nothing if there are none."""
    if not 5 <= len(word) <= 40:
        return ()
    words = known([part for part in parts_of(word) if part != word])
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(2, len(word) + 1):
        for start in range(max(0, end - 20), end - 1):
            before = best[start]
            if before is None or word[start:end] not in words or word[start:end] == word:
                continue
            here, there = (*before, word[start:end]), best[end]
            if there is None or (len(here), min(map(len, there))) < (len(there), min(map(len, here))):
                best[end] = here
    return best[-1] or ()
