"""Coming in: the first steps of a login that was just made, and where one may be led afterwards."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import EmailAddress
from allauth.account.models import Login as Attempt
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from abspann.core.actor import System
from abspann.members.commands import confirm_address
from abspann.members.models import Login
from abspann.web.accounts.identity import link_pending


def log_in_new(request: HttpRequest, login: Login, *, next: str = "") -> HttpResponse:  # noqa: A002  # the name that pages and Django give it
    """Log in somebody whose account was just made, its address proven by a code; answer with where to go from here.

    Whoever has neither a password nor another house's identity goes to adding a passkey; the others to `next` if it is
    ours, else home. For five minutes they need not prove again who they are.
    """
    ensure_email_address(login)
    record_authentication(request, login, method="code", email=login.email, reauthenticated=True)
    onward = next if is_ours(next) else reverse("site:front")
    if not link_pending(request, login) and not login.has_usable_password():
        onward = reverse("mfa_add_webauthn")
    answer: HttpResponse = perform_login(
        request, Attempt(user=login, redirect_url=onward, signup=True, email=login.email.lower())
    )
    return answer


def ensure_email_address(login: Login) -> None:
    """Let allauth know a login's address as proven and primary, if it knows none yet (logins from before allauth)."""
    if not EmailAddress.objects.filter(user=login).exists():
        confirm_address(by=System("the door"), login=login)


def is_ours(address: str) -> bool:
    """Tell whether an address leads to a page of ours: a path, neither of another host nor of another scheme.

    Browsers leave control characters out of an address, so that one with them leads elsewhere than it says.
    """
    return (
        address.startswith("/")
        and address.isprintable()
        and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    )
