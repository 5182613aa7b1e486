"""The accounts elsewhere with which somebody logs in."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass

from allauth.socialaccount.models import SocialAccount

from abspann.exchange.export.kind import Kind
from abspann.members.models import Member


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An account elsewhere; `told` is what that place said of its owner, as JSON."""

    provider: str
    uid: str
    joined_at: dt.datetime
    last_login: dt.datetime
    told: str


def rows(member: Member) -> Iterator[Elsewhere]:
    """Return the accounts, the oldest first."""
    found = SocialAccount.objects.filter(user=member.login_id).order_by("pk") if member.login_id else ()
    return (
        Elsewhere(one.provider, one.uid, one.date_joined, one.last_login, json.dumps(one.extra_data, sort_keys=True))
        for one in found
    )


KIND = Kind(
    "elsewhere",
    "Anmeldungen über andere Dienste",
    "Logins by way of other services",
    Elsewhere,
    rows,
    keys=("socialaccount.SocialAccount.user",),
)
