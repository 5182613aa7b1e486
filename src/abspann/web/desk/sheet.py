"""A proposal as the desk shows it: one list of blocks in the page's order, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

Block = dict[str, Any]

NO_REVIEW: Block = {
    "author": None,
    "anonymous": False,
    "followers": None,
    "reviews": None,
    "stars": None,
    "published_on": None,
    "truncated": False,
    "critic": None,
}
"""What a block says beside its text, as long as nobody says anything."""

SPAN = re.compile(r"([0-9]{1,7})(?:[-–]([0-9]{1,7}))?\Z")


class Kind(TextChoices):
    """What a block of a page can be."""

    SYNOPSIS = "synopsis", _("Synopsis")
    CRITIQUE = "critique", _("The house’s critique")
    REVIEW = "review", _("Member’s review")
    TRIVIA = "trivia", _("Trivia")
    OMIT = "omit", _("leave out")


def blocks_of(proposal: dict[str, Any]) -> list[Block]:
    """Return a proposal's blocks of text, in the order of their lines; those without lines stand last."""
    blocks = [
        _block(kind, proposal[kind])
        for kind in (Kind.SYNOPSIS, Kind.CRITIQUE)
        if proposal[kind]["text"] or proposal[kind]["lines"]
    ]
    blocks += [_block(Kind.REVIEW, review) for review in proposal["reviews"]]
    blocks += [_block(Kind.TRIVIA, passage) for passage in proposal["trivia"]]
    blocks += [_block(Kind.OMIT, passage) for passage in proposal["unplaced"]]
    return sorted(blocks, key=lambda block: (not block["lines"], block["lines"][:1]))


def proposal_of(old: dict[str, Any], blocks: Iterable[Block]) -> dict[str, Any]:
    """Return the proposal that these blocks make; what is no block stays as it is.

    Several blocks said to be the synopsis, or the critique, are one text in the order given.
    """
    by_kind: dict[str, list[Block]] = {kind: [] for kind in Kind.values}
    for block in blocks:
        by_kind[block["kind"]].append({name: value for name, value in block.items() if name != "kind"})
    synopsis = _joined(by_kind[Kind.SYNOPSIS]) | {"cast": old["synopsis"]["cast"]}
    return old | {
        "synopsis": synopsis,
        "critique": _joined(by_kind[Kind.CRITIQUE]),
        "reviews": by_kind[Kind.REVIEW],
        "trivia": by_kind[Kind.TRIVIA],
        "unplaced": by_kind[Kind.OMIT],
    }


def carved(blocks: Sequence[Block], source: Sequence[str], first: int, last: int, kind: str) -> list[Block]:
    """Return the blocks with lines `first` to `last` taken out of theirs, as a block of its own.

    Their text leaves the other block where it stands there as on the page; a block without a line or text left goes.
    """
    taken = [number for number in range(first, last + 1) if source[number - 1].strip()]
    text = "\n".join(source[number - 1].strip() for number in taken)
    left = []
    for block in blocks:
        if set(block["lines"]) & set(taken):
            rest = [number for number in block["lines"] if number not in taken]
            block = block | {"lines": rest, "text": _without(block["text"] or "", text)}
            if not block["lines"] and not block["text"]:
                continue
        left.append(block)
    left.append({"kind": kind, **NO_REVIEW, "text": text, "lines": taken, "confidence": 1.0})
    return sorted(left, key=lambda block: (not block["lines"], block["lines"][:1]))


def span(lines: Sequence[int]) -> str:
    """Return line numbers as they are written: `4–10, 12`."""
    runs: list[list[int]] = []
    for number in lines:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def lines_in(text: str, count: int) -> list[int] | None:
    """Return the line numbers that a text names, of a page with so many lines; None if it names no such lines."""
    lines: set[int] = set()
    for part in filter(None, (part.strip() for part in text.split(","))):
        match = SPAN.match(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= count:
            return None
        lines.update(range(first, last + 1))
    return sorted(lines)


def _block(kind: Kind, read: dict[str, Any]) -> Block:
    told = {name: value for name, value in read.items() if name != "cast"}
    return NO_REVIEW | told | {"kind": kind.value}


def _joined(blocks: Sequence[Block]) -> Block:
    if not blocks:
        return NO_REVIEW | {"text": None, "lines": [], "confidence": 0.0}
    texts = [block["text"] for block in blocks if block["text"]]
    whole = blocks[0] | {"text": "\n\n".join(texts) or None, "truncated": blocks[-1]["truncated"]}
    whole["lines"] = sorted({number for block in blocks for number in block["lines"]})
    whole["confidence"] = min(block["confidence"] for block in blocks)
    for name in ("critic", "stars"):
        whole[name] = next((block[name] for block in blocks if block[name]), None)
    return whole


def _without(whole: str, part: str) -> str:
    """A text without a part of it, whatever white space stands between the part's words."""
    pattern = r"\s+".join(re.escape(word) for word in part.split()[:4000])
    return re.sub(rf"\s*{pattern}\s*", "\n", whole, count=1).strip() if pattern else whole
