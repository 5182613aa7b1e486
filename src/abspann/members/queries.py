"""Page-shaped reads about members."""

from __future__ import annotations

import datetime as dt
import math

from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from abspann.core.actor import System
from abspann.core.refusal import Refusal
from abspann.members import rights
from abspann.members.models import Actor, Departure, GoneHandle, Login, Member, Role
from abspann.members.rights import Act, Standing, Whose
from abspann.members.rules import RoleName, likeness


def member_of(login: Login) -> Member | None:
    """Return the member whom a login speaks for, with their roles read."""
    return Member.objects.filter(login=login).prefetch_related("roles").first()


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


def departure_of(member: Member) -> Departure | None:
    """Return what a member who is leaving asked for; None for everybody else."""
    return Departure.objects.filter(member=member).first()


def days_left(departure: Departure, *, now: dt.datetime | None = None) -> int:
    """Return how many days somebody can still come back, a day that has begun counting whole; 0 when it is too late."""
    left = (departure.due_at - (now or timezone.now())) / dt.timedelta(days=1)
    return max(0, math.ceil(left))


def is_last_keeper(member: Member) -> bool:
    """Tell whether the house would have no keeper without this member."""
    keepers = Role.objects.filter(name=RoleName.KEEPER, member__leaving_since__isnull=True)
    return keepers.filter(member=member).exists() and not keepers.exclude(member=member).exists()


def gone_digest(handle: str) -> str:
    """Return how a handle is remembered whose owner is gone."""
    return salted_hmac("abspann.members.gone", likeness(handle), algorithm="sha256").hexdigest()


def is_gone(handle: str) -> bool:
    """Tell whether a handle, or one that looks like it, was somebody's who is gone: nobody gets it again."""
    return GoneHandle.objects.filter(pk=gone_digest(handle)).exists()
