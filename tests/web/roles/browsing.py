"""Lists of films and people, which everybody may read."""

from __future__ import annotations

from tests.web.roles import READ

ANSWERS = {
    "browse:genre": READ,
    "browse:country": READ,
    "browse:decade": READ,
    "browse:company": READ,
    "browse:series": READ,
    "browse:releases": READ,
    "browse:week": READ,
    "people:index": READ,
    "people:letter": READ,
    "people:job": READ,
    "festivals:year": READ,
}


def ADDRESS(name, world):  # noqa: N802  # as the tables beside it
    """A value for each parameter of each route."""
    slug = {"browse:company": "why-not-productions", "browse:series": "eine-reihe", "people:job": "jacques-audiard"}
    return {
        "code": "fr" if name == "browse:country" else "drama",
        "year": "2010" if name == "browse:decade" else "2012",
        "slug": slug.get(name, ""),
        "letter": "a",
        "job": "director",
        "week": "2026-W48",
    }
