"""What each line says by itself: fields of a card's header, a heading, «Mehr erfahren», a button; or plain text."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property

from abspann.exchange.ingest import values
from abspann.exchange.ingest.headings import Heading, heading_of
from abspann.exchange.ingest.labels import BADGES, READ_THEIR, all_of
from abspann.exchange.ingest.lines import Line
from abspann.exchange.ingest.values import NUMBER, one_of


class Kind(Enum):
    """The fields of a card's header, in no order."""

    FOLLOWERS = "followers"
    REVIEWS = "reviews"
    FOLLOW = "follow"
    EXTRA = "extra"
    STARS = "stars"
    PUBLISHED = "published"
    DAY = "day"


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


def _count(match: re.Match[str], kind: Kind) -> Field:
    value, exact = values.whole_number(match["n"] or "")
    return Field(kind, value, exact)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern}){_ENDS}")


def _counted(labels: frozenset[str]) -> str:
    return rf"(?:{one_of(READ_THEIR)} )?(?P<n>{NUMBER}) (?:user-)?{one_of(labels)}"


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


@dataclass(frozen=True)
class Row:
    """A line that is not blank, with what its own words make it; `at` counts rows from 0."""

    at: int
    line: Line
    after_blank: bool

    @property
    def bare(self) -> str:
        return self.line.bare

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The header fields this line consists of, from its first to its last character; none for text."""
        return fields_of(self.bare) if self.line.is_short else ()

    @cached_property
    def inline(self) -> tuple[str, tuple[Field, ...]] | None:
        """A whole header on one line («Anna · 3 Follower · 3,5»): the author's piece and the fields behind it."""
        return _inline_header(self.line) if self.line.is_short else None

    @cached_property
    def heading(self) -> Heading | None:
        return heading_of(self.bare) if self.line.is_short else None

    @cached_property
    def is_more(self) -> bool:
        """The line is the button behind a text that was cut off."""
        return self.line.is_short and _label(self.bare) in MORE_LABELS

    @cached_property
    def is_anonymous(self) -> bool:
        return self.line.is_short and names_nobody(self.bare)

    @cached_property
    def is_question(self) -> bool:
        """«Hilfreich?», «0 Finde ich hilfreich»: only a portal prints this, whatever stands around it."""
        label = _label(self.bare) if self.line.is_short else ""
        core = label.strip("0123456789 ()")
        return core in _HELPFUL and (core != label or self.bare.endswith("?"))

    @cached_property
    def is_button(self) -> bool:
        """«Kommentare», «Melden»: a button if only such lines follow; a member may write the word too."""
        return self.is_question or (self.line.is_short and _label(self.bare) in _HELPFUL)

    @cached_property
    def is_rule(self) -> bool:
        """A line of signs only («-----»)."""
        return self.line.is_short and not any(sign.isalnum() for sign in self.bare)

    @property
    def is_plain(self) -> bool:
        """Nothing but text as far as the line itself tells."""
        return not (self.fields or self.heading or self.is_more or self.is_anonymous or self.is_question)


def _label(bare: str) -> str:
    return bare.lower().replace("’", "'").strip("[]()<>…. »«→›|+").rstrip("?: ").strip()


def names_nobody(name: str) -> bool:
    """«Anonymer User», «Un visiteur»: what a portal prints where an account is gone."""
    return _label(name) in ANONYMOUS


def fields_of(bare: str) -> tuple[Field, ...]:
    """The fields a short line is made of, or none if a single word of it is something else."""
    if not bare or len(bare) > _LONGEST_HEADER:
        return ()
    text = bare.lower().replace("’", "'")
    found: list[Field] = []
    place = 0
    while place < len(text):
        field, place = _field_at(text, place)
        if field is None or any(field.kind == other.kind for other in found):
            return ()
        found.append(field)
    return tuple(found)


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
    for sign in (" · ", " | ", " • ", "\t", " – ", " - "):
        author, found, rest = line.raw.strip().partition(sign)
        if not found or not author.strip():
            continue
        fields = fields_of(Line(0, rest).bare)
        if len(fields) >= 2 or any(field.kind is Kind.PUBLISHED for field in fields):
            return author.strip(), fields
    return None


def rows_of(lines: Iterable[Line]) -> list[Row]:
    """The lines that are not blank (invisible characters count as blank), in order."""
    rows: list[Row] = []
    blank = False
    for line in lines:
        if line.bare:
            rows.append(Row(len(rows), line, blank))
        blank = not line.bare
    return rows
