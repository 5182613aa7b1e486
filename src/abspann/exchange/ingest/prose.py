"""A stretch without cards read as pieces: paragraphs with their part, bylines, stars and buttons beside them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from abspann.exchange.ingest.essays import Essay, Part, Setting, assign
from abspann.exchange.ingest.given_names import GIVEN_NAMES
from abspann.exchange.ingest.paragraphs import Paragraph, paragraphs_of
from abspann.exchange.ingest.people import person_in
from abspann.exchange.ingest.rows import Kind, Row
from abspann.exchange.ingest.sections import Stretch
from abspann.exchange.ingest.titles import is_detail

PARAGRAPHS_AT_MOST = 2_000
"""Of one stretch; what comes after so many is no synopsis, critique or review any more and stays unplaced."""

_HEADED = {Part.SYNOPSIS: 0.95, Part.CRITIQUE: 0.95, Part.REVIEW: 0.55, Part.TRIVIA: 0.9}
"""How sure a heading makes of its part; a review without a card stays a guess."""

_BYLINE = re.compile(
    r"^(?:(?:eine |die )?(?:film)?(?:kritik|rezension|besprechung|text|autorin|autor|review|critique|written|crítica|"
    r"recensione)(?: von| by| par|:| de| di)|von|by|par|por|di|de|[–—-])[:\s]+"
    r"(?P<name>[^,|·()]{3,50}?)(?:\s*[,|·(].*|\s+(?:[–—-]|am|vom|on|le)\s.*)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Piece:
    """Rows of one part: `own_rows` are all of the block's, `text_rows` those of its text."""

    part: Part
    text_rows: tuple[Row, ...]
    own_rows: tuple[Row, ...]
    confidence: float
    truncated: bool = False
    critic: str | None = None
    stars: float | None = None
    skip: int = 0
    stop: int | None = None


@dataclass(frozen=True)
class _Note:
    """A row that is no text: `after` counts the essays above it."""

    row: Row
    after: int


def byline_of(row: Row, *, bare_name: bool = False) -> str | None:
    """The critic of «Von Carsten Baumgardt», verbatim; a bare name only where a critique is expected."""
    if len(row.line.raw) > 90:
        return None
    raw = row.line.raw.strip()
    match = _BYLINE.match(raw)
    name = match["name"].strip() if match else raw if bare_name else ""
    found = person_in(name) if 1 < len(name.split()) < 5 else None
    if not found or not found[1] or found[0] != name:
        return None
    return name if match or name.split()[0].lower() in GIVEN_NAMES else None


def pieces_of(stretch: Stretch, setting: Setting) -> list[Piece]:
    """The stretch's blocks in order; rows that are in none of them are unplaced."""
    essays, notes = _essays(stretch, setting)
    assign(essays, setting)
    pieces: list[Piece] = []
    numbered = list(enumerate(essays))
    for _, group in groupby(numbered, key=lambda item: (item[1].part, _passage(numbered, item[0]))):
        members = list(group)
        first, last = members[0][0], members[-1][0]
        beside = [note for note in notes if first <= note.after <= last + 1]
        pieces.append(_piece([essay for _, essay in members], beside, first, last, stretch, setting))
    return pieces


def _passage(numbered: Sequence[tuple[int, Essay]], place: int) -> int:
    """Reviews without header end where the copy was cut; every other part of a stretch is one block."""
    essay = numbered[place][1]
    if essay.part is Part.TRIVIA:
        return place
    return sum(1 for _, above in numbered[:place] if above.closed) if essay.part is Part.REVIEW else 0


def _essays(stretch: Stretch, setting: Setting) -> tuple[list[Essay], list[_Note]]:
    essays: list[Essay] = []
    notes: list[_Note] = []
    byline = False
    for paragraph in paragraphs_of(stretch.body)[:PARAGRAPHS_AT_MOST]:
        row = paragraph.rows[0]
        if _is_note(paragraph, stretch, setting):
            notes.append(_Note(row, len(essays)))
            byline = byline or bool(essays and byline_of(row))
            if essays and row.is_more:
                essays[-1].closed = True
            continue
        closed = paragraph.evidence.cut_off or paragraph.more_at is not None
        essays.append(Essay(paragraph, closed, byline))
        byline = False
    return essays, notes


def _is_note(paragraph: Paragraph, stretch: Stretch, setting: Setting) -> bool:
    row = paragraph.rows[0]
    if row.fields or row.is_more or row.is_question or row.is_rule or byline_of(row):
        return True
    critic = setting.first is Part.CRITIQUE and byline_of(row, bare_name=True) is not None
    if critic or (is_detail(row.bare) and len(row.bare) < 120):
        return True
    return paragraph.is_fragment and setting.first not in (Part.SYNOPSIS, Part.CRITIQUE)


def _piece(
    essays: Sequence[Essay], notes: Sequence[_Note], first: int, last: int, stretch: Stretch, setting: Setting
) -> Piece:
    part = essays[0].part or Part.SYNOPSIS
    text_rows = tuple(row for essay in essays for row in essay.paragraph.rows)
    headed = part is setting.first
    head = stretch.head if first == 0 else []
    own = [note.row for note in notes if _belongs(note, part, first, last, headed)]
    stop = essays[-1].paragraph.more_at
    critic, stars = _signature([*head, *own], headed) if part is Part.CRITIQUE else (None, None)
    more = stop is not None or any(row.is_more for row in own)
    whole = essays[-1].paragraph.evidence
    return Piece(
        part,
        text_rows,
        (*head, *text_rows, *own),
        _HEADED[part] if headed else min(essay.confidence for essay in essays),
        truncated=more or (part is Part.CRITIQUE and whole.cut_off),
        critic=critic,
        stars=stars,
        skip=stretch.skip if first == 0 else 0,
        stop=stop,
    )


def _belongs(note: _Note, part: Part, first: int, last: int, headed: bool) -> bool:
    """Notes inside a block and buttons below it are its own; a critic's name and stars may stand above it too."""
    row, below = note.row, note.after == last + 1
    if first < note.after <= last:
        return True
    if row.is_more or row.is_question:
        return below
    if part is not Part.CRITIQUE or (is_detail(row.bare) and not byline_of(row)):
        return False
    signs = bool(row.fields) or byline_of(row, bare_name=headed) is not None
    return signs and (headed or note.after > 0)


def _signature(rows: Sequence[Row], headed: bool) -> tuple[str | None, float | None]:
    critics = (byline_of(row, bare_name=headed) for row in rows)
    stars = (field.value for row in rows for field in row.fields if field.kind is Kind.STARS)
    return next(filter(None, critics), None), next((value for value in stars if isinstance(value, float)), None)
