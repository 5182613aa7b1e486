"""Coming in: sign-ups that wait for their code, invitations, applications.

Nothing is made before an address is proven, and whoever signs up with an address that has an account is answered like
all others: the same work, the same row, one letter; only who reads the address's letters learns the difference.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from abspann.core.fitting import as_text, refuse_misfits
from abspann.core.refusal import Refusal
from abspann.events.publish import publish
from abspann.members import letters, rules
from abspann.members.commands import SIGNING_UP, register
from abspann.members.events import ApplicationDecided, InvitationMade, InvitationWithdrawn
from abspann.members.letters import Addresses
from abspann.members.models import Actor, Application, Invitation, Login, Member, PendingSignup
from abspann.members.queries import (
    demand,
    invitation_of,
    language_of_address,
    open_invitations,
    registration,
    why_no_handle,
)
from abspann.members.rights import Act
from abspann.members.rules import Registration
from abspann.post.commands import send_letter

FIRST_LOGIN = "abspann.members.first_login"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody says who wants in. No password: they will log in with a passkey. `onward`: where they came from."""

    email: str
    handle: str
    display_name: str
    password: str | None = None
    reason: str = ""
    onward: str = ""
    invitation: str = ""


def ask_in(*, by: Actor, wish: Wish, where: Addresses, instead_of: str = "") -> str:
    """Keep a wish to come in until its code comes back, and return the token by which one browser knows it.

    The sign-up that the same browser began before is replaced; those of other browsers stand. Raises Refusal, with
    the field that is at fault; what it says never depends on whether the address is known.
    """
    invitation = _invitation_for(wish.invitation)
    email = _checked(wish)
    made_up = make_password(wish.password or secrets.token_urlsafe(12))
    with transaction.atomic():
        PendingSignup.objects.filter(token=instead_of).delete()
        pending = PendingSignup(
            email=email,
            handle=wish.handle,
            display_name=rules.as_member_name(wish.display_name),
            # Who brings no password costs a hash as well, and gets none.
            password=made_up if wish.password else make_password(None),
            reason=as_text(wish.reason),
            onward=wish.onward[:500],
            language=(get_language() or "de")[:2],
            token=secrets.token_urlsafe(32),
            invitation=invitation,
        )
        _send_code(pending, where)
        refuse_misfits(pending)
        pending.save(force_insert=True)
    return pending.token


def ask_for_another_code(*, by: Actor, token: str, where: Addresses) -> None:
    """Send a new code to the address of a sign-up; the one before is dead. Five letters at most go out for one."""
    with transaction.atomic():
        pending = _held(token)
        if pending.letters >= rules.MOST_CODES:
            raise Refusal(_("That was the last code for this sign-up. Please begin anew."), field="code", status=429)
        pending.letters += 1
        _send_code(pending, where)
        pending.save(update_fields=["letters", "tries", "code", "code_until"])


def confirm(*, by: Actor, token: str, code: str, handle: str = "") -> Member | Application:
    """Make a member, or an application, of a sign-up whose code came back; a code counts once.

    Five wrong ones, or ten minutes, and the code is dead. If the handle was taken meanwhile the code stays good, and
    another `handle` may be named.
    """
    no = None
    with transaction.atomic():
        pending = _held(token)
        no = _why_wrong(pending, code)
        if no is None:
            return _taken_in(pending, handle or pending.handle)
    # Raised outside the transaction, or the try would not be counted.
    raise no


def invite(*, by: Actor, where: Addresses, email: str = "", language: str = "") -> str:
    """Make an invitation and return its token, of which only a digest is kept; it is mailed if there is an address.

    Nobody knows yet which language its reader speaks: it is that of who invites, if none is named.
    """
    demand(by, Act.INVITE)
    address = rules.as_address(email) if email.strip() else ""
    if address is None:
        raise Refusal(_("“%(email)s” is no e-mail address.") % {"email": email}, field="email")
    if registration() is Registration.CLOSED:
        raise Refusal(_("Nobody can sign up here at present, so nobody can be invited."), status=409)
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        made = Invitation.objects.create(
            digest=rules.digest_of(token),
            inviter=by if isinstance(by, Member) else None,
            email=address,
            expires_at=timezone.now() + rules.INVITED_FOR,
        )
        if address:
            with override(language or get_language()):
                subject, text = letters.invited(where, token)
            send_letter(by=by, to=address, subject=subject, text=text)
        publish(InvitationMade(made.public_id, *_who(by)))
    return token


