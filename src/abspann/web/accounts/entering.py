"""Coming in: what a login needs of allauth before it may, and the first steps of one that was just made."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import EmailAddress
from allauth.account.models import Login as Attempt
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from abspann.members.models import Login


def log_in_new(request: HttpRequest, login: Login, *, next: str = "") -> HttpResponse:  # noqa: A002  # the name that pages and Django give it
    """Log in somebody whose account was just made, its address proven by a code; answer with where to go from here.

    Without a password they go to adding a passkey; else to `next` if it is ours, else home. For five minutes they need
    not prove again who they are.
    """
    ensure_email_address(login)
    record_authentication(request, login, method="code", email=login.email, reauthenticated=True)
    onward = safe_next(next)
    if not login.has_usable_password():
        onward = reverse("mfa_add_webauthn")
    return perform_login(request, Attempt(user=login, redirect_url=onward, signup=True, email=login.email))


def ensure_email_address(login: Login) -> None:
    """Let allauth know a login's address as proven and primary, if it knows none yet.

    Logins are made by `members.register`, at the command line, in the demo and after a code, always with an address
    that whoever made them stands for.
    """
    if EmailAddress.objects.filter(user=login).exists():
        return
    try:
        with transaction.atomic():
            EmailAddress.objects.create(user=login, email=login.email.lower(), verified=True, primary=True)
    except IntegrityError:
        # Two came in at once: the other one wrote the same.
        return


def safe_next(address: str) -> str:
    """Return an address to go on to, home for whatever is not a path of ours."""
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours else "/"
