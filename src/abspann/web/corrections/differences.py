"""What differs, field by field, so that one sees at a glance which words went and which came."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from abspann.catalog.queries import Hidden
from abspann.catalog.records import FILM_FIELDS, PERSON_FIELDS, TEXTS, is_same
from abspann.web.corrections.values import LABELS, ROWS, row_shown, shown

WORDS = re.compile(r"\s*\S+\s*")
MOST_WORDS = 3_000
"""Longer texts are shown whole, before and after: comparing them word by word would take seconds."""

MOST_PAIRS = 2_500
"""Where more rows than that went and came, none is looked for on the other side."""

ALIKE = 0.3
"""Two rows are one row reworded if they share at least so much; otherwise one went and one came."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line; `is_marked` where the other side has others."""

    text: str
    is_marked: bool


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field as it was and as it becomes; `present` is what stands there now, where that is a third thing."""

    field: str
    label: str
    old: tuple[Line, ...]
    new: tuple[Line, ...]
    is_reordered: bool = False
    is_withheld: bool = False
    present: str | None = None


def differences(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    language: str,
    *,
    hidden: Hidden = frozenset(),
    present: Mapping[str, Any] | None = None,
) -> list[Difference]:
    """Return the differences in the order of the page; texts that are `hidden` are left out, on both sides."""
    order = dict.fromkeys((*FILM_FIELDS, *PERSON_FIELDS))
    return [
        _difference(field, old.get(field), new[field], language, hidden, present)
        for field in order
        if field in new and not is_same(field, old.get(field), new[field])
    ]


def _difference(
    field: str, old: Any, new: Any, language: str, hidden: Hidden, present: Mapping[str, Any] | None
) -> Difference:
    third = None
    if present is not None and not any(is_same(field, present.get(field), one) for one in (old, new)):
        third = shown(field, _visible(field, present.get(field), hidden), language)
    was, becomes = _visible(field, old, hidden), _visible(field, new, hidden)
    is_withheld = (was or []) != (old or []) or (becomes or []) != (new or [])
    if field in ROWS:
        gone, came = _rows(field, was or [], becomes or [], language)
        reordered = not gone and not came and not is_withheld
        return Difference(field, str(LABELS[field]), gone, came, reordered, is_withheld, third)
    left, right = _compared(shown(field, was, language), shown(field, becomes, language))
    return Difference(field, str(LABELS[field]), (left,), (right,), present=third)


def _visible(field: str, value: Any, hidden: Hidden) -> Any:
    if field not in TEXTS or not value:
        return value
    return [row for row in value if not {(field, row[0], row[1]), (field, row[0], row[3])} & hidden]


def _rows(
    field: str, old: Sequence[Any], new: Sequence[Any], language: str
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The rows that went and those that came; a row reworded stands on both sides with its words marked."""
    before = [row_shown(field, row, language) for row in old]
    after = [row_shown(field, row, language) for row in new]
    gone = _without(before, after)
    came = _without(after, before)
    left: list[Line] = []
    right: list[Line] = []
    pairs = came if len(gone) * len(came) <= MOST_PAIRS else []
    for text in gone:
        match = max(pairs, key=lambda other: _likeness(text, other), default=None)
        if match is not None and _likeness(text, match) >= ALIKE:
            came.remove(match)
            one, other = _compared(text, match)
            left.append(one)
            right.append(other)
        else:
            left.append((Piece(text, is_marked=True),))
    right += [(Piece(text, is_marked=True),) for text in came]
    return tuple(left), tuple(right)


def _without(rows: Iterable[str], others: Iterable[str]) -> list[str]:
    left = list(others)
    kept = []
    for row in rows:
        if row in left:
            left.remove(row)
        else:
            kept.append(row)
    return kept


def _likeness(one: str, other: str) -> float:
    """How many of their words two texts share, 0 to 1; quick, for it is asked of every pair."""
    a, b = set(one.split()), set(other.split())
    return 2 * len(a & b) / (len(a) + len(b) or 1)


def _compared(old: str, new: str) -> tuple[Line, Line]:
    """Two texts with the words marked that the other does not have."""
    a, b = WORDS.findall(old), WORDS.findall(new)
    if len(a) > MOST_WORDS or len(b) > MOST_WORDS:
        return (Piece(old, is_marked=True),), (Piece(new, is_marked=True),)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, a, b).get_opcodes():
        if a2 > a1:
            left.append(Piece("".join(a[a1:a2]), is_marked=kind != "equal"))
        if b2 > b1:
            right.append(Piece("".join(b[b1:b2]), is_marked=kind != "equal"))
    return tuple(left), tuple(right)
