"""The only writers of members, follows and roles."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.core.fitting import as_name, refuse_misfits
from abspann.core.refusal import Refusal
from abspann.core.sweeping import sweep
from abspann.events.commands import forget
from abspann.events.publish import publish
from abspann.members import ledger
from abspann.members.events import MemberChanged, MemberErased, MemberFollowed, MemberLeft, MemberReturned
from abspann.members.models import Actor, Departure, Follow, GoneHandle, Login, Member, Role
from abspann.members.queries import demand, gone_digest, is_gone, is_last_keeper
from abspann.members.rights import Act
from abspann.members.rules import TIME_TO_RETURN, RoleName, is_handle, likeness
from abspann.post.commands import forget_letters

logger = logging.getLogger(__name__)


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
        if Member.objects.filter(Q(handle=handle) | Q(likeness=likeness(handle))).exists() or is_gone(handle):
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


def ask_to_leave(*, by: Member, keep: bool, session: str | None = None) -> Departure:
    """Ask to be deleted: the public face goes at once, everything within a day after seven more, unless they come back.

    `keep`: texts, ratings and votes stay, as an anonymous user's. Of their sessions only `session` goes on. Twice is
    once: the first choice stands.
    """
    demand(by, Act.LEAVE, whose=by)
    with transaction.atomic():
        member = Member.objects.select_for_update().get(pk=by.pk)
        known = Departure.objects.filter(member=member).first()
        if known:
            return known
        if is_last_keeper(member):
            raise Refusal(
                _("You are the only keeper of this house. Give the office to somebody else first."), status=409
            )
        now = timezone.now()
        member.leaving_since = by.leaving_since = now
        member.save(update_fields=["leaving_since"])
        departure = Departure.objects.create(member=member, asked_at=now, due_at=now + TIME_TO_RETURN, keep=keep)
        if member.login_id:
            _end_other_sessions(member.login_id, session)
        publish(MemberLeft(member.pk, keep))
    return departure


def come_back(*, by: Member) -> None:
    """Take back having asked to be deleted: everything is as it was. Who is not leaving, stays."""
    demand(by, Act.LEAVE, whose=by)
    with transaction.atomic():
        member = Member.objects.select_for_update().get(pk=by.pk)
        departure = Departure.objects.filter(member=member).first()
        if departure is None:
            return
        if departure.due_at <= timezone.now():
            raise Refusal(_("The seven days are over: your account is being deleted."), status=409)
        departure.delete()
        member.leaving_since = by.leaving_since = None
        member.save(update_fields=["leaving_since"])
        publish(MemberReturned(member.pk))


def erase_due(*, by: Actor) -> int:
    """Erase everybody whose seven days are over; return how many. One whom it fails for must not keep the others."""
    due = Departure.objects.filter(due_at__lte=timezone.now()).order_by("?")
    erased = 0
    for member, keep in list(due.values_list("member", "keep")):
        try:
            erased += erase(by=by, member_id=member, keep=keep)
        except DatabaseError:
            # Whoever failed is due the next night again.
            logger.exception("Somebody who is due could not be erased.")
    _sweep(all_tables=bool(erased))
    return erased


def repeat_erasures(*, by: Actor) -> int:
    """Erase again whom a backup brought back, for the ledger says that they are gone; return how many."""
    known = ledger.read()
    if known is None or not known.keeps:
        return 0
    members = Member.objects.filter(kind=Member.Kind.LOCAL).values_list("pk", "public_id")
    found = [(pk, known.kept_of(public_id)) for pk, public_id in members.iterator()]
    erased = sum(erase(by=by, member_id=pk, keep=keep) for pk, keep in found if keep is not None)
    if erased:
        _sweep(all_tables=True)
    return erased


def erase(*, by: Actor, member_id: int, keep: bool) -> bool:
    """Erase a member, all of them or nothing; return whether there was one. `erase_due` says when."""
    member = Member.objects.filter(pk=member_id, kind=Member.Kind.LOCAL).select_related("login").first()
    if member is None:
        return False
    # First: whatever happens after this line, no backup brings them back. Nobody can come back any longer, either.
    ledger.note(public_id=member.public_id, keep=keep)
    addresses: set[str] = set()
    with transaction.atomic():
        Member.objects.select_for_update().get(pk=member.pk)
        followed = list(Member.objects.filter(followers__follower=member).order_by("pk"))
        publish(MemberErased(member.pk, keep))
        if member.login:
            addresses = {
                member.login.email,
                *EmailAddress.objects.filter(user=member.login).values_list("email", flat=True),
            }
            _end_every_session(member.login)
            member.login.delete()
        if member.handle:
            GoneHandle.objects.get_or_create(pk=gone_digest(member.handle))
        key = f"member:{member.pk}"
        member.delete()
        for other in followed:
            _count_followers(other)
        publish(*(MemberChanged(other.pk) for other in followed))
        forget(keys=[key])
    for address in addresses:
        forget_letters(to=address)
    return True


def _sweep(*, all_tables: bool) -> None:
    """Wipe what was deleted; what is kept in the shared cache can name people, and is quickly made again."""
    if all_tables:
        cache.clear()
    sweep(all_tables=all_tables)


def _end_other_sessions(login_id: int, session: str | None) -> None:
    others = UserSession.objects.filter(user=login_id).exclude(session_key=session or "")
    Session.objects.filter(pk__in=list(others.values_list("session_key", flat=True))).delete()
    others.delete()


def _end_every_session(login: Login) -> None:
    """End the sessions of a login, whether its list of devices knows them or not, and those that expired long ago."""
    ended = [row.pk for row in Session.objects.iterator() if row.get_decoded().get(SESSION_KEY) == str(login.pk)]
    Session.objects.filter(pk__in=ended).delete()


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
