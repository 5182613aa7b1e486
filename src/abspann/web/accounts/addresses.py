"""Full addresses for letters: the origin is the house's own, never the request's."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from abspann.members.letters import Addresses


def for_letters() -> Addresses:
    """Where letters lead to, in the language that is switched on."""
    pages = ("account_login", "account_reset_password", "account_signup")
    return Addresses(*(settings.SITE_URL + reverse(page) for page in pages))
