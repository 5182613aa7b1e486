"""How closeness between films is weighed, and what a query may be."""

from __future__ import annotations

from enum import StrEnum

QUERY_LIMIT = 200
"""Of a longer query only the beginning counts: nobody types a title of that length."""

SIMILAR_SHOWN = 6

WEIGHTS = {"director": 8, "cast": 4, "competition": 3, "genre": 1}
"""What a shared director, actor, competition or genre counts; the reason shown is the heaviest one."""


# Browsing.

MINUTES = {"under-90": (1, 89), "90-120": (90, 120), "over-120": (121, None), "over-180": (181, None)}
"""Running times to browse by, first and last minute; whoever wants more than two hours also wants more than three."""

STARS = (4, 3, 2)
"""Averages to browse by: so many stars or more."""

WEEKS_IN_CINEMAS = 8
"""So long after its release a film counts as in cinemas."""

PRIOR_RATINGS, PRIOR_HALF_STARS = 5, 6
"""The order of the best weighs as if so many more had given so many half stars: one vote makes no chart."""


def weighed(half_star_sum: int, ratings: int) -> int:
    """Return what the order of the best compares: the damped mean of half stars by a thousand; 0 without ratings."""
    if not ratings:
        return 0
    return 1000 * (half_star_sum + PRIOR_RATINGS * PRIOR_HALF_STARS) // (ratings + PRIOR_RATINGS)


def decade_of(year: int) -> int:
    """Return the year in which a year's decade began."""
    return year - year % 10


class Kind(StrEnum):
    """What the index holds. Members are never in it."""

    FILM = "film"
    PERSON = "person"
    FESTIVAL = "festival"
