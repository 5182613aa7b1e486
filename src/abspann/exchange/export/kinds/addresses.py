"""The e-mail addresses of a login."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allauth.account.models import EmailAddress

from abspann.exchange.export.kind import Kind
from abspann.members.models import Member


@dataclass(frozen=True, slots=True)
class Address:
    """An e-mail address, and whether it was proven."""

    email: str
    is_verified: bool
    is_primary: bool


def rows(member: Member) -> Iterator[Address]:
    """Return the addresses."""
    found = EmailAddress.objects.filter(user=member.login_id).order_by("pk") if member.login_id else ()
    return (Address(one.email, one.verified, one.primary) for one in found)


KIND = Kind("addresses", "E-Mail-Adressen", "E-mail addresses", Address, rows, keys=("account.EmailAddress.user",))
