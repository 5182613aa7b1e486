"""Rating, marking, judging and following in one tap; profiles."""

from __future__ import annotations

from tests.web.roles import MEMBERS_ONLY, READ, roles

POSTED = roles(302, leaving=403)
"""Done, and back to the page; a visitor is led to logging in."""

MISSING = roles(422, visitor=302, leaving=403)
"""A member who sends an empty form hears what is missing."""

ANSWERS = {
    "films:rate": {"GET": POSTED, "POST": MISSING},
    "films:mark": {"POST": MISSING},
    "films:judge": {"POST": MISSING},
    "members:follow": {"POST": POSTED},
    "members:edit": {"GET": MEMBERS_ONLY | {"leaving": 403}, "POST": MISSING},
    "members:show": READ,
    "members:reviews": READ,
    "members:ratings": READ,
    "members:watchlist": READ,
    "members:followers": READ,
    "members:following": READ,
}


def ADDRESS(name, world):  # noqa: N802  # as the tables beside it
    """The film and its review; anna’s profile; frida to be followed."""
    people = world.world
    return {
        "slug": world.film.slug,
        "handle": people.anna.handle,
        "public_id": people.frida.public_id if name == "members:follow" else world.review.public_id,
    }
