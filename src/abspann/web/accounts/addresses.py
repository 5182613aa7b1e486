"""Full addresses for letters: the origin is the house's own, never the request's."""

from __future__ import annotations

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from abspann.members.letters import Addresses


def for_letters() -> Addresses:
    """Where letters lead to, in the language that is switched on."""
    log_in = reverse("account_login")
    try:
        reset = reverse("account_reset_password")
    except NoReverseMatch:
        reset = log_in
    return Addresses(*(settings.SITE_URL + path for path in (log_in, reset, reverse("account_signup"))))
