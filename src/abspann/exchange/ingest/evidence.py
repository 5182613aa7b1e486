"""What a paragraph's words say about its kind: plot, critique, a member's voice, a fact."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from abspann.exchange.ingest import vocabulary
from abspann.exchange.ingest.people import names_in

READ_AT_MOST = 20_000
"""Characters that are weighed; a longer paragraph has shown its kind by then."""

_NAMES_READ = 1500
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_STEM_LENGTH = 6
_SMILEY = re.compile(r"[:;]-?[)(DP]|\U0001f300|[\U0001f600-\U0001f64f]|[!?]{2,}")
_PLOT_PLACE = re.compile(
    r"\b(?:handlung|geschichte|film|action|story)\b[^.!?]{0,60}\b(?:spielt|angesiedelt|set|takes place)\b"
)
_AWARDED = re.compile(r"nomin|preis|oscar|césar|award|goya|bafta|globe|auszeichnung|ausgezeichnet|récompens|nommé|prix")
_CATEGORY = re.compile(
    r"\b(?:beste[rnsm]?|best|meilleure?s?) "
    r"(?=film|regie|haupt|neben|darstell|schauspiel|drehbuch|kamera|musik|nachwuchs|fremdsprach|ausländ|schnitt|ton|kostüm|"
    r"adaptier|original|erst|actor|actress|director|picture|foreign|screenplay|supporting|act|réalis|espoir|scén)"
)
_TERMINAL = frozenset(".!?…:\"'“”’«»›‹‘)]*;")


@dataclass(frozen=True)
class _Stems:
    exact: frozenset[str]
    beginnings: tuple[str, ...]

    def has(self, word: str) -> bool:
        return word in self.exact or word.startswith(self.beginnings)


def _stems(entries: tuple[str, ...]) -> _Stems:
    stems = tuple(entry for entry in entries if len(entry) >= _STEM_LENGTH and not entry.endswith("="))
    return _Stems(frozenset(entry.rstrip("=") for entry in entries), stems)


_SORTS = (
    _stems(vocabulary.OPINION),
    _stems(vocabulary.HEDGES),
    _stems(vocabulary.CINEMA),
    _stems(vocabulary.STRONG_FACTS),
    _stems(vocabulary.WEAK_FACTS),
    _Stems(frozenset(vocabulary.FACT_VERBS), ()),
)


@lru_cache(maxsize=8192)
def _sorts_of(word: str) -> tuple[bool, ...]:
    return tuple(stems.has(word) for stems in _SORTS)


@dataclass(frozen=True)
class Evidence:
    """Counts of distinct words of each sort, and what the paragraph's form says."""

    first_person: int
    opinion: int
    hedges: int
    cinema: int
    strong_facts: int
    weak_facts: int
    states: bool
    cut_off: bool
    length: int

    @property
    def is_fact(self) -> bool:
        """A fact of production or festival, without an opinion and without an I."""
        return (
            self.first_person + self.opinion == 0
            and 25 <= self.length <= 1500
            and self.states
            and 2 * self.strong_facts + self.weak_facts - self.hedges >= 2
        )


def evidence_of(text: str) -> Evidence:
    """Weighs at most the first 20,000 characters of a paragraph."""
    sample = unicodedata.normalize("NFC", text[:READ_AT_MOST]).lower().replace("’", "'")
    words = set(_WORD.findall(_neutral(sample)))
    words |= {part for word in words if "-" in word for part in word.split("-")}
    shouts = sample.count("!") + sample.count("?") + len(_SMILEY.findall(sample))
    place = 1 if _PLOT_PLACE.search(sample) else 0
    anchors = any(map(str.isdigit, sample)) + any(True for _ in names_in(text[:_NAMES_READ]))
    sorts = [sum(column) for column in zip(*map(_sorts_of, words), strict=True)] or [0] * len(_SORTS)
    opinion, hedges, cinema, strong, weak, states = sorts
    return Evidence(
        first_person=len(words & vocabulary.FIRST_PERSON),
        opinion=opinion + shouts,
        hedges=hedges,
        cinema=cinema,
        strong_facts=strong + place,
        weak_facts=weak + anchors,
        states=states > 0,
        cut_off=is_cut_off(text),
        length=len(text),
    )


def _neutral(sample: str) -> str:
    """«Bester Film» beside an award is a category, «Super 16» a film stock: neither is an opinion."""
    sample = re.sub(r"\bsuper[- ](?=[0-9])", "", sample)
    return _CATEGORY.sub("", sample) if _AWARDED.search(sample) else sample


def is_cut_off(text: str) -> bool:
    """A long text that ends without a sentence's end, inside a bracket, or with the dots of a teaser."""
    end = text.rstrip()
    if end.endswith(("…", "...", "[...]", "(...)", "[…]", "(…)")):
        return True
    return len(end) >= 80 and (end[-1] not in _TERMINAL or stops_in_bracket(end))


def stops_in_bracket(text: str) -> bool:
    """The last bracket of the text opens near its end, with letters after it, and never closes: «Sam (Arma»."""
    end = text.rstrip()[-60:]
    opened = end.rfind("(")
    return opened >= 0 and ")" not in end[opened:] and end[opened + 1 :].strip("-").isalnum() and end[-1].isalpha()


def ends_a_sentence(text: str) -> bool:
    """The text ends as sentences do (a full stop, a closing quotation mark or bracket)."""
    end = text.rstrip()
    return bool(end) and end[-1] in _TERMINAL
