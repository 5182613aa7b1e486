"""What the texts of a proposal say beside being texts: cast, festival facts, films and people."""

from collections.abc import Iterator, Sequence

from abspann.exchange.ingest.blocks import FestivalFact, Mention, Passage, Proposal, RolePlayed
from abspann.exchange.ingest.festivals import Fact, facts_in
from abspann.exchange.ingest.mentions import Names
from abspann.exchange.ingest.paragraphs import Paragraph, paragraphs_of
from abspann.exchange.ingest.people import pairs_in, people_in_brackets
from abspann.exchange.ingest.rows import Row
from abspann.exchange.ingest.titles import Found

READ_AT_MOST = 400_000
ROWS_AT_MOST = 10_000
"""Characters and rows that are searched for festivals, films and people: ten times the longest page, and quick."""


def _searched(rows: Sequence[Row]) -> Iterator[Paragraph]:
    left = READ_AT_MOST
    for paragraph in paragraphs_of(rows[:ROWS_AT_MOST]):
        left -= len(paragraph.flat)
        if left < 0:
            return
        yield paragraph


def cast_of(rows: Sequence[Row]) -> tuple[RolePlayed, ...]:
    """Every pair of role and actor once, in the order of the text."""
    paragraphs = paragraphs_of(rows)
    first = [pair for paragraph in paragraphs for pair in pairs_in(paragraph.flat)]
    known = frozenset(pair.role for pair in first if " " not in pair.role)
    sure = any(pair.sure for pair in first)
    cast: dict[tuple[str, str], RolePlayed] = {}
    for paragraph in paragraphs:
        for pair in pairs_in(paragraph.flat, known):
            if pair.sure or sure:
                lines, confidence = paragraph.lines_with(pair.person), 0.9 if pair.sure else 0.4
                played = RolePlayed(role=pair.role, person=pair.person, lines=lines, confidence=confidence)
                cast.setdefault((pair.role, pair.person), played)
    return tuple(cast.values())


def festivals_of(prose: Sequence[Row], placed: Proposal, unplaced: Sequence[Passage]) -> tuple[FestivalFact, ...]:
    """Facts from trivia and unplaced lines, and from reviews and critique where they speak of this film plainly."""
    trust = {number: 0.8 for passage in placed.trivia for number in passage.lines}
    trust |= {number: 0.6 for passage in unplaced for number in passage.lines}
    trust |= dict.fromkeys(placed.critique.lines, 0.5)
    trust |= {number: 0.4 for review in placed.reviews for number in review.lines}
    facts: dict[Fact, tuple[set[int], float]] = {}
    for paragraph in _searched(prose):
        sure = trust.get(paragraph.rows[0].line.number, 0.0)
        for fact in facts_in(paragraph.flat, placed.film.title) if sure else ():
            if sure > 0.5 or (fact.outcome and (fact.festival or fact.award) and fact.year):
                lines, best = facts.get(fact, (set(), sure))
                facts[fact] = (lines | set(paragraph.lines_with(fact.award or fact.festival or "")), max(best, sure))
    return tuple(_merged(facts))


def _merged(facts: dict[Fact, tuple[set[int], float]]) -> Iterator[FestivalFact]:
    for fact, (lines, confidence) in facts.items():
        yield FestivalFact(
            festival=fact.festival,
            year=fact.year,
            award=fact.award,
            outcome=fact.outcome,
            lines=tuple(sorted(lines)),
            confidence=confidence if fact.outcome else confidence / 2,
        )


def mentions_of(prose: Sequence[Row], placed: Proposal, title: Found | None) -> tuple[Mention, ...]:
    """Films and people of the rows outside the cards' headers: the names in those are members, not mentions."""
    plot = set(placed.synopsis.lines)
    own = set(placed.film.lines)
    paragraphs = list(_searched(prose))
    people = frozenset(name for paragraph in paragraphs for name in people_in_brackets(paragraph.flat))
    names = Names(title.title if title else None, frozenset(pair.role for pair in placed.synopsis.cast), people)
    for paragraph in paragraphs:
        row = paragraph.rows[0]
        if row.line.number not in own and not row.heading:
            names.read(paragraph, is_plot=row.line.number in plot)
    return tuple(mention for mention in names.mentions() if mention.name != placed.critique.critic)
