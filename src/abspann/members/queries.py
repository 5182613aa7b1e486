"""Page-shaped reads about members."""

from __future__ import annotations

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from abspann.core.actor import System
from abspann.core.refusal import Refusal
from abspann.members import rights
from abspann.members.models import Actor, Login, Member
from abspann.members.rights import Act, Standing, Whose
from abspann.members.rules import RoleName


def member_of(login: Login) -> Member | None:
    """Return the member whom a login speaks for, with their roles read; not twice, if it was read with it."""
    try:
        member = login.member
    except Member.DoesNotExist:
        return None
    prefetch_related_objects([member], "roles")
    return member


def login_of_address(address: str) -> Login | None:
    """Return the login of an e-mail address in whatever case, with its member."""
    return Login.objects.select_related("member").filter(email__iexact=address).first()


def may_come_in(login: Login) -> bool:
    """Tell whether a login opens the door now: it is active, and its member is not suspended."""
    member = getattr(login, "member", None)
    return login.is_active and not (member and member.is_suspended)


def holds(member: Member | None, *roles: RoleName) -> bool:
    """Tell whether a member holds one of these offices; a keeper holds all."""
    if member is None:
        return False
    wanted = {*roles, RoleName.KEEPER}
    return any(role.name in wanted for role in member.roles.all())


def standings_of(viewer: Member | None) -> frozenset[Standing]:
    """Return what somebody is here; whoever is suspended or leaving is nothing else."""
    if viewer is None:
        return frozenset({Standing.VISITOR})
    if viewer.is_suspended:
        return frozenset({Standing.SUSPENDED})
    if viewer.is_leaving:
        return frozenset({Standing.LEAVING})
    return frozenset({Standing.MEMBER, *(Standing(role.name) for role in viewer.roles.all())})


def may(viewer: Member | None, act: Act, *, whose: Member | None = None) -> bool:
    """Tell whether a viewer may do this: to what `whose` owns, or, without it, at all."""
    relation = Whose.ANY if whose is None else Whose.OWN if whose == viewer else Whose.OTHERS
    return rights.may(standings_of(viewer), act, relation)


def demand(by: Actor, act: Act, *, whose: Member | None = None) -> None:
    """Refuse, with 403, who may not; a system actor may all. The first line of a command that not everybody may use."""
    if isinstance(by, System) or may(by, act, whose=whose):
        return
    if by.is_leaving:
        raise Refusal(_("You have asked to leave. Come back first, then go on."), status=403)
    if by.is_suspended:
        raise Refusal(_("You are suspended for now."), status=403)
    raise Refusal(_("You may not do that here."), status=403)
