"""What a proposal may hold once a person has looked at it; no database is asked."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from abspann.catalog.rules import YEARS, Result

TITLE_LIMIT = 300
NAME_LIMIT = 120
PERSON_LIMIT = ROLE_LIMIT = 200
FESTIVAL_LIMIT = 160
AWARD_LIMIT = 120
SOURCE_LIMIT = 200
COUNT_LIMIT = 999_999_999
TEXT_LIMITS = {"synopsis": 20_000, "critique": 100_000, "reviews": 20_000, "trivia": 20_000}
"""How many characters each kind of text may have; the same as where it will stand."""

FIRST_DAY = dt.date(1870, 1, 1)
LANGUAGES = ("de", "en", "fr", "it", "es", "nl", "pl", "da", "sv", "tr", "pt", "cs")
"""Languages in which a page's texts may be; the first is taken when a text does not say."""

HALF_STARS = range(1, 11)


@dataclass(frozen=True, slots=True)
class Fault:
    """What cannot stand: where (`reviews.2.stars`), and a sentence for the reader."""

    place: str
    sentence: str | Promise


TOO_LONG = _("This is too long: at most %(limit)s characters.")
NO_STARS = _("A rating is 0.5 to 5 stars, in half stars.")
NO_COUNT = _("This is no number of people or texts.")
NO_DAY = _("This day cannot be: it lies in the future, or before the cinema.")
NO_YEAR = _("There was no festival in that year.")
NO_RESULT = _("A film wins a prize, is nominated for it, or is shown.")
HALF_A_PAIR = _("A role needs the name of its actor, and an actor the name of the role.")
NO_TEXT = _("This block has no text: write it, or leave the block out.")


def half_stars_of(stars: float | None) -> int | None:
    """Return half stars (1..10) for stars in halves; None for no stars, and for what is no half star."""
    if stars is None or isinstance(stars, bool) or not isinstance(stars, int | float) or stars * 2 not in HALF_STARS:
        return None
    return round(stars * 2)


def is_day(day: dt.date, today: dt.date) -> bool:
    """Tell whether a review can be from that day; the world is a day ahead of us at most."""
    return FIRST_DAY <= day <= today + dt.timedelta(days=1)


def faults_of(proposal: dict[str, Any], today: dt.date) -> Iterator[Fault]:
    """Say everything in a proposal that cannot be applied, in the page's order."""
    yield from _too_long("film.title", proposal["film"]["title"], TITLE_LIMIT)
    yield from _too_long("synopsis.text", proposal["synopsis"]["text"], TEXT_LIMITS["synopsis"])
    for number, pair in enumerate(proposal["synopsis"]["cast"]):
        yield from _pair(f"synopsis.cast.{number}", pair)
    critique = proposal["critique"]
    yield from _too_long("critique.text", critique["text"], TEXT_LIMITS["critique"])
    yield from _too_long("critique.critic", critique["critic"], NAME_LIMIT)
    yield from _stars("critique.stars", critique["stars"])
    for number, review in enumerate(proposal["reviews"]):
        yield from _review(f"reviews.{number}", review, today)
    for number, passage in enumerate(proposal["trivia"]):
        yield from _too_long(f"trivia.{number}.text", passage["text"], TEXT_LIMITS["trivia"])
    for number, fact in enumerate(proposal["festivals"]):
        yield from _festival(f"festivals.{number}", fact)


def _too_long(place: str, text: str | None, limit: int) -> Iterator[Fault]:
    if text and len(text) > limit:
        yield Fault(place, TOO_LONG % {"limit": limit})


def _pair(place: str, pair: dict[str, str]) -> Iterator[Fault]:
    if not (pair["role"].strip() and pair["person"].strip()):
        yield Fault(place, HALF_A_PAIR)
    yield from _too_long(f"{place}.role", pair["role"], ROLE_LIMIT)
    yield from _too_long(f"{place}.person", pair["person"], PERSON_LIMIT)


def _stars(place: str, stars: float | None) -> Iterator[Fault]:
    if stars is not None and half_stars_of(stars) is None:
        yield Fault(place, NO_STARS)


def _review(place: str, review: dict[str, Any], today: dt.date) -> Iterator[Fault]:
    yield from _too_long(f"{place}.text", review["text"], TEXT_LIMITS["reviews"])
    yield from _too_long(f"{place}.author", review["author"], NAME_LIMIT)
    yield from _stars(f"{place}.stars", review["stars"])
    for name in ("followers", "reviews"):
        count = review[name]
        if count is not None and not (type(count) is int and 0 <= count <= COUNT_LIMIT):
            yield Fault(f"{place}.{name}", NO_COUNT)
    if review["published_on"] and not is_day(dt.date.fromisoformat(review["published_on"]), today):
        yield Fault(f"{place}.published_on", NO_DAY)


def _festival(place: str, fact: dict[str, Any]) -> Iterator[Fault]:
    yield from _too_long(f"{place}.festival", fact["festival"], FESTIVAL_LIMIT)
    yield from _too_long(f"{place}.award", fact["award"], AWARD_LIMIT)
    year = fact["year"]
    if year is not None and not (type(year) is int and YEARS[0] <= year <= YEARS[1]):
        yield Fault(f"{place}.year", NO_YEAR)
    if fact["outcome"] is not None and fact["outcome"] not in Result.values:
        yield Fault(f"{place}.outcome", NO_RESULT)


_WORD = re.compile(r"[^\W\d_]+")
_SMALL_WORDS = {
    "de": "und der die das ist nicht ein eine mit auf sich auch dem den von zu im für aber",
    "en": "and the is not a an with on also of to in for but it that this was his her",
    "fr": "et le la les est pas un une avec sur se aussi des du au pour mais qui que dans",
}


def language_of(text: str) -> str:
    """Guess a text's language by its small words; German when nothing tells."""
    words = Counter(word.lower() for word in _WORD.findall(text[:20_000]))
    weight = {code: sum(words[word] for word in small.split()) for code, small in _SMALL_WORDS.items()}
    return max(weight, key=lambda code: (weight[code], code == LANGUAGES[0]))


def is_same_text(one: str, other: str, *, one_cut: bool, other_cut: bool) -> bool:
    """Tell whether two texts are one, white space and a copy's cut end aside («weil der Film diesen ...»)."""
    first, second = _bare(one, is_cut=one_cut), _bare(other, is_cut=other_cut)
    if first == second:
        return True
    if one_cut and second.startswith(first):
        return len(first) >= SHORTEST_BEGINNING
    return other_cut and first.startswith(second) and len(second) >= SHORTEST_BEGINNING


SHORTEST_BEGINNING = 80
"""Two texts that share less than this many first characters may differ after all."""


def _bare(text: str, *, is_cut: bool) -> str:
    bare = " ".join(text.split())
    return bare.rstrip(" .…") if is_cut else bare
