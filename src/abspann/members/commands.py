"""The only writers of members, follows and roles."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.core.actor import System
from abspann.core.fitting import as_name, refuse_misfits
from abspann.core.refusal import Refusal
from abspann.events.publish import publish
from abspann.members.events import MemberChanged, MemberFollowed, MemberSuspended, OfficeGiven
from abspann.members.models import Actor, Follow, Login, Member, Role
from abspann.members.queries import demand, holds
from abspann.members.rights import Act
from abspann.members.rules import RoleName, is_handle, likeness


def register(
    *,
    by: Actor,
    handle: str,
    display_name: str,
    email: str | None = None,
    password: str | None = None,
    joined_on: dt.date | None = None,
) -> Member:
    """Add a member of this house; with an e-mail address and a password, they can log in."""
    if not is_handle(handle):
        raise Refusal(
            _("“%(handle)s” cannot be a handle: small letters, digits and inner hyphens only.") % {"handle": handle}
        )
    with transaction.atomic():
        if Member.objects.filter(Q(handle=handle) | Q(likeness=likeness(handle))).exists():
            raise Refusal(_("The handle “%(handle)s” is taken, or looks like one that is.") % {"handle": handle})
        login = _login(email, password) if email else None
        member = Member(
            kind=Member.Kind.LOCAL,
            handle=handle,
            likeness=likeness(handle),
            display_name=as_name(display_name),
            login=login,
            joined_on=joined_on,
        )
        refuse_misfits(member)
        try:
            with transaction.atomic():
                member.save()
        except IntegrityError as error:
            # Somebody else took it since we looked.
            raise Refusal(
                _("The handle “%(handle)s” is taken, or looks like one that is.") % {"handle": handle}
            ) from error
        publish(MemberChanged(member.pk))
    return member


def credit(
    *,
    by: Actor,
    name: str,
    origin: str,
    reported_followers: int | None = None,
    reported_reviews: int | None = None,
) -> Member:
    """Return the member credited under this name from this origin, adding them when new; the newest figures stand.

    A figure that is not reported leaves the one that was.
    """
    reported = {"reported_followers": reported_followers, "reported_reviews": reported_reviews}
    figures = {field: number for field, number in reported.items() if number is not None}
    named: dict[str, Any] = {
        "kind": Member.Kind.CREDITED,
        "display_name": as_name(name),
        "credited_from": as_name(origin),
    }
    refuse_misfits(Member(**named, **figures))
    with transaction.atomic():
        member, _created = Member.objects.update_or_create(**named, defaults=figures)
        publish(MemberChanged(member.pk))
    return member


def grant(*, by: Actor, member: Member, role: RoleName) -> None:
    """Give a member of this house an office; twice is once."""
    if member.kind != Member.Kind.LOCAL:
        raise Refusal(_("Only a member of this house can hold an office."))
    with transaction.atomic():
        _role, is_new = Role.objects.get_or_create(member=member, name=role)
        if is_new:
            house = by.name if isinstance(by, System) else ""
            publish(OfficeGiven(member.pk, role, None if isinstance(by, System) else by.pk, house))
        publish(MemberChanged(member.pk))


def suspend(*, by: Actor, member: Member, until: dt.datetime) -> None:
    """Shut a member of this house out until a day; their sessions end at once. Nobody but keepers suspends a keeper."""
    demand(by, Act.MODERATE, whose=member)
    _refuse_touching_a_keeper(by, member)
    if member.kind != Member.Kind.LOCAL:
        raise Refusal(_("Only a member of this house can be suspended."))
    if until <= timezone.now():
        raise Refusal(_("A suspension ends in the future."), field="days")
    with transaction.atomic():
        Member.objects.filter(pk=member.pk).update(suspended_until=until)
        member.suspended_until = until
        if member.login:
            end_sessions(by=by, login=member.login)
        publish(MemberSuspended(member.pk))


def let_in_again(*, by: Actor, member: Member) -> None:
    """End a suspension before its day; twice is once."""
    demand(by, Act.MODERATE, whose=member)
    _refuse_touching_a_keeper(by, member)
    with transaction.atomic():
        if Member.objects.filter(pk=member.pk, suspended_until__isnull=False).update(suspended_until=None):
            member.suspended_until = None
            publish(MemberSuspended(member.pk))


def end_sessions(*, by: Actor, login: Login) -> None:
    """Log a login out everywhere, at once."""
    alive = Session.objects.filter(expire_date__gte=timezone.now())
    keys = [row.pk for row in alive.iterator(500) if row.get_decoded().get(SESSION_KEY) == str(login.pk)]
    Session.objects.filter(pk__in=keys).delete()


def _refuse_touching_a_keeper(by: Actor, member: Member) -> None:
    if isinstance(by, Member) and holds(member, RoleName.KEEPER) and not holds(by, RoleName.KEEPER):
        raise Refusal(_("Only a keeper decides about a keeper."), status=403)


def follow(*, by: Member, followed: Member) -> None:
    """Follow a member; twice is once, and nobody follows themselves."""
    if by == followed:
        raise Refusal(_("You cannot follow yourself."))
    with transaction.atomic():
        _made, created = Follow.objects.get_or_create(follower=by, followed=followed)
        if created:
            _count_followers(followed)
            publish(MemberFollowed(followed=followed.pk, follower=by.pk))


def take_in_follows(*, by: Actor, pairs: list[tuple[Member, Member]]) -> None:
    """Take in many follows (follower, followed) at once, as an import does."""
    # In the order of their keys, so that two imports never wait for each other crosswise.
    pairs = sorted(
        ((follower, followed) for follower, followed in pairs if follower != followed),
        key=lambda pair: (pair[0].pk, pair[1].pk),
    )
    with transaction.atomic():
        Follow.objects.bulk_create(
            [Follow(follower=follower, followed=followed) for follower, followed in pairs],
            ignore_conflicts=True,
        )
        for _key, followed in sorted({followed.pk: followed for _follower, followed in pairs}.items()):
            _count_followers(followed)
        publish(*(MemberFollowed(followed=followed.pk, follower=follower.pk) for follower, followed in pairs))


def _count_followers(member: Member) -> None:
    # Whoever counts holds the row: of two who follow at once, the second counts the first.
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    member.follower_count = Follow.objects.filter(followed=member).count()
    member.save(update_fields=["follower_count"])


def _login(email: str, password: str | None) -> Login:
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refusal(_("“%(email)s” is no e-mail address.") % {"email": email}) from error
    login = Login(email=email)
    if Login.objects.filter(email__iexact=email).exists():
        raise Refusal(_("Somebody already logs in as %(email)s.") % {"email": email})
    if password is None:
        login.set_unusable_password()
    else:
        try:
            validate_password(password, login)
        except ValidationError as error:
            raise Refusal(" ".join(error.messages)) from error
        login.set_password(password)
    refuse_misfits(login)
    try:
        with transaction.atomic():
            login.save()
    except IntegrityError as error:
        raise Refusal(_("Somebody already logs in as %(email)s.") % {"email": email}) from error
    return login
