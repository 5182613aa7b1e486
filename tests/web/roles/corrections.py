"""Correcting: members propose, editors change, decide and undo; everybody reads the history."""

from __future__ import annotations

from abspann.catalog.commands import propose
from abspann.catalog.models import Person
from tests.web.roles import EDITORS_ONLY, MEMBERS_ONLY, READ, roles

WRITING = {
    "GET": MEMBERS_ONLY | {"leaving": 403},
    "POST": roles(422, visitor=302, leaving=403),
}

ANSWERS = {
    "corrections:new": WRITING,
    "corrections:edit_film": WRITING,
    "corrections:edit_person": WRITING,
    "corrections:film_history": READ,
    "corrections:person_history": READ,
    "corrections:undo": {"POST": roles(403, visitor=302, critic=409, keeper=409)},
    "corrections:mine": {"GET": MEMBERS_ONLY | {"leaving": 403}},
    "corrections:withdraw": {"POST": roles(403, visitor=302, member=302)},
    "corrections:queue": {"GET": EDITORS_ONLY},
    "corrections:proposal": {"GET": EDITORS_ONLY, "POST": EDITORS_ONLY | {"critic": 400, "keeper": 400}},
}


def ADDRESS(name, world):  # noqa: N802  # as the tables beside it
    """A film, a person, how the film came in, and a proposal of anna's, who is the table's member."""
    slug = world.film.slug
    if "person" in name:
        slug = Person.objects.get(name="Marion Cotillard").slug
    if name in ("corrections:withdraw", "corrections:proposal"):
        changes = {"year": [2012, 2013]}
        proposal = propose(by=world.world.anna, subject=world.film, changes=changes, source="Abspann des Films")
        return {"public_id": proposal.public_id}
    return {"slug": slug, "public_id": world.film.revisions.get(number=1).public_id}
