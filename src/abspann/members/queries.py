"""Page-shaped reads about members."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable

from django.conf import settings
from django.db.models import F, Q, QuerySet, prefetch_related_objects
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from abspann.core.actor import System
from abspann.core.paging import Key, Page, page_of
from abspann.core.refusal import Refusal
from abspann.core.text import one_line
from abspann.members import rights
from abspann.members.models import (
    Actor,
    Application,
    Departure,
    Follow,
    GoneHandle,
    Invitation,
    Login,
    Member,
    MemberQuerySet,
    PendingSignup,
    Role,
    Session,
)
from abspann.members.rights import Act, Standing, Whose
from abspann.members.rules import (
    LONGEST_NAME,
    PENDING_FOR,
    Language,
    Registration,
    RoleName,
    digest_of,
    is_handle,
    likeness,
)

PAGE_SIZE = 50
SHORTEST_BEGINNING = 2
MOST_FOLLOWED = (Key("shown", descending=True), Key("public_id", descending=True, kind=str))


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


def login_with_key(key: int) -> Login | None:
    """Return the login of a session, with its member; one query."""
    return Login.objects.select_related("member").filter(pk=key).first()


def running_sessions(keys: Iterable[str]) -> frozenset[str]:
    """Return those among these keys of sessions that still run."""
    running = Session.objects.filter(session_key__in=list(keys), expire_date__gt=timezone.now())
    return frozenset(running.values_list("session_key", flat=True))


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


# Coming in.


def why_no_handle(handle: str) -> str | Promise | None:
    """Return why this cannot be anybody's handle, None if it can: its shape, or that another has one like it."""
    if not is_handle(handle):
        return _("“%(handle)s” cannot be a handle: small letters, digits and inner hyphens only.") % {"handle": handle}
    look = likeness(handle)
    waiting = Application.objects.filter(likeness=look, declined_at__isnull=True)
    if Member.objects.filter(Q(handle=handle) | Q(likeness=look)).exists() or waiting.exists() or is_gone(handle):
        return _("The handle “%(handle)s” is taken, or looks like one that is.") % {"handle": handle}
    return None


def language_of_address(email: str) -> str | None:
    """Return the language in which to write to whom an address belongs; None where nobody logs in with it.

    The address is in any case, and found by index, however many there are.
    """
    found = Login.objects.annotate(low=Lower("email")).filter(low=email.lower())
    row = found.values_list("member__language").first()
    return (row[0] or Language.GERMAN) if row else None


def registration() -> Registration:
    """Return how one comes into this house: as its keeper says, else on application; into a demo anybody."""
    unsaid = Registration.OPEN if settings.DEMO else Registration.APPLICATION
    return Registration(settings.REGISTRATION or unsaid)


def invitation_of(token: str) -> Invitation | None:
    """Return the invitation that a link speaks of, if it still opens the door."""
    return open_invitations().filter(digest=digest_of(token)).first() if token else None


def open_invitations() -> QuerySet[Invitation]:
    """The invitations that still open the door, the newest first; not those of who is leaving or suspended."""
    now = timezone.now()
    away = Q(inviter__leaving_since__isnull=False) | Q(inviter__suspended_until__gt=now)
    found = Invitation.objects.filter(used_at__isnull=True, expires_at__gt=now).exclude(away)
    return found.select_related("inviter").order_by("-created_at", "-pk")


def pending_signup(token: str) -> PendingSignup | None:
    """Return the sign-up that a browser holds the token of, while it can still be confirmed."""
    return PendingSignup.objects.filter(token=token, created_at__gt=timezone.now() - PENDING_FOR).first()


def waiting_applications() -> QuerySet[Application]:
    """Those who wait to be let in, the longest first."""
    return Application.objects.filter(declined_at__isnull=True).order_by("created_at", "pk")


# Profiles, and who follows whom.


def member_at(handle: str) -> Member | None:
    """Return the member of this house at an address, if they have a public face."""
    return Member.objects.present().filter(kind=Member.Kind.LOCAL, handle=handle).first()


def members_beginning(text: str, *, viewer: Member | None, limit: int) -> list[Member]:
    """Return members of this house whose handle or name begins like this, those with most followers first.

    Only who has a public face: it is looked up where it is kept, so that whoever leaves is found no more at once.
    `viewer` is whom it is shown to; so far a public face is the same for all.
    """
    wanted = one_line(text).removeprefix("@")[:LONGEST_NAME]
    if len(wanted) < SHORTEST_BEGINNING:
        return []
    named = Q(handle__istartswith=wanted) | Q(display_name__istartswith=wanted)
    found = Member.objects.present().filter(named, kind=Member.Kind.LOCAL)
    return list(found.order_by("-follower_count", "display_name", "pk")[:limit])


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


# Leaving.


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
