"""Who lets people in: invitations and applications."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from abspann.core.refusal import Refusal
from abspann.members import queries
from abspann.members.commands import joining
from abspann.members.rights import Act
from abspann.web import errors
from abspann.web.accounts.addresses import for_letters
from abspann.web.doors import acting, needs, takes

MADE = "invitation_made"


@takes("GET", "HEAD", "POST")
@needs(Act.INVITE)
def invitations(request: HttpRequest) -> HttpResponse:
    """Invite somebody: the link is shown once, to be passed on, and mailed if there is an address."""
    if request.method != "POST":
        made = request.session.pop(MADE, "") if MADE in request.session else ""
        return _invitations(request, made=made)
    email = str(request.POST.get("email", ""))[:254]
    try:
        token = joining.invite(by=acting(request), where=for_letters(), email=email)
    except Refusal as no:
        return _invitations(request, no=no, email=email, status=no.status)
    request.session[MADE] = f"{settings.SITE_URL}{reverse('account_signup')}?invitation={token}"
    return redirect("account_invitations")


@takes("POST")
@needs(Act.INVITE)
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let an invitation open the door no longer."""
    joining.withdraw_invitation(by=acting(request), public_id=public_id)
    return redirect("account_invitations")


@takes("GET", "HEAD")
@needs(Act.DECIDE_APPLICATION)
def applications(request: HttpRequest) -> HttpResponse:
    """Those who wait to be let in."""
    return _applications(request)


@takes("POST")
@needs(Act.DECIDE_APPLICATION)
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let somebody in, or decline them, with a word or without."""
    act, words = request.POST.get("act"), str(request.POST.get("words", ""))
    if act not in ("let_in", "decline"):
        return errors.bad_request(request)
    try:
        if act == "let_in":
            joining.let_in(by=acting(request), public_id=public_id, where=for_letters())
        else:
            joining.decline(by=acting(request), public_id=public_id, words=words)
    except Refusal as no:
        return _applications(request, no=no, at=public_id, words=words, status=no.status)
    return redirect("account_applications")


def _invitations(
    request: HttpRequest, *, made: str = "", no: Refusal | None = None, email: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "open": queries.open_invitations(),
        "made": made,
        "no": no,
        "email": email,
        "way": queries.registration().value,
    }
    return render(request, "accounts/invitations.html", context, status=status)


def _applications(
    request: HttpRequest, *, no: Refusal | None = None, at: str = "", words: str = "", status: int = 200
) -> HttpResponse:
    context = {"waiting": queries.waiting_applications()[:100], "no": no, "at": at, "words": words}
    return render(request, "accounts/applications.html", context, status=status)
