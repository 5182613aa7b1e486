"""How closeness between films is weighed, and what a query may be."""

from __future__ import annotations

from enum import StrEnum

QUERY_LIMIT = 200
"""Of a longer query only the beginning counts: nobody types a title of that length."""

SIMILAR_SHOWN = 6

WEIGHTS = {"director": 8, "cast": 4, "competition": 3, "genre": 1}
"""What a shared director, actor, competition or genre counts; the reason shown is the heaviest one."""


class Kind(StrEnum):
    """What the index holds. Members are never in it."""

    FILM = "film"
    PERSON = "person"
    FESTIVAL = "festival"
