"""The desk is for critics."""

from __future__ import annotations

from abspann.exchange.commands import bring_page
from tests.conftest import TEST
from tests.web.roles import EDITORS_ONLY, roles

ANSWERS = {
    "desk:index": {"GET": EDITORS_ONLY},
    "desk:read": {"GET": EDITORS_ONLY, "POST": EDITORS_ONLY | {"critic": 422, "keeper": 422}},
    "desk:page": {"GET": EDITORS_ONLY, "POST": EDITORS_ONLY | {"critic": 400, "keeper": 400}},
    "desk:discard": {"POST": roles(403, visitor=302, critic=302, keeper=302)},
}


def ADDRESS(name, world):  # noqa: N802  # as the tables beside it
    """The page that lies on the desk."""
    page = bring_page(by=TEST, content=world.page_text.encode(), name="page.txt")
    return {"public_id": page.public_id}
