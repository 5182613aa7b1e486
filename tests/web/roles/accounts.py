"""Logging in and out."""

from __future__ import annotations

from tests.web.roles import roles

ANSWERS = {
    "account_login": {"GET": roles(302, visitor=200), "POST": roles(302, visitor=422)},
    "account_logout": {"POST": roles(302)},
}
