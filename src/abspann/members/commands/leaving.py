"""Leaving: asking to be deleted, coming back, being erased."""

from __future__ import annotations

import logging

from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.core.actor import System
from abspann.core.refusal import Refusal
from abspann.core.sweeping import sweep
from abspann.events.commands import forget
from abspann.events.publish import publish
from abspann.members import ledger
from abspann.members.commands import end_sessions
from abspann.members.events import MemberErased, MemberLeft, MemberReturned
from abspann.members.models import Actor, Application, Departure, GoneHandle, Invitation, Member, PendingSignup
from abspann.members.queries import demand, gone_digest, is_last_keeper
from abspann.members.rights import Act
from abspann.members.rules import TIME_TO_RETURN
from abspann.post.commands import forget_letters

logger = logging.getLogger(__name__)

NIGHT = System("night")
"""Who erases when the seven days are over."""


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
        if member.login:
            end_sessions(by=NIGHT, login=member.login, keep=session or "")
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
        publish(MemberErased(member.pk, keep))
        if member.login:
            addresses = {
                member.login.email,
                *EmailAddress.objects.filter(user=member.login).values_list("email", flat=True),
            }
            end_sessions(by=NIGHT, login=member.login)
            member.login.delete()
        for address in addresses:
            for kind in (PendingSignup, Application, Invitation):
                kind.objects.filter(email__iexact=address).delete()
        if member.handle:
            GoneHandle.objects.get_or_create(pk=gone_digest(member.handle))
        keys = [f"{noun}:{member.pk}" for noun in ("member", "shelf")]
        member.delete()
        forget(keys=keys)
    for address in addresses:
        forget_letters(to=address)
    return True


def _sweep(*, all_tables: bool) -> None:
    """Wipe what was deleted; what is kept in the shared cache can name people, and is quickly made again."""
    if all_tables:
        cache.clear()
    sweep(all_tables=all_tables)
