"""Leaving, and taking one's data along."""

from __future__ import annotations

from tests.web.roles import MEMBERS_ONLY, READ, roles

ANSWERS = {
    "account_leave": {"GET": MEMBERS_ONLY, "POST": roles(422, visitor=302, leaving=302)},
    "account_return": {"POST": roles(302)},
    "account_export": {"GET": MEMBERS_ONLY, "POST": MEMBERS_ONLY},
    "account_data": READ,
}
