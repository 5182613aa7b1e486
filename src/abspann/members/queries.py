"""Page-shaped reads about members."""

from __future__ import annotations

from abspann.members.models import Login, Member
from abspann.members.rules import RoleName


def member_of(login: Login) -> Member | None:
    """Return the member whom a login speaks for, with their roles read."""
    return Member.objects.filter(login=login).prefetch_related("roles").first()


def holds(member: Member | None, *roles: RoleName) -> bool:
    """Tell whether a member holds one of these offices; a keeper holds all."""
    if member is None:
        return False
    wanted = {*roles, RoleName.KEEPER}
    return any(role.name in wanted for role in member.roles.all())
