"""Reporting: the form that everybody can send, and the page that says what became of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from abspann.core.refusal import Refusal
from abspann.moderation import commands, queries, rules
from abspann.moderation.rules import Kind, Thing
from abspann.web.accounts import limits
from abspann.web.context import viewer
from abspann.web.doors import takes
from abspann.web.moderation import places, statement
from abspann.web.moderation.forms import ReportForm

HOUR = 3_600
PER_PLACE = 20
OVERALL = 1_000
"""How many reports an hour may come from one place, and from all together."""


@takes("GET", "HEAD", "POST")
def report(request: HttpRequest) -> HttpResponse:
    """Report something: a thing that was chosen by kind and id, or the page at an address."""
    member = viewer(request)
    asked = request.POST if request.method == "POST" else request.GET
    thing = _chosen(request, asked.get("kind", ""), asked.get("id", ""))
    known = {"has_thing": thing is not None, "is_member": member is not None}
    if request.method != "POST":
        return _form(request, ReportForm(initial={"url": request.GET.get("url", "")}, **known), thing)
    form = ReportForm(request.POST, **known)
    if not form.is_valid():
        return _form(request, form, thing, status=422)
    place: tuple[str, Thing | None] | None = (places.path_of(thing), thing) if thing else None
    if place is None:
        place = places.at(form.cleaned_data["url"], member)
    if place is None:
        form.refuse(Refusal(_("There is no such page on this site."), field="url"))
        return _form(request, form, thing, status=422)
    try:
        limits.spend(request, "report", limit=PER_PLACE, window=HOUR, overall=OVERALL)
        received = commands.report(
            by=member,
            thing=place[1],
            path=place[0],
            category=form.cleaned_data["category"],
            explanation=form.cleaned_data["explanation"],
            good_faith=form.cleaned_data["good_faith"],
            passage=form.cleaned_data["passage"],
            contact=form.contact(),
            language=get_language() or "de",
        )
    except Refusal as no:
        form.refuse(no)
        return _form(request, form, thing, status=no.status)
    return redirect("moderation:receipt", received.secret)


def receipt(request: HttpRequest, secret: str) -> HttpResponse:
    """What was reported, when, and what became of it; for whoever knows the address."""
    found = queries.report_by_secret(secret)
    if found is None:
        raise Http404(_("There is no report at this address."))
    decision = queries.as_it_stands(found.decision) if found.decision else None
    context = {
        "report": found,
        "decision": decision,
        "outcome": statement.outcome(decision) if decision else "",
        "days": rules.ANSWER_DAYS,
        "redress": rules.REDRESS_OF_REPORTERS,
    }
    return render(request, "moderation/receipt.html", context)


def _chosen(request: HttpRequest, kind: str, ref: str) -> Thing | None:
    """Return what was chosen; what the viewer cannot see, and what never was, are one 404."""
    if not kind and not ref:
        return None
    thing = queries.thing_at(kind, ref, viewer=viewer(request)) if len(ref) <= 40 else None
    if thing is None:
        raise Http404(_("What you want to report does not exist, or no longer."))
    return thing


def _form(request: HttpRequest, form: ReportForm, thing: Thing | None, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "thing": thing, "kind": Kind(thing.kind).label if thing else ""}
    return render(request, "moderation/report.html", context, status=status)
