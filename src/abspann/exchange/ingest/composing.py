"""The stretches of a page put together as a proposal: each row goes to one block, the rest is unplaced."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from abspann.exchange.ingest.annotations import cast_of, festivals_of, mentions_of
from abspann.exchange.ingest.blocks import Critique, FilmTitle, MemberReview, Passage, Proposal, Synopsis
from abspann.exchange.ingest.cards import Card, card_of, is_separator, review_of, split_facts
from abspann.exchange.ingest.essays import Part, Setting
from abspann.exchange.ingest.evidence import evidence_of
from abspann.exchange.ingest.headings import Section
from abspann.exchange.ingest.lines import Line
from abspann.exchange.ingest.paragraphs import numbers, paragraphs_of, verbatim
from abspann.exchange.ingest.people import pairs_in
from abspann.exchange.ingest.prose import Piece, pieces_of
from abspann.exchange.ingest.rows import Row
from abspann.exchange.ingest.sections import Stretch
from abspann.exchange.ingest.titles import Found

_PARTS = {Section.SYNOPSIS: Part.SYNOPSIS, Section.CRITIQUE: Part.CRITIQUE, Section.REVIEWS: Part.REVIEW}


_ROWS_PER_PAIR = 15
"""A longer text with fewer roles and actors is no synopsis: some bracket in it only looks like an actor."""


def _cinema(text: str | None) -> int:
    """How many of cinema's own words the text uses."""
    return evidence_of(text).cinema if text else 0