def withdraw_invitation(*, by: Actor, public_id: str) -> None:
    """Let an invitation open the door no longer; twice is once."""
    demand(by, Act.INVITE)
    with transaction.atomic():
        gone, _rows = Invitation.objects.filter(public_id=public_id, used_at__isnull=True).delete()
        if gone:
            publish(InvitationWithdrawn(public_id, *_who(by)))


def let_in(*, by: Actor, public_id: str, where: Addresses) -> Member:
    """Make a member of an applicant, and write to them."""
    demand(by, Act.DECIDE_APPLICATION)
    with transaction.atomic():
        one = _waiting(public_id)
        # It held the handle; now the member does.
        one.delete()
        member = register(
            by=SIGNING_UP,
            handle=one.handle,
            display_name=one.display_name,
            email=one.email,
            password_hash=one.password,
            joined_on=timezone.localdate(),
            language=one.language,
        )
        assert member.login is not None
        with override(one.language):
            token = "" if member.login.has_usable_password() else signing.dumps(member.login.pk, salt=FIRST_LOGIN)
            subject, text = letters.let_in(where, first_login=token)
        send_letter(by=by, to=one.email, subject=subject, text=text)
        publish(ApplicationDecided(public_id, *_who(by), member.pk))
    return member


def come_in_first(*, by: Actor, token: str) -> Login:
    """Return the login that a letter's link lets in, which it does once; no refusal tells another from another.

    It holds for 48 hours, and only as long as nobody ever logged in or chose a password.
    """
    no = Refusal(_("This link does not hold any longer."), status=410)
    try:
        key = signing.loads(token, salt=FIRST_LOGIN, max_age=rules.FIRST_LOGIN_FOR)
    except signing.BadSignature as error:
        raise no from error
    with transaction.atomic():
        login = Login.objects.select_for_update().filter(pk=key, last_login__isnull=True, is_active=True).first()
        if login is None or login.has_usable_password():
            raise no
        login.last_login = timezone.now()
        login.save(update_fields=["last_login"])
    return login


def decline(*, by: Actor, public_id: str, words: str = "") -> None:
    """Decline an applicant, and write to them, with a word if there is one; what they said is forgotten in 30 days."""
    demand(by, Act.DECIDE_APPLICATION)
    if len(as_text(words)) > rules.LONGEST_REASON:
        raise Refusal(_("At most 1,000 characters fit here."), field="words")
    with transaction.atomic():
        one = _waiting(public_id)
        one.declined_at, one.decided_by = timezone.now(), by if isinstance(by, Member) else None
        one.save(update_fields=["declined_at", "decided_by"])
        with override(one.language):
            subject, text = letters.declined(as_text(words))
        send_letter(by=by, to=one.email, subject=subject, text=text)
        publish(ApplicationDecided(public_id, *_who(by), None))


def forget_newcomers() -> None:
    """Forget sign-ups that nobody confirmed for a day, applications and old invitations after thirty."""
    now = timezone.now()
    PendingSignup.objects.filter(created_at__lte=now - rules.PENDING_FOR).delete()
    Application.objects.filter(created_at__lte=now - rules.FORGOTTEN_AFTER).delete()
    over = now - rules.FORGOTTEN_AFTER
    Invitation.objects.filter(Q(expires_at__lte=over) | Q(used_at__lte=over)).delete()


def _who(by: Actor) -> tuple[int | None, str]:
    """Return who acts as events say it: the key of a member, or the name of the house's own actor."""
    return (by.pk, "") if isinstance(by, Member) else (None, by.name)


def _invitation_for(token: str) -> Invitation | None:
    """Return the invitation of a link; refuse whom the house does not let sign up."""
    way = registration()
    if way is Registration.CLOSED:
        raise Refusal(_("Nobody can sign up here at present."), status=403)
    invitation = invitation_of(token)
    if invitation is None and (token or way is Registration.INVITATION):
        raise Refusal(_("This invitation is not valid any longer. Ask for a new one."), status=403)
    return invitation


