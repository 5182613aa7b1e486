"""What the texts of a proposal say beside being texts: cast, festival facts, films and people."""

from collections.abc import Iterator, Sequence

from abspann.exchange.ingest.blocks import FestivalFact, Mention, Passage, Proposal, RolePlayed
from abspann.exchange.ingest.festivals import Fact, facts_in
from abspann.exchange.ingest.headers import find_headers
from abspann.exchange.ingest.mentions import Names
from abspann.exchange.ingest.people import people_in_brackets, pairs_in
from abspann.exchange.ingest.rows import Row
from abspann.exchange.ingest.titles import Found


def cast_of(rows: Sequence[Row]) -> tuple[RolePlayed, ...]:
    """Every pair of role and actor once, in the order of the text."""
    first = [pair for row in rows for pair in pairs_in(row.line.raw)]
    known = frozenset(pair.role for pair in first if " " not in pair.role)
    sure = any(pair.sure for pair in first)
    cast: dict[tuple[str, str], RolePlayed] = {}
    for row in rows:
        for pair in pairs_in(row.line.raw, known):
            if pair.sure or sure:
                confidence = 0.9 if pair.sure else 0.4
                played = RolePlayed(role=pair.role, person=pair.person, lines=(row.line.number,), confidence=confidence)
                cast.setdefault((pair.role, pair.person), played)
    return tuple(cast.values())


def festivals_of(rows: Sequence[Row], placed: Proposal, unplaced: Sequence[Passage]) -> tuple[FestivalFact, ...]:
    """Facts from trivia and unplaced lines, and from reviews and critique where they speak of this film plainly."""
    title = placed.film.title
    trust = {number: 0.8 for passage in placed.trivia for number in passage.lines}
    trust |= {number: 0.6 for passage in unplaced for number in passage.lines}
    trust |= {number: 0.5 for number in placed.critique.lines}
    trust |= {number: 0.4 for review in placed.reviews for number in review.lines}
    facts: dict[Fact, tuple[list[int], float]] = {}
    for row in rows:
        number = row.line.number
        if number not in trust or row.fields:
            continue
        for fact in facts_in(row.line.raw, title):
            if trust[number] > 0.5 or (fact.outcome and (fact.festival or fact.award) and fact.year):
                lines, best = facts.setdefault(fact, ([], trust[number]))
                lines.append(number)
                facts[fact] = (lines, max(best, trust[number]))
    return tuple(_merged(facts))


def _merged(facts: dict[Fact, tuple[list[int], float]]) -> Iterator[FestivalFact]:
    for fact, (lines, confidence) in facts.items():
        yield FestivalFact(
            festival=fact.festival,
            year=fact.year,
            award=fact.award,
            outcome=fact.outcome,
            lines=tuple(dict.fromkeys(lines)),
            confidence=confidence if fact.outcome else confidence / 2,
        )


def mentions_of(rows: Sequence[Row], placed: Proposal, title: Found | None) -> tuple[Mention, ...]:
    """Films and people of every text; names in the headers of cards are members, not mentions."""
    plot = set(placed.synopsis.lines)
    critics = {placed.critique.critic} if placed.critique.critic else set()
    people = frozenset(name for row in rows for name in people_in_brackets(row.line.raw))
    names = Names(title.title if title else None, frozenset(pair.role for pair in placed.synopsis.cast), people)
    header_rows = {at for header in find_headers(rows) for at in range(header.start, header.stop)}
    own = set(placed.film.lines)
    for row in rows:
        if row.at not in header_rows and row.line.number not in own and not row.heading:
            names.read(row.line.number, row.line.raw, is_plot=row.line.number in plot)
    return tuple(mention for mention in names.mentions() if mention.name not in critics)
