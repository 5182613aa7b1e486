"""Where a review's card begins: the runs of header fields, each with the author's line above it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from abspann.exchange.ingest.headings import Section
from abspann.exchange.ingest.rows import Field, Kind, Row, names_nobody
from abspann.exchange.ingest.vocabulary import words

_COUNTED = {Kind.FOLLOWERS, Kind.REVIEWS, Kind.FOLLOW}
_STRONG = {Kind.FOLLOWERS, Kind.REVIEWS, Kind.FOLLOW, Kind.PUBLISHED}
_NUMBERED = {Kind.FOLLOWERS, Kind.REVIEWS}
_STARS, _DATE = 4, 5
_SLOTS = {
    Kind.FOLLOWERS: 0,
    Kind.REVIEWS: 1,
    Kind.FOLLOW: 2,
    Kind.EXTRA: 3,
    Kind.STARS: _STARS,
    Kind.PUBLISHED: _DATE,
    Kind.DAY: _DATE,
}
_LONGEST_AUTHOR = 60
_PARTS_OF_A_RATING = words(
    "story handlung musik darsteller schauspieler kamera bild bilder ton gesamt fazit wertung spannung humor action "
    "anspruch gefühl note punkte bewertung regie drehbuch atmosphäre plot music acting sound overall rating total"
)
_SENTENCE_END = re.compile(r"\w{3,}[.!?…:,;]+$|[!?…,;]$")


@dataclass(frozen=True)
class Header:
    """Rows `start` to `stop` (exclusive) open a review; `first_field` is the row below the author's line."""

    start: int
    stop: int
    author: str | None
    anonymous: bool
    fields: tuple[Field, ...]

    def value(self, *kinds: Kind) -> Field | None:
        """The field of one of these kinds, if the header has it."""
        return next((field for field in self.fields if field.kind in kinds), None)

    @property
    def published_on(self) -> date | None:
        field = self.value(Kind.PUBLISHED, Kind.DAY)
        return field.value if field and isinstance(field.value, date) else None

    @property
    def stars(self) -> float | None:
        field = self.value(Kind.STARS)
        return field.value if field and isinstance(field.value, float) else None

    def count(self, kind: Kind) -> int | None:
        field = self.value(kind)
        return field.value if field and isinstance(field.value, int) else None


@dataclass(frozen=True)
class _Run:
    start: int
    stop: int
    fields: tuple[Field, ...]


def find_headers(rows: Sequence[Row]) -> list[Header]:
    """Every header of the page in its order; no row is in two of them."""
    stars_first = _stars_come_first(rows)
    runs = list(_runs(rows, stars_first))
    bare_page = not any(len(run.fields) > 1 or (run.fields and run.fields[0].kind in _STRONG) for run in runs)
    headers: list[Header] = []
    taken = 0
    for run in runs:
        header = _header(rows, run, taken, bare_page=bare_page)
        if header:
            headers.append(header)
            taken = header.stop
    return headers


def _stars_come_first(rows: Sequence[Row]) -> bool:
    """A page keeps one order: if stars stand before the date once, a number after a date is somebody's text."""
    return any(
        _kinds(above) & {Kind.STARS} and _kinds(below) & {Kind.PUBLISHED, Kind.DAY} for above, below in pairwise(rows)
    ) or any({Kind.STARS, Kind.PUBLISHED} <= _kinds(row) for row in rows)


def _kinds(row: Row) -> set[Kind]:
    return {field.kind for field in row.fields}


def _runs(rows: Sequence[Row], stars_first: bool) -> Iterator[_Run]:
    """Candidates from top to bottom: stretches of field lines, cut where one header cannot go on."""
    place = 0
    while place < len(rows):
        row = rows[place]
        if row.is_anonymous and not (place + 1 < len(rows) and rows[place + 1].fields):
            yield _Run(place + 1, place + 1, ())
        if not row.fields:
            if row.inline:
                yield _Run(place, place + 1, row.inline[1])
            place += 1
            continue
        end = place
        while end < len(rows) and rows[end].fields:
            end += 1
        yield from _cut(rows, place, end, stars_first)
        place = end


def _cut(rows: Sequence[Row], start: int, end: int, stars_first: bool) -> list[_Run]:
    """The longest consistent runs of one stretch: a name may look like a field («3,5»), and a text may begin so."""
    kinds = [field.kind for row in rows[start:end] for field in row.fields]
    button_last = any(below is Kind.FOLLOW and above in _NUMBERED for above, below in pairwise(kinds))
    candidates = sorted(
        filter(_has_fields, (_longest_run(rows, place, end, stars_first) for place in range(start, end))),
        key=lambda run: (-len(run.fields), button_last and run.fields[0].kind is Kind.FOLLOW, run.start),
    )
    taken = [False] * (end - start)
    chosen: list[_Run] = []
    for run in candidates:
        above = max(run.start - 1, start)
        if run.fields[0].kind in _COUNTED and len(run.fields) > 1:
            above = run.start
        if not any(taken[above - start : run.stop - start]):
            taken[above - start : run.stop - start] = [True] * (run.stop - above)
            chosen.append(run)
    return _with_authors(sorted(chosen, key=lambda run: run.start))


