"""The keeper's hand on members and offices: `abspann user add`, `grant` and `invite`."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TextIO

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from abspann.core.actor import System
from abspann.core.refusal import Refusal
from abspann.members import commands as members
from abspann.members.commands import joining
from abspann.members.models import Member
from abspann.members.rules import RoleName
from abspann.web.accounts.addresses import for_letters

KEEPER = System("keeper at the command line")
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""What a password is made of: nothing that is read as something else (l 1, o 0)."""

GROUPS, GROUP = 4, 5


@dataclass(frozen=True, slots=True)
class Added:
    """A new member; `password` is the one made up for them, to be shown once (None: they brought their own)."""

    member: Member
    password: str | None

    @property
    def sentences(self) -> list[str]:
        """What the keeper is told."""
        found = [f"@{self.member.handle} can log in now."]
        if self.password:
            found.append(f"Password, shown this once: {self.password}")
        return found


def add(*, handle: str, name: str, email: str, role: str | None = None, password: str | None = None) -> Added:
    """Add a member who can log in, with an office if one is named; all of it or nothing. Raises Refusal."""
    office = _office(role) if role is not None else None
    made_up = new_password() if password is None else None
    with transaction.atomic():
        member = members.register(
            by=KEEPER,
            handle=_bare(handle),
            display_name=name.strip() or _bare(handle),
            email=email,
            password=password or made_up,
        )
        if office:
            members.grant(by=KEEPER, member=member, role=office)
    return Added(member, made_up)


def grant(*, handle: str, role: str) -> Member:
    """Give a member an office; twice is once. Raises Refusal for an unknown member or office."""
    member = Member.objects.filter(handle__iexact=_bare(handle)).first()
    if member is None:
        raise Refusal(f"There is no member @{_bare(handle)}.", field="handle", status=404)
    members.grant(by=KEEPER, member=member, role=_office(role))
    return member


def invite(*, email: str = "") -> str:
    """Return a link with which one person may sign up; with an address, it is mailed, too. Raises Refusal."""
    with override(settings.LANGUAGE_CODE):
        where = for_letters()
    token = joining.invite(by=KEEPER, where=where, email=email, language=settings.LANGUAGE_CODE)
    return f"{where.sign_up}?invitation={token}"


def password_from(stream: TextIO) -> str:
    """Return the first line of a stream as a password, as `--password-stdin` does. Raises Refusal when it is empty."""
    password = stream.readline().rstrip("\r\n")
    if not password:
        raise Refusal("The first line of the input is the password, and it is empty.", field="password")
    return password


def new_password() -> str:
    """Return a password that nobody guesses (99 bits) and everybody can type."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(GROUP)) for _group in range(GROUPS))


def _office(role: str) -> RoleName:
    try:
        return RoleName(role)
    except ValueError as error:
        raise Refusal(f"There is no office «{role}», only {', '.join(RoleName.values)}.", field="role") from error


def _bare(handle: str) -> str:
    return handle.strip().removeprefix("@")
