"""Pages of the account: allauth's views as the house lends them, the hub, sessions and devices."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from qrcode import QRCode

from abspann.core.refusal import Refusal
from abspann.members.commands import end_sessions
from abspann.members.models import Login
from abspann.members.rights import Act
from abspann.web.accounts import devices, tries
from abspann.web.doors import acting, needs, takes

View = Callable[..., HttpResponse]
PAGE_AND_FORM = ("GET", "HEAD", "POST")


def lent(view: View, name: str, *, methods: tuple[str, ...] = PAGE_AND_FORM, inside: bool = True) -> View:
    """Lend a view of allauth's under the house's rules: its methods, its limits, 422 for wrong input.

    `inside`: only for who may manage an account. A sentence that was kept for the next page is shown on this one.
    """

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            refusal = tries.refusal(request, name)
            if refusal:
                return refusal
        elif "said" in request.session:
            request.said = request.session.pop("said")  # type: ignore[attr-defined]  # ours, for the template
        response = view(request, *args, **kwargs)
        if request.method == "POST" and isinstance(response, TemplateResponse) and response.status_code == 200:
            response.status_code = 422
        return response

    marked = takes(*methods)(door)
    return needs(Act.MANAGE_ACCOUNT)(marked) if inside else marked


# allauth's views, where a page of ours shows more.


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Add a key that logs in by itself: it stays on the device, and the device asks whose finger it is."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask the device for such a key."""
        options = webauthn.begin_registration(self.request.user, True)
        # Not allauth's own context: it would begin a second registration, and only the last one counts.
        return {"form": kwargs.get("form") or self.get_form(), "js_data": {"creation_options": options}}


class ActivateApp(ActivateTOTPView):  # type: ignore[misc]  # allauth has no types
    """Set up an app that shows codes."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Draw the square that the app's camera reads."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        square = QRCode(border=2)
        square.add_data(context["totp_url"])
        rows = square.get_matrix()
        dots = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
        secret = context["form"].secret
        return context | {
            "square": "".join(dots),
            "side": len(rows),
            "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        }


class ProveByPasskey(ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Prove again who one is, by passkey; what does not fit is said where it was tried."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the page again."""
        super().form_invalid(form)
        return HttpResponseRedirect(self.passthrough_next_url(reverse("mfa_reauthenticate_webauthn")))


class LogOut(account.LogoutView):  # type: ignore[misc]  # allauth has no types
    """Log out, and have the browser forget what it kept of the pages."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """End the session."""
        login, key = self.request.user, self.request.session.session_key
        response: HttpResponse = super().post(*args, **kwargs)
        if isinstance(login, Login) and key:
            devices.forget(login, key)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


# Our own.


@needs(Act.MANAGE_ACCOUNT)
def hub(request: HttpRequest) -> HttpResponse:
    """Show everything that can be done about one's account, a line for each."""
    login = _login(request)
    kinds = list(Authenticator.objects.filter(user=login).values_list("type", flat=True))
    if "said" in request.session:
        request.said = request.session.pop("said")  # type: ignore[attr-defined]  # ours, for the template
    context = {
        "login": login,
        "has_password": login.has_usable_password(),
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_app": Authenticator.Type.TOTP in kinds,
        "sessions": len(devices.of(login)),
        "is_linked": bool(settings.OIDC_ISSUER) and SocialAccount.objects.filter(user=login).exists(),
    }
    return render(request, "accounts/hub.html", context)


@takes("GET", "HEAD", "POST")
@needs(Act.MANAGE_ACCOUNT)
def sessions(request: HttpRequest) -> HttpResponse:
    """Show where somebody is logged in; end one session (`end` is its number), or all others."""
    login, key = _login(request), request.session.session_key or ""
    if request.method != "POST":
        if "said" in request.session:
            request.said = request.session.pop("said")  # type: ignore[attr-defined]  # ours, for the template
        return render(request, "usersessions/usersession_list.html", {"devices": devices.of(login, here=key)})
    which = request.POST.get("end", "")
    if which != "others" and not (which.isascii() and which.isdigit() and len(which) < 19):
        raise Refusal(_("Choose which session is to end."))
    end_sessions(by=acting(request), login=login, keep=key, only=None if which == "others" else int(which))
    request.session["said"] = _("That session has ended.") if which != "others" else _("All other sessions have ended.")
    return HttpResponseRedirect(reverse("usersessions_list"))


def _login(request: HttpRequest) -> Login:
    login = acting(request).login
    if login is None:
        raise Refusal(_("Log in to go on."), status=403)
    return login
