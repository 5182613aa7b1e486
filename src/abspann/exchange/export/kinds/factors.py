"""Passkeys and second factors; never their secrets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from abspann.exchange.export.kind import Kind
from abspann.members.models import Member


@dataclass(frozen=True, slots=True)
class Factor:
    """A passkey or a second factor. An export lies about in a folder of downloads, so no secret is in it."""

    kind: str
    created_at: dt.datetime
    last_used_at: dt.datetime | None


def rows(member: Member) -> Iterator[Factor]:
    """Return the factors, the oldest first."""
    found = Authenticator.objects.filter(user=member.login_id).order_by("pk") if member.login_id else ()
    return (Factor(str(one.type), one.created_at, one.last_used_at) for one in found)


KIND = Kind(
    "factors",
    "Passkeys und zweite Faktoren (ohne ihre Geheimnisse)",
    "Passkeys and second factors (without their secrets)",
    Factor,
    rows,
    keys=("mfa.Authenticator.user",),
)
