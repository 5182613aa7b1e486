"""allauth's forms, where ours ask for less or look closer."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.internal import flows
from allauth.account.models import EmailAddress
from allauth.mfa import app_settings as second_step
from allauth.mfa.adapter import get_adapter as second_factor
from allauth.mfa.base import forms as codes
from allauth.mfa.totp import forms as app
from allauth.mfa.webauthn import forms as webauthn
from cryptography.exceptions import InvalidSignature
from django.http import HttpRequest
from django.utils.translation import gettext_noop

from abspann.events.commands import spend
from abspann.members.models import Login
from abspann.members.queries import login_of_address
from abspann.members.rules import digits_of

CODE_LIVES = second_step.TOTP_PERIOD * 2 * (second_step.TOTP_TOLERANCE + 1)
"""For how many seconds a code is remembered: longer than any clock shows it."""

REQUIRED = gettext_noop("This field is required.")
"""Django's own sentence at an empty field; named here, so that it is said in the house's words."""


class ResetPassword(allauth.ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """Asks for the address of a login; the letter goes to the address that we know, never to what was typed like it."""

    def clean_email(self) -> str:
        """Look the login up."""
        typed = str(get_adapter().clean_email(self.cleaned_data["email"]))
        login = login_of_address(typed)
        self.users = [login] if login and login.is_active else []
        return self.users[0].email if self.users else typed

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Write the letter; to an unknown address another, after the same work."""
        if not self.users:
            allauth.default_token_generator.make_token(Login())
            # For a login its addresses are looked up twice; for nobody it is done here.
            EmailAddress.objects.filter(user=0, email__iexact=self.cleaned_data["email"]).first()
        flows.password_reset.request_password_reset(
            request, self.cleaned_data["email"], self.users, allauth.default_token_generator
        )
        return str(self.cleaned_data["email"])


class _TypedOnce:
    """The new password is typed or pasted once; whoever mistypes it asks for a letter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]  # type: ignore[attr-defined]  # a form's


class ChangePassword(_TypedOnce, allauth.ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    """The old password and the new one."""


class SetPassword(_TypedOnce, allauth.SetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """A first password."""


class NewPasswordAfterReset(_TypedOnce, allauth.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth has no types
    """A new password, by a letter's link."""


HOSTILE = (KeyError, TypeError, ValueError, AttributeError, IndexError, InvalidSignature)
"""What the library says of JSON that no device made."""


class _Suspicious:
    """A passkey's answer comes from outside: whatever is wrong with it, it does not fit."""

    def clean_credential(self) -> Any:
        """Let the library look at it."""
        try:
            look = getattr(super(), "clean_credential", None)
            return look() if look else self.cleaned_data["credential"]  # type: ignore[attr-defined]  # a form's
        except HOSTILE as error:
            raise second_factor().validation_error("incorrect_code") from error

    def clean(self) -> Any:
        """Let the library look at it."""
        try:
            return super().clean()  # type: ignore[misc]  # a form's
        except HOSTILE as error:
            raise second_factor().validation_error("incorrect_code") from error


class AddPasskey(_Suspicious, webauthn.SignupWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A new passkey; every one can log in by itself, so it is asked for what that takes."""


class LogInByPasskey(_Suspicious, webauthn.LoginWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey instead of a password."""


class SecondStepByPasskey(_Suspicious, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey after the password."""


class ProveByPasskey(_Suspicious, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey, to show again who one is."""


class _OnceOnly:
    """A code counts once, however it is spelled, wherever and by whichever worker it is read.

    allauth remembers used codes in the cache, which forgets (when it is full, or cleared); this counts in the database.
    """

    def clean_code(self) -> str:
        """Let the library look at it, then count it."""
        code = str(super().clean_code())  # type: ignore[misc]  # a form's
        whose = f"{self.user.pk} {digits_of(code)}"  # type: ignore[attr-defined]  # a form's
        if spend(what="second step", whose=whose, limit=1, window=CODE_LIVES):
            raise second_factor().validation_error("incorrect_code")
        return code


class SecondStepByCode(_OnceOnly, codes.AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """A code after the password."""


class ProofByCode(_OnceOnly, codes.ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """A code, to show again who one is."""


class SetUpApp(_OnceOnly, app.ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    """The first code of an app; it opens no door afterwards."""
