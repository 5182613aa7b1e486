"""Leaving, coming back, and taking one's data along."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from abspann.core.refusal import Refusal
from abspann.exchange.export.archive import archive_of
from abspann.exchange.export.kinds import KINDS
from abspann.members import queries
from abspann.members.commands import leaving
from abspann.members.models import Member
from abspann.members.rights import Act
from abspann.members.rules import TIME_TO_RETURN
from abspann.web.accounts.limits import spend
from abspann.web.doors import acting, needs, takes

Sentences = dict[str, str | Promise]

PROOFS, PROOFS_WINDOW = 10, 300
EXPORTS, EXPORTS_WINDOW = 5, 3600


@takes("GET", "HEAD", "POST")
@needs(Act.LEAVE)
def leave(request: HttpRequest) -> HttpResponse:
    """Say what leaving does, and ask for it; whoever is leaving sees how many days are left."""
    member = acting(request)
    if request.method != "POST":
        return _countdown(request, member) if member.is_leaving else _form(request, {})
    if member.is_leaving:
        return redirect("account_leave")
    choice = request.POST.get("texts")
    wrong: Sentences = {}
    if choice not in ("keep", "all"):
        wrong["texts"] = _("Choose what becomes of your texts.")
    if sentence := _why_not_proven(request, member):
        wrong["proof"] = sentence
    if wrong:
        return _form(request, wrong, status=422)
    try:
        leaving.ask_to_leave(by=member, keep=choice == "keep", session=request.session.session_key)
    except Refusal as no:
        return _form(request, {"all": no.sentence}, status=no.status)
    return redirect("account_leave")


@takes("POST")
@needs(Act.LEAVE)
def come_back(request: HttpRequest) -> HttpResponse:
    """Stay after all."""
    member = acting(request)
    try:
        leaving.come_back(by=member)
    except Refusal as no:
        return _countdown(request, member, sentence=no.sentence, status=no.status)
    return redirect(f"{reverse('account_leave')}?returned")


@takes("GET", "HEAD", "POST")
@needs(Act.EXPORT)
def export(request: HttpRequest) -> HttpResponse:
    """Say what an export holds, and give it."""
    member = acting(request)
    if request.method != "POST":
        return render(request, "accounts/export.html", {"kinds": KINDS})
    spend(request, "export", limit=EXPORTS, window=EXPORTS_WINDOW, whose=member.public_id)
    name = f"{member.handle}-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(archive_of(member), as_attachment=True, filename=name, content_type="application/zip")


def data(request: HttpRequest) -> HttpResponse:
    """Tell everybody what the house knows of its members, and what becomes of it."""
    return render(request, "accounts/data.html")


def _form(request: HttpRequest, wrong: Sentences, *, status: int = 200) -> HttpResponse:
    member = acting(request)
    context = {
        "wrong": wrong,
        "choice": request.POST.get("texts"),
        "has_password": bool(member.login and member.login.has_usable_password()),
        "returned": "returned" in request.GET,
        "deleted_on": timezone.now() + TIME_TO_RETURN,
    }
    return render(request, "accounts/leave.html", context, status=status)


def _countdown(
    request: HttpRequest, member: Member, *, sentence: str | Promise = "", status: int = 200
) -> HttpResponse:
    departure = queries.departure_of(member)
    if departure is None:
        # Whoever is leaving without having asked: only somebody at the database's own shell does that.
        return redirect("site:front")
    context = {"departure": departure, "days": queries.days_left(departure), "sentence": sentence}
    return render(request, "accounts/leaving.html", context, status=status)


def _why_not_proven(request: HttpRequest, member: Member) -> str | Promise:
    """Return why it is not certain that this is the member themselves and not somebody at their open browser."""
    spend(request, "leave", limit=PROOFS, window=PROOFS_WINDOW, whose=member.public_id)
    login = member.login
    if login and login.has_usable_password():
        right = login.check_password(request.POST.get("password", ""))
        return "" if right else _("This is not your password.")
    typed = request.POST.get("handle", "").strip().removeprefix("@")
    return "" if typed == member.handle else _("This is not your handle.")
