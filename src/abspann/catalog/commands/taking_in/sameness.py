"""Whether two films, or two people, are one: a score between 0 and 1 made of what agrees. Knows no database.

Films are compared only where a title agrees (any of either's, in any language, as `rules.film_name` recognizes it) and
the years lie at most one apart, or one is unknown. What counts:

| what | agrees | does not |
|---|---|---|
| a title | 0.35 | – |
| year | equal 0.10, one apart 0.05 | never compared |
| director | 0.40 | -0.35; 0.15 where the spellings are near |
| cast | two shared 0.35, one shared 0.10 | -0.15, where each side names three or more |
| running time | within three minutes 0.10 | -0.10, where it differs by more than 15 percent |
| country | 0.05 | -0.05 |
| number in one catalog | found before this | -0.15, and at most 0.75: never the same by itself |

From `SURE` they are one; from `DOUBTFUL` an editor decides; below that they are two. A title and a year alone make
0.45: a doubt, never one film.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from anyascii import anyascii

SURE = 0.8
DOUBTFUL = 0.45
NEVER_SURE = 0.75

PERSON_SURE = 0.8
PERSON_DOUBTFUL = 0.6

HOUSE = "house"
"""Who told of a film or a person of whom no source did, as doubts name it."""

Evidence = list[list[str]]
"""What agrees and what does not, as [what, here, there]."""


@dataclass(slots=True)
class Sketch:
    """As much of a film as tells it from others; people by their recognized names."""

    year: int | None = None
    minutes: int | None = None
    directors: set[str] = field(default_factory=set)
    cast: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    numbers: dict[str, str] = field(default_factory=dict)


def may_be_one(here: int | None, there: int | None) -> bool:
    """Tell whether the years of two films do not speak against their being one."""
    return here is None or there is None or abs(here - there) <= 1


def score_of(here: Sketch, there: Sketch) -> float:  # noqa: C901  # the table above, line by line
    """Return how sure it is that two films with a title in common are one."""
    score = 0.35
    if here.year is not None and there.year is not None:
        score += 0.1 if here.year == there.year else 0.05
    if here.directors and there.directors:
        if here.directors & there.directors:
            score += 0.4
        else:
            score += 0.15 if _are_near(here.directors, there.directors) else -0.35
    if here.cast and there.cast:
        shared = len(here.cast & there.cast)
        if shared:
            score += 0.35 if shared > 1 else 0.1
        elif len(here.cast) > 2 and len(there.cast) > 2:
            score -= 0.15
    if here.minutes and there.minutes:
        apart = abs(here.minutes - there.minutes)
        if apart <= 3:
            score += 0.1
        elif apart > 0.15 * max(here.minutes, there.minutes):
            score -= 0.1
    if here.countries and there.countries:
        score += 0.05 if here.countries & there.countries else -0.05
    if conflicts(here.numbers, there.numbers):
        score = min(score - 0.15, NEVER_SURE)
    return round(max(0.0, min(1.0, score)), 2)


def conflicts(here: Mapping[str, str], there: Mapping[str, str]) -> list[str]:
    """Return the catalogs in which two films have different numbers."""
    return [scheme for scheme, value in here.items() if there.get(scheme, value) != value]


def evidence_of(here: Sketch, there: Sketch) -> Evidence:
    """Return what an editor has to look at."""
    rows = [["title", "", ""], ["year", _said(here.year), _said(there.year)]]
    for name, one, other in (
        ("director", here.directors, there.directors),
        ("cast", here.cast, there.cast),
        ("country", here.countries, there.countries),
    ):
        shared = sorted(one & other)
        if shared:
            rows.append([name, ", ".join(shared[:5]), ", ".join(shared[:5])])
        elif one or other:
            rows.append([name, ", ".join(sorted(one)[:3]), ", ".join(sorted(other)[:3])])
    if here.minutes or there.minutes:
        rows.append(["running_minutes", _said(here.minutes), _said(there.minutes)])
    rows += [[scheme, here.numbers[scheme], there.numbers[scheme]] for scheme in conflicts(here.numbers, there.numbers)]
    return rows


def signs_of(evidence: Evidence, *, same_title: bool) -> str:
    """Return the signs by which doubts are chosen, in the order of the alphabet, parted by spaces.

    Each names what agrees: a title, the year, a director, the cast, the running time (within three minutes), a country,
    of people a film. «clear»: nothing of what both sides tell speaks against it.
    """
    signs, is_clear = {"title"} if same_title else set(), True
    for what, here, there in evidence:
        if what == "film":
            signs.add(what)
        elif what == "running_minutes" and here and there:
            apart = abs(int(here) - int(there))
            signs |= {what} if apart <= 3 else set()
            is_clear &= apart <= 0.15 * max(int(here), int(there))
        elif what in ("name", "title", "born") or not (here and there):
            continue
        elif here == there:
            signs.add(what)
        else:
            is_clear = False
    return " ".join(sorted(signs | {"clear"} if is_clear else signs))


def _said(value: int | None) -> str:
    return "" if value is None else str(value)


def _are_near(here: Collection[str], there: Collection[str]) -> bool:
    """Tell whether any two names may be two spellings of one, such as Zvyagintsev and Swjaginzew."""
    return any(_is_near(anyascii(one).lower(), anyascii(other).lower()) for one in here for other in there)


def _is_near(one: str, other: str) -> bool:
    if one.split()[-1:] == other.split()[-1:] and one[:1] == other[:1]:
        return True
    return sorted(one.split()) == sorted(other.split()) or SequenceMatcher(None, one, other).ratio() >= 0.62


def person_score(*, same_credit: bool, same_film: bool, born_here: str | None, born_there: str | None) -> float:
    """Return how sure it is that two people of one name are one: the same job on the same film, or equal birthdays.

    A name alone makes 0.4: two people. Birth years that differ speak against any other evidence.
    """
    if born_here and born_there:
        if born_here[:4] != born_there[:4]:
            return 0.1
        score = 0.9 if born_here == born_there and len(born_here) == 10 else 0.8
        if len(born_here) == len(born_there) == 10 and born_here != born_there:
            score = 0.65
    else:
        score = 0.4
    if same_credit:
        score += 0.5
    elif same_film:
        score += 0.3
    return round(min(1.0, score), 2)
