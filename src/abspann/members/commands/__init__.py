"""The only writers of members, follows and roles."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.core.actor import System
from abspann.core.fitting import as_name, as_text, refuse_misfits
from abspann.core.refusal import Refusal
from abspann.events.publish import publish
from abspann.members.events import MemberChanged, MemberFollowed, MemberSuspended, OfficeGiven
from abspann.members.models import Actor, Follow, Login, Member, Role, Session
from abspann.members.queries import demand, holds, why_no_handle
from abspann.members.rights import Act
from abspann.members.rules import LONGEST_ABOUT, Language, RoleName, as_member_name, likeness, why_no_name

SIGNING_UP = System("sign-up")
"""Who acts when somebody comes in who is nobody here yet."""


def register(
    *,
    by: Actor,
    handle: str,
    display_name: str,
    email: str | None = None,
    password: str | None = None,
    password_hash: str | None = None,
    joined_on: dt.date | None = None,
    language: str = Language.GERMAN,
) -> Member:
    """Add a member of this house; with an e-mail address and a password (or what is kept of one), they can log in.

    Who signs up is held to the rules of names; what the keeper or an import writes is theirs to answer for.
    """
    with transaction.atomic():
        no = why_no_handle(handle)
        if no:
            raise Refusal(no, field="handle")
        if not isinstance(by, System) or by == SIGNING_UP:
            display_name = _own_name(display_name)
        login = _login(email, password, password_hash) if email else None
        member = Member(
            kind=Member.Kind.LOCAL,
            handle=handle,
            likeness=likeness(handle),
            display_name=as_name(display_name),
            login=login,
            joined_on=joined_on,
            language=language if language in Language.values else Language.GERMAN,
        )
        refuse_misfits(member)
        try:
            with transaction.atomic():
                member.save()
        except IntegrityError as error:
            # Somebody else took it since we looked.
            raise Refusal(
                _("The handle “%(handle)s” is taken, or looks like one that is.") % {"handle": handle}, field="handle"
            ) from error
        if login:
            confirm_address(by=by, login=login)
        publish(MemberChanged(member.pk))
    return member


def confirm_address(*, by: Actor, login: Login) -> None:
    """Let a login's address count as proven, where nothing is known of it yet; twice is once.

    A login is made only with an address that somebody stands for: by its code, or by the keeper at the command line.
    """
    with transaction.atomic():
        EmailAddress.objects.get_or_create(
            user=login, defaults={"email": login.email.lower(), "verified": True, "primary": True}
        )


def link_identity(*, by: Actor, login: Login, provider: str, subject: str) -> None:
    """Let an identity of another house log in here; twice is once, and it belongs to one login only."""
    with transaction.atomic():
        account, _made = SocialAccount.objects.get_or_create(provider=provider, uid=subject, defaults={"user": login})
        if account.user_id != login.pk:
            raise Refusal(_("That identity already belongs to another account."), status=409)


def set_password(*, by: Actor, login: Login, password: str, keep: str = "") -> None:
    """Give a login a new password and end its sessions, but for the one whose key is to be kept.

    Of two who set it at once by what they knew of the old one (a letter's link), the second is refused.
    """
    with transaction.atomic():
        known = Login.objects.select_for_update().get(pk=login.pk)
        if known.password != login.password:
            raise Refusal(_("The password was changed in the meantime."), status=409)
        login.set_password(password)
        login.save(update_fields=["password"])
        _end(login, keep=keep)


def end_sessions(*, by: Actor, login: Login, keep: str = "", only: int | None = None) -> None:
    """End a login's sessions at once: all, all but the one whose key is kept, or only one."""
    owner = Member.objects.filter(login=login).first()
    demand(by, Act.MANAGE_ACCOUNT if by == owner else Act.MODERATE, whose=owner)
    with transaction.atomic():
        _end(login, keep=keep, only=only)


def _end(login: Login, *, keep: str = "", only: int | None = None) -> None:
    ended = UserSession.objects.filter(user=login).exclude(session_key=keep)
    if only is not None:
        ended = ended.filter(pk=only)
    Session.objects.filter(session_key__in=list(ended.values_list("session_key", flat=True))).delete()
    ended.delete()
    if only is None:
        # Those, too, that the list of devices never knew.
        Session.objects.filter(login=login.pk).exclude(pk=keep).delete()


def forget_sessions() -> None:
    """Forget the sessions that are over, and where they were."""
    Session.objects.filter(expire_date__lte=timezone.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


def edit_profile(*, by: Actor, member: Member, display_name: str, about: str, language: str = "") -> None:
    """Call a member what they want to be called, and let them say who they are; the rules of names hold.

    `language` is that of letters to them; without one it stays.
    """
    demand(by, Act.EDIT_PROFILE, whose=member)
    name, words = _own_name(display_name), as_text(about)
    if len(words) > LONGEST_ABOUT:
        raise Refusal(_("At most 1,000 characters fit here."), field="about")
    language = language or member.language
    if language not in Language.values:
        raise Refusal(_("Choose the language of our letters."), field="language")
    with transaction.atomic():
        if Member.objects.filter(pk=member.pk).update(display_name=name, about=words, language=language):
            member.display_name, member.about, member.language = name, words, language
            publish(MemberChanged(member.pk))


def _own_name(text: str) -> str:
    no = why_no_name(text, house=settings.SITE_NAME)
    if no:
        raise Refusal(no, field="display_name")
    return as_member_name(text)


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
        publish(MemberChanged(member.pk))
        if is_new:
            house = by.name if isinstance(by, System) else ""
            publish(OfficeGiven(member.pk, role, None if isinstance(by, System) else by.pk, house))


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


def _refuse_touching_a_keeper(by: Actor, member: Member) -> None:
    if isinstance(by, Member) and holds(member, RoleName.KEEPER) and not holds(by, RoleName.KEEPER):
        raise Refusal(_("Only a keeper decides about a keeper."), status=403)


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
        followed = list(Member.objects.filter(followers__follower=member_id).order_by("pk"))
        Follow.objects.filter(Q(follower=member_id) | Q(followed=member_id)).delete()
        for other in followed:
            _count_followers(other)
        # Not MemberFollowed: it would raise the version of who is gone.
        publish(*(MemberChanged(other.pk) for other in followed))


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


def rebuild_followers() -> None:
    """Rebuild everybody's number of followers from the follows themselves, while others go on following."""
    for key in list(Member.objects.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            member = Member.objects.select_for_update(no_key=True).filter(pk=key).first()
            if member is None:
                continue
            before = member.follower_count
            _count_followers(member)
            if member.follower_count != before:
                publish(MemberChanged(member.pk))


def _count_followers(member: Member) -> None:
    # Whoever counts holds the row: of two who follow at once, the second counts the first.
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    # Whoever is leaving has no public face, and counts for nobody.
    member.follower_count = Follow.objects.filter(followed=member, follower__leaving_since__isnull=True).count()
    member.save(update_fields=["follower_count"])


def _login(email: str, password: str | None, password_hash: str | None) -> Login:
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refusal(_("“%(email)s” is no e-mail address.") % {"email": email}, field="email") from error
    login = Login(email=email)
    if Login.objects.filter(email__iexact=email).exists():
        raise Refusal(_("Somebody already logs in as %(email)s.") % {"email": email}, field="email")
    if password_hash is not None:
        login.password = password_hash
    elif password is None:
        login.set_unusable_password()
    else:
        try:
            validate_password(password, login)
        except ValidationError as error:
            raise Refusal(" ".join(error.messages), field="password") from error
        login.set_password(password)
    refuse_misfits(login)
    try:
        with transaction.atomic():
            login.save()
    except IntegrityError as error:
        raise Refusal(_("Somebody already logs in as %(email)s.") % {"email": email}, field="email") from error
    return login
