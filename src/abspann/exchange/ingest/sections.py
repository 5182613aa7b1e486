"""The page cut into stretches: what stands before the first sign, under each heading, in each card."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from abspann.exchange.ingest.headers import Header
from abspann.exchange.ingest.headings import Section, inline_heading
from abspann.exchange.ingest.rows import Kind, Row

_COUNTED = {Kind.FOLLOWERS, Kind.REVIEWS, Kind.FOLLOW}
_INLINE = {Section.SYNOPSIS, Section.CRITIQUE, Section.TRIVIA}
_ENDS_A_CARD = {Section.REVIEWS, Section.TRIVIA, Section.FESTIVALS, Section.PRESS}


@dataclass
class Stretch:
    """Rows under one heading or header; `skip` is the length of a label on the first row («Inhalt: …»)."""

    section: Section | None
    head: list[Row] = field(default_factory=list)
    header: Header | None = None
    body: list[Row] = field(default_factory=list)
    skip: int = 0


def stretches_of(rows: Sequence[Row], headers: Sequence[Header]) -> list[Stretch]:
    """Every row in exactly one stretch, in order; a heading over cards goes to the first card below it."""
    starts = {header.start: header for header in headers}
    stretches = [Stretch(None)]
    place = 0
    while place < len(rows):
        header = starts.get(place)
        if header and not _belongs_to_critique(header, stretches[-1]):
            stretches.append(Stretch(Section.REVIEWS, list(rows[place : header.stop]), header))
            place = header.stop
            continue
        _take(rows[place], stretches, within_header=header is not None)
        place += 1
    return _with_headings(stretches)


def _belongs_to_critique(header: Header, current: Stretch) -> bool:
    """Name, stars and date right below «Kritik der Redaktion» are the critic's: a critic has no followers here."""
    counted = any(item.kind in _COUNTED for item in header.fields)
    return (
        current.section is Section.CRITIQUE
        and not counted
        and not header.anonymous
        and not any(len(row.bare) > 120 for row in current.body)
    )


def _take(row: Row, stretches: list[Stretch], *, within_header: bool) -> None:
    current = stretches[-1]
    section = None if within_header else _opened(row, current)
    if section is not None:
        stretches.append(Stretch(section, [row]))
        return
    labelled = _opened_inline(row, current)
    if labelled:
        stretches.append(Stretch(labelled[0], [], None, [row], labelled[1]))
        return
    is_underline = row.is_rule and current.head and not current.body and current.header is None
    (current.head if is_underline else current.body).append(row)


def _opened(row: Row, current: Stretch) -> Section | None:
    heading = row.heading
    if heading is None:
        return None
    if current.header is not None:  # members write «Inhalt» and «Kritik:» above parts of their own texts
        portal = heading.sure and (heading.section in _ENDS_A_CARD or not row.bare.endswith(":"))
        return heading.section if portal or row.bare.startswith("#") else None
    within_critique = current.section is Section.CRITIQUE and bool(current.body)
    return None if within_critique and heading.section is Section.SYNOPSIS and not heading.sure else heading.section


def _opened_inline(row: Row, current: Stretch) -> tuple[Section, int] | None:
    raw = row.line.raw
    lead = len(raw) - len(raw.lstrip())
    found = inline_heading(row.line.plain[lead : lead + 80]) if len(raw) > 60 else None
    if found is None or found[0].section not in _INLINE:
        return None
    if current.header is not None and not (found[0].sure and found[0].section is Section.TRIVIA):
        return None
    return found[0].section, lead + found[1]


def _with_headings(stretches: list[Stretch]) -> list[Stretch]:
    """A heading with nothing below it goes to what follows, if that is of its kind; else it stays alone."""
    joined: list[Stretch] = []
    for stretch in stretches:
        above = joined[-1] if joined else None
        if above and above.head and not above.body and above.header is None and above.section is stretch.section:
            above.head.extend(stretch.head)
            stretch.head = above.head
            joined.pop()
        joined.append(stretch)
    return joined
