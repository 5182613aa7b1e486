"""How often what may be tried: the table, and the counting.

Every try counts, whether it succeeds or not, and holds across workers (events.commands.spend); for places see
limits.place_of.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from abspann.events.commands import spend
from abspann.web import errors
from abspann.web.accounts.limits import place_of

Whose = Literal["place", "address", "login"]
HOUR, DAY = 3600, 86_400


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries within so many seconds; `per` place, typed e-mail address, or login that is in or half in.

    `field`: count only forms that fill this field.
    """

    times: int
    seconds: int
    per: Whose
    field: str = ""


PASSWORD = (Limit(60, 300, "place"), Limit(10, 300, "address"))
PROOF = (Limit(10, 300, "login"),)
LIMITS: Mapping[str, tuple[Limit, ...]] = {
    "account_login": PASSWORD,
    "account_reset_password": (Limit(20, HOUR, "place"), Limit(5, HOUR, "address")),
    "account_reset_password_from_key": (Limit(20, HOUR, "place"),),
    "account_reauthenticate": PROOF,
    "account_change_password": PROOF,
    "account_set_password": PROOF,
    "account_email": (Limit(5, HOUR, "login"), Limit(3, HOUR, "address")),
    "account_email_verification_sent": PROOF,
    "mfa_activate_totp": PROOF,
    "mfa_reauthenticate": PROOF,
    "mfa_reauthenticate_webauthn": PROOF,
    # Who knows somebody's password may use up their codes, never their passkey.
    "mfa_authenticate": (
        Limit(60, 300, "place"),
        Limit(10, 300, "login", field="code"),
        Limit(60, DAY, "login", field="code"),
    ),
    "mfa_login_webauthn": (Limit(60, 300, "place"),),
    "openid_connect_login": (Limit(20, 300, "place"),),
}
"""The route -> what its forms are limited by, asked in this order."""


def refusal(request: HttpRequest, name: str) -> HttpResponse | None:
    """Count a try at a route; None lets it through, else 429 with a sentence that says how long to wait."""
    for limit in LIMITS.get(name, ()):
        if limit.field and limit.field not in request.POST:
            continue
        wait = spend(
            what=f"{name}:{limit.per}", whose=_who(request, limit.per), limit=limit.times, window=limit.seconds
        )
        if wait:
            return _please_wait(request, wait)
    return None


def _who(request: HttpRequest, per: Whose) -> str:
    if per == "place":
        return place_of(request)
    if per == "address":
        typed = request.POST.get("login") or request.POST.get("email") or ""
        return str(typed)[:254].strip().casefold()
    half_in = request.session.get("account_login") or {}
    return str(request.user.pk or half_in.get("user_pk") or place_of(request))


def _please_wait(request: HttpRequest, seconds: int) -> HttpResponse:
    minutes = math.ceil(seconds / 60)
    sentence = ngettext(
        "That was tried too often. Please wait a minute, then try again.",
        "That was tried too often. Please wait %(number)d minutes, then try again.",
        minutes,
    ) % {"number": minutes}
    response = errors.page(request, 429, sentence=sentence)
    response.headers["Retry-After"] = str(seconds)
    return response
