"""Page-shaped reads about members."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from abspann.core.actor import System
from abspann.core.paging import Key, Page, page_of
from abspann.core.refusal import Refusal
from abspann.members import rights
from abspann.members.models import Actor, Follow, Login, Member, MemberQuerySet
from abspann.members.rights import Act, Standing, Whose
from abspann.members.rules import RoleName

PAGE_SIZE = 50
MOST_FOLLOWED = (Key("shown", descending=True), Key("public_id", descending=True, kind=str))


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


# Profiles, and who follows whom.


def member_at(handle: str) -> Member | None:
    """Return the member of this house at an address, if they have a public face."""
    return Member.objects.present().filter(kind=Member.Kind.LOCAL, handle=handle).first()


def member_shown(public_id: str) -> Member | None:
    """Return a member, of this house or credited here, who has a public face."""
    return Member.objects.present().filter(public_id=public_id).first()


def followed_among(viewer: Member | None, authors: Iterable[Member | None]) -> frozenset[int]:
    """Return the keys of those among these authors whom the viewer follows; one query, none for a visitor."""
    keys = {author.pk for author in authors if author}
    if viewer is None or not keys:
        return frozenset()
    return frozenset(Follow.objects.filter(follower=viewer, followed__in=keys).values_list("followed", flat=True))


def following_count(member: Member) -> int:
    """Return how many present members a member follows."""
    return Follow.objects.filter(follower=member, followed__leaving_since__isnull=True).count()


def followers_page(member: Member, *, after: str | None, size: int = PAGE_SIZE) -> Page[Member]:
    """Return a page of those who follow a member, those with most followers first."""
    return _people(
        Member.objects.present().filter(follows__followed=member), f"followers:{member.public_id}", after, size
    )


def following_page(member: Member, *, after: str | None, size: int = PAGE_SIZE) -> Page[Member]:
    """Return a page of those whom a member follows, those with most followers first."""
    return _people(
        Member.objects.present().filter(followers__follower=member), f"following:{member.public_id}", after, size
    )


def _people(members: MemberQuerySet, of: str, after: str | None, size: int) -> Page[Member]:
    shown = members.annotate(shown=F("follower_count") + Coalesce(F("reported_followers"), 0))
    return page_of(shown, of=of, order=MOST_FOLLOWED, after=after, size=size)
