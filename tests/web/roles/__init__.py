"""What each address answers to each role and method: one file for each room of `web`, every address in one of them.

A file has ANSWERS: name of the route -> {"GET": {role: status}, "POST": {role: status}}; a method that is not named is
not taken (405). POSTs come with a token and no fields. `roles(200, visitor=302)` writes a row. `ADDRESS`, if a file has
one, is a function (name, world) -> dict that fills the parameters of its routes.
"""

from __future__ import annotations

ROLES = ("visitor", "leaving", "member", "critic", "moderator", "keeper")


def roles(status: int, **others: int) -> dict[str, int]:
    """The same status for all, but for those named."""
    assert set(others) <= set(ROLES)
    return dict.fromkeys(ROLES, status) | others


READ = {"GET": roles(200)}
MEMBERS_ONLY = roles(200, visitor=302)
EDITORS_ONLY = roles(403, visitor=302, critic=200, keeper=200)
