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

MANY_WORDS = 10  # beyond, there are too many ways to try: they double with each word

Cut = tuple[int, ...]  # the words before which a new line begins


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
    forced = {at + 1 for at, part in enumerate(parts[:-1]) if part.endswith(MUST_BREAK)}
    cuts = _all_cuts(len(parts), forced, most) if len(parts) <= MANY_WORDS else _even_cuts(parts, forced, most)
    for cut in cuts:
        edges = [0, *cut, len(parts)]
        yield [plain(" ".join(parts[start:end])) for start, end in itertools.pairwise(edges)]


def _all_cuts(count: int, forced: set[int], most: int) -> Iterator[Cut]:
    for lines in range(1, min(most, count) + 1):
        for cut in itertools.combinations(range(1, count), lines - 1):
            if forced <= set(cut):
                yield cut


def _even_cuts(parts: list[str], forced: set[int], most: int) -> Iterator[Cut]:
    """Lines filled from the first on, or from the last back, for every length from the longest word to the title."""
    count, lengths = len(parts), [len(plain(part)) for part in parts]
    seen: set[Cut] = set()
    for room in range(max(lengths), sum(lengths) + count):
        onward = _filled(lengths, forced, room)
        backward = _filled(lengths[::-1], {count - at for at in forced}, room)
        for cut in (onward, tuple(sorted(count - at for at in backward))):
            if len(cut) < most and cut not in seen:
                seen.add(cut)
                yield cut


def _filled(lengths: list[int], forced: set[int], room: int) -> Cut:
    cut: list[int] = []
    used = lengths[0]
    for at, length in enumerate(lengths[1:], start=1):
        used += 1 + length
        if used > room or at in forced:
            cut.append(at)
            used = length
    return tuple(cut)


def weak_ends(lines: list[str]) -> int:
    """How many lines but the last end in an article or a preposition."""
    return sum(1 for line in lines[:-1] if line.split()[-1].lower() in WEAK)
