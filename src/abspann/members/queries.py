"""Page-shaped reads about members."""

from __future__ import annotations

from django.db.models import QuerySet

from abspann.members.models import Follow, Login, Member
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


def members_by_handle(handles: list[str]) -> dict[str, Member]:
    """Return the members of these handles."""
    return {str(member.handle): member for member in Member.objects.filter(handle__in=handles)}


def followers_of(member: Member) -> QuerySet[Member]:
    """Return who follows a member."""
    return Member.objects.filter(pk__in=Follow.objects.filter(followed=member).values("follower"))
