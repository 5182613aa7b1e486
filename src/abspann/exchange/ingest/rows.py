"""What each line says by itself: fields of a card's header, a heading, «Mehr erfahren», a button; or plain text."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, auto
from functools import lru_cache

from abspann.exchange.ingest import values
from abspann.exchange.ingest.headings import Heading, heading_of
from abspann.exchange.ingest.labels import BADGES, READ_THEIR, all_of
from abspann.exchange.ingest.lines import LABEL_LENGTH, Line, bare_of
from abspann.exchange.ingest.values import NUMBER, one_of


class Kind(IntEnum):
    """The fields of a card's header, in no order."""

    FOLLOWERS = auto()
    REVIEWS = auto()
    FOLLOW = auto()
    EXTRA = auto()
    STARS = auto()
    PUBLISHED = auto()
    DAY = auto()


@dataclass(frozen=True)
class Field:
    """One field of a header; `value` is None if the label is known and its value is not."""

    kind: Kind
    value: int | float | date | None = None
    exact: bool = True


MORE_LABELS = all_of("more")
ANONYMOUS = all_of("anonymous")
_HELPFUL = all_of("helpful")

_ENDS = r"(?=$|[\s·|•,;/–—-])"
_GAP = re.compile(r"[\s·|•,;/–—-]*")
_LONGEST_HEADER = 120
_LONGEST_LABEL = 80
_NO_VALUE = ("-", "–", "—")
_FIGURE = re.compile(r"[0-9★⭐✭½☆✩]")
_WORDLESS = tuple(all_of("follow") | all_of("published") | frozenset(READ_THEIR) | frozenset(BADGES))


def _count(match: re.Match[str], kind: Kind) -> Field:
    value, exact = values.whole_number(match["n"] or "")
    return Field(kind, value, exact)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern}){_ENDS}")


