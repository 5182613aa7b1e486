"""The only writers of members, follows and roles."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abspann.core.refusal import Refusal
from abspann.events.publish import publish
from abspann.members.events import MemberChanged, MemberFollowed
from abspann.members.models import Actor, Follow, Login, Member, Role
from abspann.members.rules import RoleName, is_handle


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
        if Member.objects.filter(handle=handle).exists():
            raise Refusal(_("The handle “%(handle)s” is taken.") % {"handle": handle})
        login = _login(email, password) if email else None
        member = Member.objects.create(
            kind=Member.Kind.LOCAL, handle=handle, display_name=display_name, login=login, joined_on=joined_on
        )
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
    """Return the member credited under this name from this origin, adding them when new; the newest figures stand."""
    with transaction.atomic():
        member, _created = Member.objects.update_or_create(
            kind=Member.Kind.CREDITED,
            display_name=name,
            credited_from=origin,
            defaults={"reported_followers": reported_followers, "reported_reviews": reported_reviews},
        )
        publish(MemberChanged(member.pk))
    return member


def grant(*, by: Actor, member: Member, role: RoleName) -> None:
    """Give a member of this house an office; twice is once."""
    if member.kind != Member.Kind.LOCAL:
        raise Refusal(_("Only a member of this house can hold an office."))
    with transaction.atomic():
        Role.objects.get_or_create(member=member, name=role)
        publish(MemberChanged(member.pk))


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
    with transaction.atomic():
        Follow.objects.bulk_create(
            [Follow(follower=follower, followed=followed) for follower, followed in pairs if follower != followed],
            ignore_conflicts=True,
        )
        for followed in {pair[1].pk: pair[1] for pair in pairs}.values():
            _count_followers(followed)
            publish(MemberFollowed(followed=followed.pk, follower=followed.pk))


def _count_followers(member: Member) -> None:
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
    login.save()
    return login
