"""The only writers of members, follows and roles."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from abspann.core.fitting import as_name, as_text, refuse_misfits
from abspann.core.refusal import Refusal
from abspann.events.publish import publish
from abspann.members.events import MemberChanged, MemberFollowed
from abspann.members.models import Actor, Follow, Login, Member, Role
from abspann.members.queries import demand
from abspann.members.rights import Act
from abspann.members.rules import ABOUT_LIMIT, NAME_LIMIT, RoleName, is_handle, likeness


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
        Role.objects.get_or_create(member=member, name=role)
        publish(MemberChanged(member.pk))


def edit_profile(*, by: Actor, member: Member, display_name: str, about: str) -> None:
    """Change what a member says of themselves."""
    demand(by, Act.EDIT_PROFILE, whose=member)
    name, lines = as_name(display_name), as_text(about)
    if not name:
        raise Refusal(_("A name needs at least one letter."), field="display_name")
    if len(name) > NAME_LIMIT:
        raise Refusal(_("A name has at most 60 characters."), field="display_name")
    if len(lines) > ABOUT_LIMIT:
        raise Refusal(_("At most 1,000 characters about yourself."), field="about")
    with transaction.atomic():
        Member.objects.filter(pk=member.pk).update(display_name=name, about=lines)
        member.display_name, member.about = name, lines
        publish(MemberChanged(member.pk))


def follow(*, by: Member, followed: Member) -> None:
    """Follow a member who is present; twice is once, and nobody follows themselves."""
    demand(by, Act.FOLLOW)
    if by == followed:
        raise Refusal(_("You cannot follow yourself."))
    with transaction.atomic():
        if not Member.objects.select_for_update(no_key=True).present().filter(pk=followed.pk).exists():
            raise Refusal(_("This member is no longer here."), status=404)
        _made, created = Follow.objects.get_or_create(follower=by, followed=followed)
        if created:
            _count_followers(followed)
            publish(MemberFollowed(followed=followed.pk, follower=by.pk))


def unfollow(*, by: Member, followed: Member) -> None:
    """Follow a member no longer; who does not follow them ceases nothing."""
    demand(by, Act.FOLLOW)
    with transaction.atomic():
        gone, _rows = Follow.objects.filter(follower=by, followed=followed).delete()
        if gone:
            _count_followers(followed)
            publish(MemberFollowed(followed=followed.pk, follower=by.pk))


def recount_followed(*, follower_id: int) -> None:
    """Count anew the followers of everybody whom a member follows, because that member left or came back."""
    with transaction.atomic():
        # Held in the order of their keys, so that two who leave at once do not wait for each other crosswise.
        held = Member.objects.select_for_update(no_key=True, of=("self",)).filter(followers__follower=follower_id)
        followed = list(held.order_by("pk"))
        for member in followed:
            _count_followers(member)
        publish(*(MemberFollowed(followed=member.pk, follower=follower_id) for member in followed))


def forget_follows(*, member_id: int) -> None:
    """Delete whom a member follows and who follows them, because that member is being erased."""
    with transaction.atomic():
        Follow.objects.filter(Q(follower=member_id) | Q(followed=member_id)).delete()


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
    # Whoever is leaving has no public face, and counts for nobody.
    member.follower_count = Follow.objects.filter(followed=member, follower__leaving_since__isnull=True).count()
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