def _has_fields(run: _Run) -> bool:
    return bool(run.fields)


def _with_authors(runs: list[_Run]) -> list[_Run]:
    """Two cards without a line between them: the last field of the upper one is the lower one's name."""
    for place, (upper, lower) in enumerate(pairwise(runs)):
        if upper.stop == lower.start and len(upper.fields) > 1 and upper.fields[-1].kind in {Kind.STARS, Kind.FOLLOW}:
            runs[place] = _Run(upper.start, upper.stop - 1, upper.fields[:-1])
    return runs


def _longest_run(rows: Sequence[Row], start: int, end: int, stars_first: bool) -> _Run:
    fields: list[Field] = []
    place = start
    while place < end and _goes_on(fields, rows[place].fields, stars_first):
        fields += rows[place].fields
        place += 1
    return _Run(start, max(place, start + 1), tuple(fields))


def _goes_on(fields: Sequence[Field], more: Sequence[Field], stars_first: bool) -> bool:
    """Counts and button come before stars and date, each once; stars after the date only where a page does so."""
    seen = {_SLOTS[field.kind] for field in fields}
    for field in more:
        slot = _SLOTS[field.kind]
        if slot in seen or (slot < _STARS and not seen.isdisjoint({_STARS, _DATE})):
            return False
        if slot == _STARS and _DATE in seen and stars_first:
            return False
        seen.add(slot)
    return True


def _header(rows: Sequence[Row], run: _Run, taken: int, *, bare_page: bool) -> Header | None:
    inline = rows[run.start].inline if run.fields and not rows[run.start].fields else None
    above = run.start if inline else _author_row(rows, run, taken)
    author = inline[0] if inline else rows[above].line.raw.strip() if above < run.start else None
    nobody = author is not None and names_nobody(author)
    if not (nobody or _is_header(rows, run, author, above, taken) or (bare_page and _is_bare(rows, run, above))):
        return None
    counted = any(field.kind in _COUNTED for field in run.fields)  # who has followers is somebody, whatever the name
    unnamed = nobody and not counted
    return Header(above, run.stop, None if unnamed else author, unnamed, run.fields)


def _author_row(rows: Sequence[Row], run: _Run, taken: int) -> int:
    """The row above the fields if it can be a name; counts and button vouch for odd names, a mere date does not."""
    above = run.start - 1
    if above < taken or above < 0:
        return run.start
    row = rows[above]
    vouched = any(field.kind in _COUNTED for field in run.fields)
    if row.is_more or row.is_question or len(row.bare) > _LONGEST_AUTHOR or (row.is_rule and not vouched):
        return run.start
    if row.heading and (row.heading.section is Section.REVIEWS or not vouched):
        return run.start
    if not vouched and not row.is_anonymous:
        too_long = len(row.bare.split()) > (6 if len(run.fields) > 1 else 4)
        if too_long or (_SENTENCE_END.search(row.bare) and " " in row.bare):
            return run.start
    return above


def _is_header(rows: Sequence[Row], run: _Run, author: str | None, above: int, taken: int) -> bool:
    """Two fields, one of them a card's own, make a header; a single one needs a name, stars alone an open place too."""
    kinds = {field.kind for field in run.fields}
    if author is not None and author.replace(",", "").replace(".", "").isdigit():
        return bool(kinds & {Kind.FOLLOW, Kind.FOLLOWERS, Kind.PUBLISHED})
    if kinds & _STRONG and (len(kinds) > 1 or author is not None):
        return True
    if author is None or Kind.STARS not in kinds:
        return False
    return Kind.DAY in kinds or _is_open_above(rows, above, taken)


def _is_bare(rows: Sequence[Row], run: _Run, above: int) -> bool:
    """On a page whose cards are names and stars only, a blank line opens one; «Story 4,0» rates a part."""
    named = above < run.start and rows[above].bare.lower().rstrip(":") not in _PARTS_OF_A_RATING
    return named and rows[above].after_blank and bool(run.fields)


def _is_open_above(rows: Sequence[Row], place: int, taken: int) -> bool:
    """Nothing above could own these lines: the page begins, or a heading or a button stands there."""
    if place == 0:
        return True
    above = rows[place - 1]
    named = above.heading is not None and (above.heading.sure or taken == 0)
    return place > taken and (above.is_more or above.is_question or named)
