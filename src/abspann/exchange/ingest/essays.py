"""Texts without a card: which paragraphs are synopsis, critique, a review that lost its header, or a fact."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from itertools import pairwise

from abspann.exchange.ingest.paragraphs import Paragraph
from abspann.exchange.ingest.people import pairs_in
from abspann.exchange.ingest.quotes import could_be_title, quotes_in

_SAMPLE = 20_000
_NEVER = -100.0


class Part(IntEnum):
    """In the order in which a page has them; the order is part of the evidence."""

    SYNOPSIS = 0
    CRITIQUE = 1
    REVIEW = 2
    TRIVIA = 3


@dataclass
class Essay:
    """A paragraph, what stands around it, and after `assign` its part."""

    paragraph: Paragraph
    closed: bool = False
    byline: bool = False
    part: Part | None = None
    confidence: float = 0.0
    scores: list[float] = field(default_factory=list)

    @cached_property
    def has_pairs(self) -> bool:
        """A role with its actor stands in the text."""
        return any(True for _ in pairs_in(self.paragraph.text[:_SAMPLE]))

    @cached_property
    def titles(self) -> int:
        """How many films the text quotes."""
        return len({quote.text for quote in quotes_in(self.paragraph.text[:_SAMPLE]) if could_be_title(quote.text)})


@dataclass(frozen=True)
class Setting:
    """What is known before reading: the part that a heading names, parts already taken, whether cards follow."""

    first: Part | None = None
    taken: frozenset[Part] = frozenset()
    cards_follow: bool = False
    cards_on_page: bool = False
    trivia_elsewhere: bool = False


def assign(essays: Sequence[Essay], setting: Setting) -> None:
    """Gives each essay the part that fits best as long as the parts keep their order; a closed text is not gone on."""
    if not essays:
        return
    for place, essay in enumerate(essays):
        essay.scores = _scores(essay, place, len(essays), setting)
    table, back = _best_paths(essays)
    part = max(range(len(Part)), key=lambda choice: table[-1][choice])
    for place in range(len(essays) - 1, -1, -1):
        essays[place].part = Part(part)
        essays[place].confidence = _confidence(essays[place], part)
        part = back[place][part]


def _best_paths(essays: Sequence[Essay]) -> tuple[list[list[float]], list[list[int]]]:
    table = [list(essays[0].scores)]
    back = [[0] * len(Part)]
    for above, essay in pairwise(essays):
        best: list[float] = []
        origin: list[int] = []
        for part in range(len(Part)):
            ways = [table[-1][before] + _step(before, part, above.closed) for before in range(len(Part))]
            choice = max(range(len(Part)), key=ways.__getitem__)
            best.append(ways[choice] + essay.scores[part])
            origin.append(choice)
        table.append(best)
        back.append(origin)
    return table, back


def _step(before: int, part: int, closed: bool) -> float:
    if part < before:
        return _NEVER
    return -6.0 if closed and part == before and part in (Part.SYNOPSIS, Part.CRITIQUE) else 0.0


def _scores(essay: Essay, place: int, count: int, setting: Setting) -> list[float]:
    scores = [_synopsis(essay, place), _critique(essay), _review(essay, place, count, setting), _trivia(essay, setting)]
    for part in setting.taken:
        if part is not setting.first:
            scores[part] += _NEVER / 2
    if setting.first is not None:
        scores[setting.first] += 40.0 if place == 0 else 2.0
    return scores


def _synopsis(essay: Essay, place: int) -> float:
    evidence = essay.paragraph.evidence
    score = 3.0 if essay.has_pairs else 0.0
    score += 1.5 if evidence.cinema == 0 and not essay.titles else -1.0 * min(evidence.cinema, 3)
    score -= 2.0 * (evidence.first_person > 0) + 0.5 * min(evidence.opinion, 2)
    return score + (1.0 if place == 0 else 0.0) - (3.0 if essay.byline else 0.0)


def _critique(essay: Essay) -> float:
    evidence = essay.paragraph.evidence
    score = 1.5 * min(essay.titles, 2)
    score += 0.7 * min(evidence.cinema, 3) + 0.3 * min(evidence.opinion, 2)
    score += 1.0 * (evidence.length > 600) - 0.8 * (evidence.length < 150)
    score += 1.5 * (evidence.cut_off and evidence.length > 120)
    score -= 2.0 * (evidence.first_person > 0)
    score += 2.5 * essay.paragraph.text.lstrip().lower().startswith(("fazit", "verdict", "conclusion"))
    return score + (3.0 if essay.byline else 0.0)


def _review(essay: Essay, place: int, count: int, setting: Setting) -> float:
    """A review without header is an accident: it stands right above the cards, and speaks like a member."""
    evidence = essay.paragraph.evidence
    score = 2.5 * (evidence.first_person > 0) + 0.7 * min(evidence.opinion, 3) + 0.8 * (evidence.length < 500) - 1.0
    score += 1.0 if setting.cards_follow and place == count - 1 else 0.0
    score -= 0.0 if setting.cards_follow else 2.5
    score -= 1.0 * essay.has_pairs + 2.0 * essay.byline
    return score - 0.5 * min(essay.titles, 2)


def _trivia(essay: Essay, setting: Setting) -> float:
    evidence = essay.paragraph.evidence
    if setting.cards_follow or not evidence.is_fact or setting.trivia_elsewhere:
        return -8.0
    return 1.5 + 0.8 * min(evidence.strong_facts, 3) + 0.3 * min(evidence.weak_facts, 3) - 2.0 * essay.has_pairs


def _confidence(essay: Essay, part: int) -> float:
    """By how much the part was better than the next best one; a guess never counts for more than 0.9."""
    others = [score for other, score in enumerate(essay.scores) if other != part]
    margin = essay.scores[part] - max(others)
    highest = {Part.REVIEW: 0.5, Part.TRIVIA: 0.5}.get(Part(part), 0.9)
    return max(0.3, min(highest, 0.5 + 0.08 * margin))
