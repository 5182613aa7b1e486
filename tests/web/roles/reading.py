"""What everybody may read."""

from __future__ import annotations

from tests.web.roles import READ, roles

ANSWERS = {
    "health": READ,
    "robots": READ,
    "sitemap-index": READ,
    "sitemap": READ,
    "manifest": READ,
    "favicon.ico": {"GET": roles(302)},
    "source": READ,
    "poster": READ,
    "share": READ,
    "site:front": READ,
    "site:browse": READ,
    "site:reviews": READ,
    "site:feed": READ,
    "site:critiques": READ,
    "films:show": READ,
    "films:reviews": READ,
    "films:review": READ,
    "films:critique": READ,
    "films:cast": READ,
    "people:show": READ,
    "festivals:index": READ,
    "festivals:show": READ,
    "festivals:edition": READ,
}


def ADDRESS(name, world):  # noqa: N802  # as the tables beside it
    """A value for each parameter of each route."""
    slug = {"people": "marion-cotillard", "festivals": "cannes"}.get(name.partition(":")[0], world.film.slug)
    return {"slug": slug, "section": "films-0", "public_id": world.review.public_id, "year": "2012"}
