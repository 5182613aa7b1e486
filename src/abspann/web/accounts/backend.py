"""Who a session or a password belongs to: the one way from credentials to a login."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from abspann.members.models import Login
from abspann.members.queries import login_of_address, login_with_key, may_come_in


class HouseBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Finds logins by their address; nobody comes in who is closed, or suspended now, not even in a running session."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Login | None:
        """Return the login of an address and its password; an unknown address costs the same work."""
        address, password = credentials.get("email"), credentials.get("password")
        if not address or not password:
            return None
        login = login_of_address(address)
        if login is None:
            Login().set_password(password)
            return None
        if not login.check_password(password):
            return None
        if may_come_in(login):
            return login
        # allauth takes it from there, to say why the right password does not open the door.
        self._stash_user(login)
        return None

    def get_user(self, user_id: int) -> Login | None:
        """Return the login of a session with its member, in one query."""
        login = login_with_key(user_id)
        return login if login and may_come_in(login) else None
