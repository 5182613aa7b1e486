"""What allauth asks the house: how it says things, by which post, from where, and who may come in."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from abspann.core.actor import System
from abspann.members import commands as members
from abspann.members.models import Login
from abspann.members.queries import language_of_address, may_come_in, member_of
from abspann.moderation import queries as moderation
from abspann.moderation.models import Decision
from abspann.post.commands import send_letter
from abspann.web.accounts import seals
from abspann.web.accounts.entering import ensure_email_address, is_ours
from abspann.web.context import viewer

DOOR = System("the door")

SAID: Mapping[str, Any] = {
    "account/messages/password_changed.txt": _("Your password is changed. Other sessions have ended."),
    "account/messages/password_set.txt": _("Your password is set."),
    "account/messages/email_confirmed.txt": _("Your new address counts from now on."),
    "account/messages/email_confirmation_failed.txt": _("This address cannot be used here. Please choose another one."),
    "socialaccount/messages/account_connected.txt": _("From now on you can log in that way, too."),
    "socialaccount/messages/account_connected_other.txt": _("That identity already belongs to another account."),
    "socialaccount/messages/account_disconnected.txt": _("The link is cut."),
}
"""What allauth has to say on the next page, in our words; what is not here goes without saying."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Logging in, letters and messages."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This address and this password do not belong together."),
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your present password."),
        "incorrect_code": _("This code does not fit, or it was used before."),
        "duplicate_email": _("That is your address already."),
        "too_many_login_attempts": _("That was tried too often. Please begin again."),
        "rate_limited": _("That was tried too often. Please begin again."),
        "invalid_password_reset": _("This link does not hold any longer."),
    }

    # Who may come in.

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Login | None:
        """Return whose credentials these are; a closed login is answered like a wrong password."""
        login: Login | None = super().authenticate(request, **credentials)
        return login if login and login.is_active else None

    def pre_login(self, request: HttpRequest, user: Login, **kwargs: Any) -> HttpResponse | None:
        """Turn away, however they proved who they are, whom the house does not let in; let allauth know the others."""
        if may_come_in(user):
            ensure_email_address(user)
            return None
        clear_login(request)
        member = member_of(user)
        decision = moderation.suspension_of(member) if member else None
        context = {
            "until": member.suspended_until if member and member.is_suspended else None,
            "decision": decision,
            "may_appeal": decision is not None and moderation.may_appeal(decision),
            # The page of reasons needs no login: it opens here only for who has proved all that the account asks for.
            "reasons": _reasons_of(decision) if decision and not is_mfa_enabled(user) else "",
        }
        return render(request, "account/account_inactive.html", context, status=403)

    def set_password(self, user: Login, password: str) -> None:
        """Set it; every session ends but the one in which an owner sets it."""
        request = context.request
        keep = request.session.session_key or "" if request.user.pk == user.pk else ""
        members.set_password(by=DOOR, login=user, password=password, keep=keep)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Let a new address take the old one's place, wholly or not at all; of two logins that want it, one gets it."""
        try:
            with transaction.atomic():
                return bool(super().confirm_email(request, email_address))
        except IntegrityError:
            self.add_message(request, 40, "account/messages/email_confirmation_failed.txt")
            return False

    # Where to.

    def is_safe_url(self, url: str | None) -> bool:
        """Lead on only within the house."""
        return is_ours(url or "")

    def is_ajax(self, request: HttpRequest) -> bool:
        """Answer with JSON only where our own script asks what a passkey is to sign."""
        match = request.resolver_match
        asks = request.headers.get("Accept") == "application/json" and request.method == "GET"
        return bool(asks and match and match.url_name == "mfa_login_webauthn")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead home, in the language of the address; whoever is leaving sees how long they can still come back."""
        member = viewer(request)
        return reverse("account_leave" if member and member.is_leaving else "site:front")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Lead home, in the language of the address."""
        return reverse("site:front")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Lead back to the account."""
        return reverse("account_hub")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """Lead back to the account."""
        return reverse("account_hub")

    # What is said.

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Keep a sentence for the next page of the account (`views.lent` shows it)."""
        sentence = message or SAID.get(message_template or "")
        if sentence:
            request.session["said"] = str(sentence)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put a letter into the outbox; links in it begin with the house's own address.

        A member reads it in their own language, for anybody can ask for it; anybody else in that of the page.
        """
        said = context | {"site_url": settings.SITE_URL, "site_name": settings.SITE_NAME, "email": email}
        with override(language_of_address(email) or get_language()):
            subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", said).split())
            text = render_to_string(f"{template_prefix}_message.txt", said).strip()
        send_letter(by=DOOR, to=email, subject=subject, text=text)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the address of a reset link, under the house's own address."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", quote(key))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return roughly where somebody is, for their own list of sessions: an address without its end."""
        try:
            ip = ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", "")))
        except ValueError:
            return "::"
        return str(ipaddress.ip_network(f"{ip}/{48 if ip.version == 6 else 24}", strict=False).network_address)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Passkeys and codes. A passkey belongs to the host name of SITE_URL, whatever name the request came by."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This does not fit, or it was used before."),
        "unverified_email": _("Confirm your e-mail address first."),
        "cannot_generate_recovery_codes": _("Recovery codes come with a passkey or an app. Set up one of them first."),
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the house that passkeys are for."""
        return {"id": settings.SITE_HOST, "name": settings.SITE_NAME}

    def get_public_key_credential_user_entity(self, user: Login) -> dict[str, Any]:
        """Name the person as their device will show them."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        member = member_of(user)
        return entity | {"display_name": member.display_name if member else user.email}

    def generate_authenticator_name(self, user: Login, type: str) -> str:  # noqa: A002  # the name that allauth gives it
        """Propose what a passkey may be called."""
        return str(_("Passkey"))

    def encrypt(self, text: str) -> str:
        """Seal a secret, so that a stolen database alone shows no codes."""
        return seals.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret; those from before there were seals are read as they stand."""
        return seals.open_sealed(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """Draw nothing: the page draws the code itself, for its policy allows no data addresses."""
        return ""


def _reasons_of(decision: Decision) -> str:
    return reverse("moderation:decision-by-link", args=[decision.public_id, decision.secret])
