"""Full addresses for letters: the origin is the house's own, never the request's."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from abspann.members.letters import Addresses


def for_letters() -> Addresses:
    """Where letters lead to, in the language that is switched on."""
    first = reverse("account_first_login", args=["-"]).removesuffix("-/")
    return Addresses(
        log_in=settings.SITE_URL + reverse("account_login"),
        reset=settings.SITE_URL + reverse("account_reset_password"),
        sign_up=settings.SITE_URL + reverse("account_signup"),
        first_login=settings.SITE_URL + first,
    )
