"""The desk: pages brought, read, corrected, applied, discarded."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from abspann.core.refusal import Refusal
from abspann.exchange import commands, queries
from abspann.exchange.ingest.lines import NotAFilmPage
from abspann.exchange.models import SourcePage
from abspann.members.models import Member
from abspann.members.queries import may
from abspann.members.rights import Act
from abspann.web import errors
from abspann.web.context import is_critic, viewer
from abspann.web.desk import result
from abspann.web.desk.corrections import Corrections
from abspann.web.desk.forms import ReadForm
from abspann.web.doors import takes

P = ParamSpec("P")
DeskView = Callable[Concatenate[HttpRequest, Member, P], HttpResponse]
ACTS = ("save", "carve", "apply")

NO_PAGE = {
    "empty": gettext_lazy("This file is empty: there is no film page to read."),
    "too-large": gettext_lazy("This file is larger than 2 MB: a film page is a few kilobytes of text."),
    "binary": gettext_lazy("This file is not plain text: copy the page’s text into a .txt file first."),
    "markup": gettext_lazy("This file is HTML or PDF, not text: open it, copy what you read and paste it here."),
    "no-film-page": gettext_lazy(
        "This text does not look like a film page: no review, no section heading, no role with its actor."
    ),
}
"""Why a text is no film page, in the reader's language."""


def for_critics(view: DeskView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let critics and keepers in, and give the view who they are; visitors log in first, all others hear a no."""

    @wraps(view)
    def let_in(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        member = viewer(request)
        if member is None:
            return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
        if not is_critic(request):
            return errors.page(request, 403, sentence=_("The desk is for the critics of the house."))
        return view(request, member, *args, **kwargs)

    return let_in


@for_critics
def index(request: HttpRequest, member: Member) -> HttpResponse:
    """All pages that were brought, the newest first."""
    page = queries.pages_brought(after=request.GET.get("after"))
    return render(request, "desk/index.html", {"page": page, "may_import": may(member, Act.IMPORT)})


@takes("GET", "HEAD", "POST")
@for_critics
def read(request: HttpRequest, member: Member) -> HttpResponse:
    """Bring a page: paste its text or choose a file."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.BODY_LIMIT:
        form = ReadForm()
        return render(request, "desk/read.html", {"form": form, "sentence": NO_PAGE["too-large"]}, status=413)
    if request.method != "POST":
        return render(request, "desk/read.html", {"form": ReadForm()})
    form = ReadForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "desk/read.html", {"form": form}, status=422)
    file = form.cleaned_data["file"]
    field, content = ("file", file.read()) if file else ("text", form.cleaned_data["text"].encode())
    try:
        page = commands.bring_page(by=member, content=content, name=file.name if file else "")
    except NotAFilmPage as no:
        form.add_error(field, NO_PAGE.get(no.key, no.sentence))
        return render(request, "desk/read.html", {"form": form}, status=413 if no.key == "too-large" else 422)
    return redirect("desk:page", page.public_id)


@takes("GET", "HEAD", "POST")
@for_critics
def page(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    """A page beside its blocks: look, correct, apply; an applied one shows what became of it."""
    brought = _page_at(public_id)
    if request.method != "POST":
        return _closed(request, brought) if brought.applied_at else _open(request, Corrections(brought))
    act = request.POST.get("act")
    if act not in ACTS:
        return errors.bad_request(request)
    if brought.applied_at:
        return _closed(request, brought, status=409)
    corrections = Corrections(brought, request.POST, applying=act == "apply")
    if not corrections.is_valid():
        return _open(request, corrections, status=422)
    said: dict[str, Any] = {
        "proposal": corrections.proposal(),
        "state": request.POST.get("state"),
    } | corrections.right_said
    try:
        if act != "apply":
            commands.correct_page(by=member, page=brought, **said)
        elif commands.apply_page(by=member, page=brought, **said, **corrections.film_said).again:
            return _closed(request, _page_at(public_id), status=409)
    except Refusal as no:
        return _refused(request, public_id, corrections, no)
    return redirect(f"{resolve_url('desk:page', public_id)}?{'saved' if act != 'apply' else 'applied'}")


@takes("POST")
@for_critics
def discard(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    """Throw a page away that was not applied."""
    try:
        commands.discard_page(by=member, page=_page_at(public_id))
    except Refusal as no:
        if no.status != 409:
            raise
        return _closed(request, _page_at(public_id), status=409)
    return redirect("desk:index")


def _page_at(public_id: str) -> SourcePage:
    found = queries.page_brought(public_id)
    if found is None:
        raise Http404(_("No such page lies on the desk; it may have been discarded."))
    return found


def _open(request: HttpRequest, corrections: Corrections, *, status: int = 200) -> HttpResponse:
    context = {"brought": corrections.page, "corrections": corrections, "is_saved": "saved" in request.GET}
    return render(request, "desk/page.html", context, status=status)


def _closed(request: HttpRequest, brought: SourcePage, *, status: int = 200) -> HttpResponse:
    context = {
        "brought": brought,
        "result": result.of(brought),
        "source": list(enumerate(brought.lines, start=1)),
        "is_new": "applied" in request.GET,
        "is_too_late": status == 409,
    }
    return render(request, "desk/applied.html", context, status=status)


def _refused(request: HttpRequest, public_id: str, corrections: Corrections, no: Refusal) -> HttpResponse:
    """Show what was written and why it cannot stand; what others did meanwhile is said against today's page."""
    today = _page_at(public_id)
    if today.applied_at:
        return _closed(request, today, status=409)
    corrections.page = today
    corrections.refuse(no)
    return _open(request, corrections, status=no.status)
