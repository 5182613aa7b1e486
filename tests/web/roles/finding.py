"""Searching."""

from __future__ import annotations

from tests.web.roles import READ

ANSWERS = {"site:search": READ, "site:suggest": READ}
