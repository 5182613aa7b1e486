"""Paragraphs: rows that read as one, and their text exactly as the input holds it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from abspann.exchange.ingest.evidence import Evidence, ends_a_sentence, evidence_of
from abspann.exchange.ingest.lines import Line
from abspann.exchange.ingest.rows import MORE_LABELS, Row
from abspann.exchange.ingest.values import one_of

_MORE = re.compile(
    rf"(?P<dots>…|\.\.\.?)?(?P<gap>\s*)[\[(]?(?P<label>{one_of(MORE_LABELS)})[\])]?\s*[>»→]{{0,2}}\s*$", re.IGNORECASE
)
_WRAPPED = range(40, 121)


@dataclass(frozen=True)
class Paragraph:
    """One or more rows; several only where a text was wrapped at a fixed width."""

    rows: tuple[Row, ...]

    @cached_property
    def text(self) -> str:
        return "\n".join(row.line.raw for row in self.rows)

    @cached_property
    def flat(self) -> str:
        """The text on one line: a name may be wrapped («Marion⏎Cotillard»)."""
        return " ".join(row.line.raw for row in self.rows)

    def lines_with(self, name: str) -> tuple[int, ...]:
        """The lines that hold a name, all of the paragraph's if it is wrapped over two."""
        return numbers(row for row in self.rows if name in row.line.raw) or numbers(self.rows)

    @cached_property
    def evidence(self) -> Evidence:
        return evidence_of(self.text.strip())

    @cached_property
    def more_at(self) -> int | None:
        """Where «… Mehr erfahren» begins on the last row, if it ends so."""
        return more_at(self.rows[-1].line.raw)

    @property
    def is_fragment(self) -> bool:
        """Too short and too unfinished to be a text: a headline, a menu's word."""
        text = self.text.strip()
        return len(text) < 60 and (text[-1] == ":" or not ends_a_sentence(text))


def more_at(raw: str) -> int | None:
    """The offset of a «Mehr erfahren» behind the text of its own line; behind dots, in brackets or after a sentence."""
    start = max(0, len(raw) - 80)
    match = _MORE.search(raw, start)
    if match is None or not raw[: match.start()].strip():
        return None
    bracketed = raw[match.end("gap") : match.start("label")] in {"[", "("}
    after_sentence = match["gap"] != "" and raw[match.start() - 1] in ".!?" and match["label"][0].isupper()
    return match.start("gap") if match["dots"] or bracketed or after_sentence else None


def paragraphs_of(rows: Sequence[Row]) -> list[Paragraph]:
    """Each row a paragraph, but lines wrapped at a fixed width between blank lines together."""
    found: list[Paragraph] = []
    block: list[Row] = []
    for row in rows:
        if block and (row.after_blank or row.at != block[-1].at + 1):
            found += _split(block)
            block = []
        block.append(row)
    return found + _split(block)


def _split(block: Sequence[Row]) -> list[Paragraph]:
    wrapped = len(block) > 1 and all(len(row.line.raw) in _WRAPPED for row in block[:-1])
    unfinished = sum(1 for row in block[:-1] if not ends_a_sentence(row.line.raw))
    if len(block) == 2 and not block[1].bare[0].islower():
        wrapped = False
    if wrapped and len(block[-1].line.raw) <= _WRAPPED.stop and unfinished * 2 > len(block[:-1]):
        return [Paragraph(tuple(block))]
    return [Paragraph((row,)) for row in block]


def verbatim(lines: Sequence[Line], rows: Sequence[Row], *, skip: int = 0, stop: int | None = None) -> str | None:
    """The rows' text as it stands in the input, line ends as `\\n`, blank lines between neighbors kept, ends stripped.

    `skip` leaves out the beginning of the first row (a label), `stop` the end of the last («Mehr erfahren»).
    """
    pieces: list[str] = []
    previous: Row | None = None
    for row in rows:
        end = stop if row is rows[-1] else None
        text = row.line.raw[skip if row is rows[0] else 0 : end]
        if previous is not None and row.at == previous.at + 1:
            pieces += [line.raw for line in lines[previous.line.number : row.line.number - 1]]
        pieces.append(text)
        previous = row
    return "\n".join(pieces).strip() or None


def numbers(rows: Iterable[Row]) -> tuple[int, ...]:
    """The rows' line numbers in order."""
    return tuple(sorted(row.line.number for row in rows))
