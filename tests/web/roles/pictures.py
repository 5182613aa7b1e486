"""Everybody sees pictures; critics, moderators and keepers add, change and remove them."""

from __future__ import annotations

from django.utils import timezone

from abspann.catalog.models import Picture
from abspann.catalog.queries import folder_of
from tests.web.roles import READ, roles

THEIRS = roles(403, visitor=302, critic=200, moderator=200, keeper=200)

ANSWERS = {
    "picture": READ,
    "pictures:index": READ,
    "pictures:add": {"GET": THEIRS, "POST": THEIRS | {"critic": 422, "moderator": 422, "keeper": 422}},
    "pictures:edit": {"GET": THEIRS, "POST": THEIRS | {"critic": 422, "moderator": 422, "keeper": 422}},
    "pictures:remove": {"GET": THEIRS, "POST": THEIRS | {"critic": 302, "moderator": 302, "keeper": 302}},
}


def ADDRESS(name, world):  # noqa: N802  # as the tables beside it
    """A still of the film, with one file."""
    picture, _is_new = Picture.objects.get_or_create(
        public_id="rollenbild234",
        defaults={
            "film": world.film,
            "kind": "still",
            "digest": "ab" * 32,
            "width": 480,
            "height": 270,
            "license": "cc0",
            "added_at": timezone.now(),
        },
    )
    folder = folder_of(picture.public_id, hidden=False)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / picture.files[-1]).write_bytes(b"\xff\xd8\xff")
    return {"noun": "film", "slug": world.film.slug, "public_id": picture.public_id, "name": picture.files[-1]}
