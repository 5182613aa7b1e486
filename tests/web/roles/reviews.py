"""Writing reviews: members, each their own."""

from __future__ import annotations

from abspann.reviews.commands import edit_review, save_draft, withdraw_review, write_review
from tests.web.roles import READ, roles

MEMBERS = roles(200, visitor=302, leaving=403)
AUTHOR = roles(403, visitor=302, member=200)

ANSWERS = {
    "reviews:write": {"GET": MEMBERS, "POST": roles(422, visitor=302, leaving=403)},
    "reviews:edit": {"GET": AUTHOR, "POST": AUTHOR | {"member": 422}},
    "reviews:withdraw": {"GET": AUTHOR, "POST": AUTHOR | {"member": 302}},
    "reviews:restore": {"POST": AUTHOR | {"member": 302, "critic": 404, "moderator": 404, "keeper": 404}},
    "reviews:versions": READ,
    "reviews:drafts": {"GET": MEMBERS},
    "reviews:discard": {"POST": roles(302, leaving=403)},
}


def ADDRESS(name, world):  # noqa: N802  # as the tables beside it
    """A review that the member has written and edited, and a draft of theirs."""
    anna, film = world.world.anna, world.film
    review = write_review(by=anna, film=film, text="Ein Film wie ein Schlag.")
    edit_review(by=anna, review=review, text="Ein Film wie zwei Schläge.")
    if name == "reviews:restore":
        withdraw_review(by=anna, review=review)
    draft = save_draft(by=anna, film=film, text="Angefangen.")
    return {"slug": film.slug, "public_id": draft.public_id if name == "reviews:discard" else review.public_id}
