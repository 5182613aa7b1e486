"""Where sessions are kept: Django's store in the database, which notes whose a session is (SESSION_ENGINE)."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as InDatabase


class SessionStore(InDatabase):
    """Django's own store, with a column more. By its name the sessions are signed: it must not be called otherwise."""

    @classmethod
    def get_model_class(cls) -> Any:
        """Return the table by its name: this is loaded before there are tables."""
        return apps.get_model("members", "Session")

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Note whose it is: nobody's until they log in."""
        row: Any = super().create_model_instance(data)
        login = str(data.get(SESSION_KEY, ""))
        row.login = int(login) if login.isascii() and login.isdigit() else None
        return row
