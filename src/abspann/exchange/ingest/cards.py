"""A member's card: the values of its header, its text, whether the copy cut it off, and what stands below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from abspann.exchange.ingest.blocks import MemberReview
from abspann.exchange.ingest.evidence import stops_in_bracket
from abspann.exchange.ingest.headers import Header
from abspann.exchange.ingest.lines import Line
from abspann.exchange.ingest.paragraphs import more_at, numbers, paragraphs_of, verbatim
from abspann.exchange.ingest.rows import Kind, Row
from abspann.exchange.ingest.sections import Stretch

_SEPARATORS = frozenset("-=_*~·•—–─━")


@dataclass(frozen=True)
class Card:
    """`text_rows` are the review's own words, `own_rows` all that belongs to the card, `rest` what follows its end."""

    header: Header
    text_rows: tuple[Row, ...]
    own_rows: tuple[Row, ...]
    rest: tuple[Row, ...]
    truncated: bool
    stop: int | None


def card_of(stretch: Stretch, header: Header) -> Card:
    """«Mehr erfahren» or «Hilfreich?» ends a card; without them it goes on to the next header or heading."""
    body = stretch.body
    end = next((place for place, row in enumerate(body) if _ends_text(row)), None)
    if end is None:
        text_end = _before_buttons(body)
        return Card(header, tuple(body[:text_end]), (*stretch.head, *body), (), _breaks_off(body[:text_end]), None)
    stop = None if body[end].is_more or body[end].is_question else more_at(body[end].line.raw)
    text_end = end if stop is None else end + 1
    rest = end + 1
    while rest < len(body) and (body[rest].is_more or body[rest].is_button or is_separator(body[rest])):
        rest += 1
    truncated = stop is not None or any(row.is_more for row in body[end:rest]) or _breaks_off(body[:text_end])
    return Card(header, tuple(body[:text_end]), (*stretch.head, *body[:rest]), tuple(body[rest:]), truncated, stop)


def _ends_text(row: Row) -> bool:
    return row.is_more or row.is_question or more_at(row.line.raw) is not None


def is_separator(row: Row) -> bool:
    """«-----» between two cards; «***» alone and «...» may be a member's own."""
    return row.is_rule and len(row.bare) > 2 and set(row.bare) <= _SEPARATORS


def _before_buttons(body: Sequence[Row]) -> int:
    end = len(body)
    while end > 0 and (body[end - 1].is_button or is_separator(body[end - 1])):
        end -= 1
    return end


def _breaks_off(rows: Sequence[Row]) -> bool:
    return bool(rows) and len(rows[-1].line.raw) >= 80 and stops_in_bracket(rows[-1].line.raw)


def split_facts(card: Card) -> tuple[Card, list[tuple[Row, ...]]]:
    """Takes the paragraphs at the end that state facts only; the first paragraph always stays the review's."""
    if card.rest or card.truncated:
        return card, []
    paragraphs = paragraphs_of(card.text_rows)
    facts: list[tuple[Row, ...]] = []
    while len(paragraphs) > 1 and paragraphs[-1].evidence.is_fact:
        facts.insert(0, paragraphs.pop().rows)
    if not facts:
        return card, []
    taken = {row.at for rows in facts for row in rows}
    kept = tuple(row for row in card.text_rows if row.at not in taken)
    own = tuple(row for row in card.own_rows if row.at not in taken)
    return Card(card.header, kept, own, (), card.truncated, None), facts


def review_of(card: Card, lines: Sequence[Line]) -> MemberReview:
    """The card as a block; a value that the header lacks is None."""
    header = card.header
    return MemberReview(
        author=header.author,
        anonymous=header.anonymous,
        followers=header.count(Kind.FOLLOWERS),
        reviews=header.count(Kind.REVIEWS),
        stars=header.stars,
        published_on=header.published_on,
        truncated=card.truncated,
        text=verbatim(lines, card.text_rows, stop=card.stop),
        lines=numbers(card.own_rows),
        confidence=_confidence(header),
    )


def _confidence(header: Header) -> float:
    """Every field that is missing or inexact costs a little; an anonymous card has no counts to miss."""
    counts = (Kind.FOLLOWERS, Kind.REVIEWS, Kind.FOLLOW)
    missing = 0 if header.anonymous else sum(1 for kind in counts if header.value(kind) is None)
    missing += (header.stars is None) + (header.published_on is None)
    missing += 2 * (header.author is None and not header.anonymous)
    missing += sum(1 for field in header.fields if not field.exact)
    return max(0.45, 0.97 - 0.08 * missing)