def _counted(labels: frozenset[str]) -> str:
    return rf"(?:{one_of(READ_THEIR)} )?(?P<n>{NUMBER}) {one_of(labels)}"


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Field]], ...] = (
    (_compiled(values.PUBLISHED), lambda m: Field(Kind.PUBLISHED, values.date_of(m))),
    (_compiled(values.UNDATED), lambda m: Field(Kind.PUBLISHED)),
    (_compiled(values.BARE_DAY), lambda m: Field(Kind.DAY, values.date_of(m))),
    (_compiled(_counted(all_of("followers"))), lambda m: _count(m, Kind.FOLLOWERS)),
    (_compiled(_counted(all_of("reviews"))), lambda m: _count(m, Kind.REVIEWS)),
    (_compiled(rf"{one_of(all_of('followers'))}: (?P<n>{NUMBER})"), lambda m: _count(m, Kind.FOLLOWERS)),
    (_compiled(rf"{one_of(all_of('reviews'))}: (?P<n>{NUMBER})"), lambda m: _count(m, Kind.REVIEWS)),
    (_compiled(rf"{one_of(READ_THEIR)} {one_of(all_of('reviews'))}"), lambda m: Field(Kind.REVIEWS)),
    (_compiled(_counted(all_of("ratings"))), lambda m: Field(Kind.EXTRA)),
    (_compiled(one_of(BADGES)), lambda m: Field(Kind.EXTRA)),
    (_compiled(one_of(all_of("follow"))), lambda m: Field(Kind.FOLLOW)),
    (_compiled(values.STARS), lambda m: Field(Kind.STARS, values.stars_of(m))),
    (_compiled(values.GLYPHS), lambda m: Field(Kind.STARS, values.stars_of(m))),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line that is not blank, with what its own words make it; `at` counts rows from 0.

    - `fields`: the header fields that the line consists of, from its first to its last character
    - `inline`: a whole header on one line («Anna · 3 Follower · 3,5»): the author's piece, and the fields behind it
    - `is_more`: the button behind a text that was cut off
    - `is_question`: «Hilfreich?», «0 Finde ich hilfreich»: only a portal prints this, whatever stands around it
    - `is_button`: «Kommentare», «Melden»: a button if only such lines follow; a member may write the word too
    - `is_rule`: signs only («-----»)
    """

    at: int
    line: Line
    bare: str
    after_blank: bool
    fields: tuple[Field, ...] = ()
    inline: tuple[str, tuple[Field, ...]] | None = None
    heading: Heading | None = None
    is_more: bool = False
    is_anonymous: bool = False
    is_question: bool = False
    is_button: bool = False
    is_rule: bool = False

    @property
    def is_plain(self) -> bool:
        """Nothing but text as far as the line itself tells."""
        return not (self.fields or self.heading or self.is_more or self.is_anonymous or self.is_question)


def _row(at: int, line: Line, bare: str, after_blank: bool) -> Row:
    if len(line.raw) > LABEL_LENGTH:
        return Row(at, line, bare, after_blank)
    label = _label(bare) if len(bare) <= _LONGEST_LABEL else ""
    core = label.strip("0123456789 ()")
    question = core in _HELPFUL and (core != label or bare.endswith("?"))
    fields = fields_of(bare)
    heading = heading_of(bare)  # «12 Kritiken» is a count, «12 User-Kritiken» a heading
    return Row(
        at,
        line,
        bare,
        after_blank,
        fields=fields,
        inline=None if fields else _inline_header(line),
        heading=heading if heading and (heading.sure or not fields) else None,
        is_more=label in MORE_LABELS,
        is_anonymous=label in ANONYMOUS,
        is_question=question,
        is_button=question or label in _HELPFUL,
        is_rule=len(bare) <= _LONGEST_LABEL and not any(map(str.isalnum, bare)),
    )


def _label(bare: str) -> str:
    return bare.lower().replace("’", "'").strip("[]()<>…. »«→›|+").rstrip("?: ").strip()


def names_nobody(name: str) -> bool:
    """«Anonymer User», «Un visiteur»: what a portal prints where an account is gone."""
    return _label(name) in ANONYMOUS


@lru_cache(maxsize=4096)
def fields_of(bare: str) -> tuple[Field, ...]:
    """The fields a short line is made of, or none if a single word of it is something else."""
    if not bare or len(bare) > _LONGEST_HEADER:
        return ()
    if bare in _NO_VALUE:
        return (Field(Kind.EXTRA),)
    text = bare.lower().replace("’", "'")
    if not (_FIGURE.search(text) or text.startswith(_WORDLESS)):  # most lines are prose: say so quickly
        return ()
    found: list[Field] = []
    place = 0
    while place < len(text):
        field, place = _field_at(text, place)
        if field is None or any(field.kind == other.kind for other in found):
            return ()
        found.append(field)
    dates = sum(field.kind in (Kind.PUBLISHED, Kind.DAY) for field in found)
    return tuple(found) if dates < 2 else ()


def _field_at(text: str, place: int) -> tuple[Field | None, int]:
    best: tuple[int, Field] | None = None
    for pattern, read in _READERS:
        match = pattern.match(text, place)
        if match and match.end() > place and (best is None or match.end() > best[0]):
            field = read(match)
            if field.kind is not Kind.STARS or field.value is not None:
                best = (match.end(), field)
    if best is None:
        return None, place
    gap = _GAP.match(text, best[0])
    return best[1], gap.end() if gap else best[0]


def _inline_header(line: Line) -> tuple[str, tuple[Field, ...]] | None:
    if not _FIGURE.search(line.raw):
        return None
    for sign in (" · ", " | ", " • ", "\t", " – ", " - "):
        author, found, rest = line.raw.strip().partition(sign)
        if not found or not author.strip():
            continue
        fields = fields_of(bare_of(rest))
        if len(fields) >= 2 or any(field.kind is Kind.PUBLISHED for field in fields):
            return author.strip(), fields
    return None


def rows_of(lines: Iterable[Line]) -> list[Row]:
    """The lines that are not blank, in order."""
    rows: list[Row] = []
    blank = False
    for line in lines:
        bare = bare_of(line.raw)
        if bare:
            rows.append(_row(len(rows), line, bare, blank))
        blank = not bare
    return rows