@dataclass
class Composition:
    """Collects blocks; what no block takes is found at the end, so that no line can get lost."""

    lines: Sequence[Line]
    rows: Sequence[Row]
    prose: Sequence[Row]
    title: Found | None
    synopsis: Synopsis = field(default_factory=Synopsis)
    critique: Critique = field(default_factory=Critique)
    reviews: list[MemberReview] = field(default_factory=list)
    trivia: list[Passage] = field(default_factory=list)
    has_evidence: bool = False

    def compose(self, stretches: Sequence[Stretch]) -> None:
        """Headed parts first: a guess never takes the place of what a heading names."""
        cards = [place for place, stretch in enumerate(stretches) if stretch.header]
        has_trivia = any(stretch.section is Section.TRIVIA and stretch.body for stretch in stretches)
        headed = {_PARTS[stretch.section] for stretch in stretches if stretch.section in _PARTS and stretch.body}
        order = sorted(range(len(stretches)), key=lambda place: (stretches[place].section is None, place))
        for place in order:
            stretch = stretches[place]
            follow = place + 1 < len(stretches) and stretches[place + 1].section is Section.REVIEWS
            if stretch.header:
                self._card(card_of(stretch, stretch.header), is_last=place == cards[-1] and not has_trivia)
            elif stretch.section is Section.TRIVIA:
                self._trivia_section(stretch)
            elif stretch.section is None or stretch.section in _PARTS:
                taken = frozenset(headed & {Part.SYNOPSIS, Part.CRITIQUE}) | self._filled()
                first = _PARTS.get(stretch.section) if stretch.section else None
                self._prose(stretch, Setting(first, taken, follow, bool(cards), has_trivia))
            elif stretch.body:
                self.has_evidence = self.has_evidence or stretch.head[0].heading is not None

    def _filled(self) -> frozenset[Part]:
        taken = [(Part.SYNOPSIS, self.synopsis.text), (Part.CRITIQUE, self.critique.text)]
        return frozenset(part for part, text in taken if text)

    def _prose(self, stretch: Stretch, setting: Setting) -> None:
        if setting.first in self._filled():
            return
        for piece in pieces_of(stretch, setting):
            self._place(piece)
        named = stretch.section is not None and bool(stretch.body)
        self.has_evidence = self.has_evidence or named

    def _place(self, piece: Piece) -> None:
        text = verbatim(self.lines, piece.text_rows, skip=piece.skip, stop=piece.stop)
        lines = numbers(piece.own_rows)
        if piece.part is Part.SYNOPSIS:
            cast = cast_of(piece.text_rows)
            self.synopsis = Synopsis(text=text, cast=cast, lines=lines, confidence=piece.confidence)
            self.has_evidence = self.has_evidence or len(cast) * _ROWS_PER_PAIR >= len(piece.text_rows) > 0
        elif piece.part is Part.CRITIQUE:
            self.critique = Critique(
                text=text,
                truncated=piece.truncated,
                critic=piece.critic,
                stars=piece.stars,
                lines=lines,
                confidence=piece.confidence,
            )
            self.has_evidence = self.has_evidence or _cinema(text) > (piece.confidence < 0.6)
        elif piece.part is Part.REVIEW:
            self.reviews.append(
                MemberReview(text=text, truncated=piece.truncated, lines=lines, confidence=piece.confidence)
            )
        elif text:
            self.trivia.append(Passage(text=text, lines=lines, confidence=piece.confidence))
            self.has_evidence = self.has_evidence or _cinema(text) > 0

    def _card(self, card: Card, *, is_last: bool) -> None:
        self.has_evidence = True
        facts: list[tuple[Row, ...]] = []
        if is_last:
            card, facts = split_facts(card)
            card = self._without_synopsis(card)
        self.reviews.append(review_of(card, self.lines))
        for rows in facts:
            self._fact(rows, 0.45)
        self._leftover(card.rest, is_last=is_last)

    def _without_synopsis(self, card: Card) -> Card:
        """A last paragraph full of roles and actors, on a page that has no synopsis, is not the member's."""
        paragraphs = paragraphs_of(card.text_rows)
        if len(paragraphs) < 2 or self.synopsis.text or card.truncated:
            return card
        last = paragraphs[-1]
        if last.evidence.first_person or sum(pair.sure for pair in pairs_in(last.text)) < 2:
            return card
        self._place(Piece(Part.SYNOPSIS, last.rows, last.rows, 0.5))
        kept = tuple(row for row in card.text_rows if row not in last.rows)
        own = tuple(row for row in card.own_rows if row not in last.rows)
        return Card(card.header, kept, own, card.rest, card.truncated, None)

    def _leftover(self, rows: Sequence[Row], *, is_last: bool) -> None:
        """Below a card's end: a fact at the page's end, or a review whose header got lost; else it stays unplaced."""
        voices: list[Row] = []
        for paragraph in paragraphs_of(rows):
            evidence = paragraph.evidence
            if is_last and evidence.is_fact:
                self._fact(paragraph.rows, 0.55)
            elif not paragraph.is_fragment and (not is_last or evidence.opinion or evidence.first_person):
                voices += paragraph.rows
        if voices:
            piece = Piece(Part.REVIEW, tuple(voices), tuple(voices), 0.4)
            self._place(piece)

    def _fact(self, rows: Sequence[Row], confidence: float) -> None:
        text = verbatim(self.lines, rows)
        if text:
            self.trivia.append(Passage(text=text, lines=numbers(rows), confidence=confidence))

    def _trivia_section(self, stretch: Stretch) -> None:
        """Each paragraph is a piece of its own; a short line above one is its headline."""
        self.has_evidence = self.has_evidence or bool(stretch.body)
        pending = list(stretch.head)
        text_rows: list[Row] = []
        for paragraph in paragraphs_of(stretch.body):
            row = paragraph.rows[0]
            if row.is_more or row.is_button or is_separator(row):
                if self.trivia and not text_rows:
                    self._extend_last_trivia(paragraph.rows)
                else:
                    pending += paragraph.rows
                continue
            text_rows += paragraph.rows
            pending += paragraph.rows
            if paragraph.is_fragment and row is not stretch.body[-1] and not text_rows[:-1]:
                continue
            skip = stretch.skip if text_rows[0] is stretch.body[0] else 0
            text = verbatim(self.lines, text_rows, skip=skip)
            self.trivia.append(Passage(text=text or "", lines=numbers(pending), confidence=0.9))
            pending, text_rows = [], []

    def _extend_last_trivia(self, rows: Iterable[Row]) -> None:
        last = self.trivia[-1]
        self.trivia[-1] = Passage(text=last.text, lines=(*last.lines, *numbers(rows)), confidence=last.confidence)

    def proposal(self) -> Proposal:
        """The blocks in the page's order, with the annotations of their texts."""
        found = self.title
        film = FilmTitle(
            title=found.title if found else None,
            confidence=found.confidence if found else 0.0,
            lines=numbers([found.row]) if found and found.row else (),
        )
        reviews = tuple(sorted(self.reviews, key=lambda review: review.lines))
        trivia = tuple(sorted(self.trivia, key=lambda passage: passage.lines))
        placed = Proposal(film=film, synopsis=self.synopsis, critique=self.critique, reviews=reviews, trivia=trivia)
        unplaced = tuple(self._unplaced({number for block in placed.blocks for number in block.lines}))
        return Proposal(
            film=film,
            synopsis=self.synopsis,
            critique=self.critique,
            reviews=reviews,
            trivia=trivia,
            festivals=festivals_of(self.prose, placed, unplaced),
            mentions=mentions_of(self.prose, placed, self.title),
            unplaced=unplaced,
        )

    def _unplaced(self, taken: set[int]) -> Iterator[Passage]:
        block: list[Row] = []
        for row in self.rows:
            free = row.line.number not in taken
            if block and (not free or row.at != block[-1].at + 1):
                yield self._passage(block)
                block = []
            if free:
                block.append(row)
        if block:
            yield self._passage(block)

    def _passage(self, rows: Sequence[Row]) -> Passage:
        return Passage(text=verbatim(self.lines, rows) or "", lines=numbers(rows), confidence=0.5)