def _checked(wish: Wish) -> str:
    """Refuse what cannot be, and return the address as it is kept."""
    email = rules.as_address(wish.email)
    if email is None:
        raise Refusal(_("“%(email)s” is no e-mail address.") % {"email": wish.email}, field="email")
    for field, no in (
        ("handle", why_no_handle(wish.handle)),
        ("display_name", rules.why_no_name(wish.display_name, house=settings.SITE_NAME)),
    ):
        if no:
            raise Refusal(no, field=field)
    if len(as_text(wish.reason)) > rules.LONGEST_REASON:
        raise Refusal(_("At most 1,000 characters fit here."), field="reason")
    if wish.password:
        try:
            validate_password(wish.password, Login(email=email))
        except ValidationError as error:
            raise Refusal(" ".join(error.messages), field="password") from error
    return email


def _send_code(pending: PendingSignup, where: Addresses) -> None:
    """Give a sign-up a new code, and write to its address: the code, or that there is an account already."""
    known_in = language_of_address(pending.email)
    is_known = known_in is not None
    digits = f"{secrets.randbelow(10**rules.CODE_LENGTH):0{rules.CODE_LENGTH}}"
    # Where there is an account already, no code is right.
    pending.code = _digest(pending.token, secrets.token_hex() if is_known else digits)
    pending.code_until, pending.tries = timezone.now() + rules.CODE_FOR, 0
    told = letters.code(digits)
    with override(known_in or get_language()):
        not_told = letters.known(where)
    subject, text = not_told if is_known else told
    send_letter(by=SIGNING_UP, to=pending.email, subject=subject, text=text, budget=True)


def _digest(token: str, code: str) -> str:
    return salted_hmac("abspann.members.code", f"{token}\n{code}", algorithm="sha256").hexdigest()


def _held(token: str) -> PendingSignup:
    """Return a sign-up, held until this transaction ends: of many who confirm at once, one does."""
    young = timezone.now() - rules.PENDING_FOR
    pending = PendingSignup.objects.select_for_update().filter(token=token, created_at__gt=young).first()
    if pending is None:
        raise Refusal(_("This sign-up is over, or already confirmed."), status=409)
    return pending


def _why_wrong(pending: PendingSignup, code: str) -> Refusal | None:
    """Count a try, and return why its code does not open the door."""
    if pending.tries >= rules.MOST_TRIES or timezone.now() >= pending.code_until:
        return Refusal(_("This code is not good any longer. Let us send you a new one."), field="code")
    if hmac.compare_digest(pending.code, _digest(pending.token, rules.digits_of(code))):
        return None
    pending.tries += 1
    pending.save(update_fields=["tries"])
    return Refusal(_("This is not the code from our letter."), field="code")


def _taken_in(pending: PendingSignup, handle: str) -> Member | Application:
    way = registration()
    pending.delete()
    if pending.invitation_id is not None:
        usable = open_invitations().filter(pk=pending.invitation_id).values("pk")
        if not Invitation.objects.filter(pk__in=usable, used_at__isnull=True).update(used_at=timezone.now()):
            raise Refusal(_("This invitation is not valid any longer. Ask for a new one."), status=409)
    elif way is Registration.APPLICATION:
        return _apply(pending, handle)
    elif way is not Registration.OPEN:
        raise Refusal(_("Nobody can sign up here at present."), status=403)
    return register(
        by=SIGNING_UP,
        handle=handle,
        display_name=pending.display_name,
        email=pending.email,
        password_hash=pending.password,
        joined_on=timezone.localdate(),
        language=pending.language,
    )


def _apply(pending: PendingSignup, handle: str) -> Application:
    """Let a newcomer wait for an answer; what the same address applied with before is replaced."""
    Application.objects.filter(email__iexact=pending.email).delete()
    no = why_no_handle(handle)
    if no:
        raise Refusal(no, field="handle")
    one = Application(
        email=pending.email,
        handle=handle,
        likeness=rules.likeness(handle),
        display_name=pending.display_name,
        password=pending.password,
        reason=pending.reason,
        language=pending.language,
    )
    try:
        with transaction.atomic():
            one.save(force_insert=True)
    except IntegrityError as error:
        raise Refusal(
            _("The handle “%(handle)s” is taken, or looks like one that is.") % {"handle": handle}, field="handle"
        ) from error
    return one


def _waiting(public_id: str) -> Application:
    one = Application.objects.select_for_update().filter(public_id=public_id, declined_at__isnull=True).first()
    if one is None:
        raise Refusal(_("Somebody has decided on this application already."), status=409)
    return one
