"""How closeness between films is weighed, and what a query may be."""

from __future__ import annotations

QUERY_LIMIT = 200
"""Longer queries are refused: nobody types a title of that length."""

SIMILAR_SHOWN = 6

WEIGHTS = {"director": 8, "cast": 4, "competition": 3, "genre": 1}
"""What a shared director, actor, competition or genre counts; the reason shown is the heaviest one."""
