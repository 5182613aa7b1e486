"""Proposing is for members, deciding for editors, the history for everybody."""

from __future__ import annotations

from abspann.catalog.commands.proposals import propose
from abspann.catalog.models import Revision
from tests.web.roles import EDITORS_ONLY, READ, roles

MEMBERS = roles(200, visitor=302, leaving=403)
WRONG = roles(422, visitor=302, leaving=403)
EDITORS = EDITORS_ONLY

ANSWERS = {
    "corrections:new": {"GET": MEMBERS, "POST": WRONG},
    "corrections:edit_film": {"GET": MEMBERS, "POST": WRONG},
    "corrections:edit_person": {"GET": MEMBERS, "POST": WRONG},
    "corrections:film_history": READ,
    "corrections:person_history": READ,
    "corrections:undo": {"GET": EDITORS, "POST": EDITORS},
    "corrections:mine": {"GET": MEMBERS},
    "corrections:withdraw": {"POST": roles(403, visitor=302, member=302)},
    "corrections:queue": {"GET": EDITORS},
    "corrections:proposal": {"GET": EDITORS, "POST": EDITORS | {"critic": 422, "keeper": 422}},
}


def ADDRESS(name, place):  # noqa: N802  # as the tables beside it
    """The film, a person of it, its last change, and a proposal of anna's."""
    if name == "corrections:undo":
        return {"public_id": Revision.objects.filter(film=place.film).latest("number").public_id}
    if name in ("corrections:withdraw", "corrections:proposal"):
        proposal = propose(
            by=place.world.anna, subject=place.film, changes={"running_minutes": [123, 122]}, source="Abspann"
        )
        return {"public_id": proposal.public_id}
    return {"slug": "marion-cotillard" if "person" in name else place.film.slug}
