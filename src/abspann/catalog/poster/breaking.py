"""Words into lines: every way to break a title, and what makes a break a poor one."""

import itertools
from collections.abc import Iterator

# A line that ends in one of these waits for the next.
WEAK_WORDS = {
    "de": "der die das dem den des ein eine einer eines einem einen und oder von vom zu zum zur im in am an auf mit für"
    " aus bei nach über unter vor wie als",
    "en": "the a of and",
    "fr": "le la les l’ de du et",
    "it": "il lo un una",
    "es": "el y i",
}
WEAK = frozenset(word for words_ in WEAK_WORDS.values() for word in words_.split())

# Word joiner, never drawn: after a word that ends in it a new line must begin (where the title has a dash).
MUST_BREAK = "\u2060"

MANY_WORDS = 12  # beyond, the ways to break double with each word


def words(title: str) -> list[str]:
    """The title's words; a dash between them becomes a forced break."""
    return title.replace(" – ", MUST_BREAK + " ").replace(" - ", MUST_BREAK + " ").split()


def plain_words(title: str) -> list[str]:
    return [plain(word) for word in words(title)]


def plain(text: str) -> str:
    return text.replace(MUST_BREAK, "")


def breaks(title: str, most: int = 9) -> Iterator[list[str]]:
    """Every way to set the title in `most` lines or fewer; of many words only the even ways."""
    parts = words(title)
    cuts = _all_cuts(parts, most) if len(parts) <= MANY_WORDS else _even_cuts(parts, most)
    for cut in cuts:
        edges = [0, *cut, len(parts)]
        yield [plain(" ".join(parts[start:end])) for start, end in itertools.pairwise(edges)]


def _all_cuts(parts: list[str], most: int) -> Iterator[tuple[int, ...]]:
    forced = {at + 1 for at, part in enumerate(parts[:-1]) if part.endswith(MUST_BREAK)}
    for count in range(min(most, len(parts))):
        for cut in itertools.combinations(range(1, len(parts)), count):
            if forced <= set(cut):
                yield cut


def _even_cuts(parts: list[str], most: int) -> Iterator[tuple[int, ...]]:
    """Lines filled from the first on, for every length of line from the longest word to the whole title."""
    seen: set[tuple[int, ...]] = set()
    for length in range(max(map(len, parts)), len(" ".join(parts)) + 1):
        cut = _filled(parts, length)
        if len(cut) < most and cut not in seen:
            seen.add(cut)
            yield cut


def _filled(parts: list[str], length: int) -> tuple[int, ...]:
    cut: list[int] = []
    used = len(parts[0])
    for at in range(1, len(parts)):
        used += 1 + len(parts[at])
        if used > length or parts[at - 1].endswith(MUST_BREAK):
            cut.append(at)
            used = len(parts[at])
    return tuple(cut)


def weak_ends(lines: list[str]) -> int:
    """How many lines but the last end in an article or a preposition."""
    return sum(1 for line in lines[:-1] if line.split()[-1].lower() in WEAK)
