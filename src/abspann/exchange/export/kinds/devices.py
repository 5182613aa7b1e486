"""Where somebody is logged in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from allauth.usersessions.models import UserSession

from abspann.exchange.export.kind import Kind
from abspann.members.models import Member


@dataclass(frozen=True, slots=True)
class Device:
    """A session: which browser, from which network address."""

    network_address: str
    browser: str
    created_at: dt.datetime
    last_seen_at: dt.datetime


def rows(member: Member) -> Iterator[Device]:
    """Return the sessions, the oldest first."""
    found = UserSession.objects.filter(user=member.login_id).order_by("pk") if member.login_id else ()
    return (Device(one.ip, one.user_agent, one.created_at, one.last_seen_at) for one in found)


KIND = Kind(
    "devices", "Sitzungen und Geräte", "Sessions and devices", Device, rows, keys=("usersessions.UserSession.user",)
)
