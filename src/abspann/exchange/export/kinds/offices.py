"""The offices that a member holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from abspann.exchange.export.kind import Kind
from abspann.members.models import Member


@dataclass(frozen=True, slots=True)
class Office:
    """An office."""

    name: str


def rows(member: Member) -> Iterator[Office]:
    """Return the offices by name."""
    return (Office(role.name) for role in member.roles.order_by("name"))


KIND = Kind("offices", "Ämter", "Offices", Office, rows, keys=("members.Role.member",))
