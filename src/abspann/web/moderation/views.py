"""The moderators' room: the queue, a case, deciding, what was decided, and the audit trail."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from abspann.core.refusal import Refusal
from abspann.members.rights import Act
from abspann.moderation import commands, queries
from abspann.moderation.models import Report
from abspann.moderation.rules import Kind, Thing, Verdict
from abspann.web.doors import acting, needs, takes
from abspann.web.moderation import places, statement
from abspann.web.moderation.forms import DecisionForm


@needs(Act.MODERATE)
def queue(request: HttpRequest) -> HttpResponse:
    """What was reported and waits, the oldest first; and what was said against decisions."""
    cases, waiting = queries.queue()
    shown = [(case, Kind(case.kind).label, _acts(case.thing, has_reports=True)) for case in cases]
    context = {"cases": shown, "waiting": waiting, "more": waiting - len(cases), "appeals": queries.open_appeals()}
    return render(request, "moderation/queue.html", context)


@needs(Act.MODERATE)
def case(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """One thing: what it says, who reported it and why, whose it is, and what was decided before."""
    return _case(request, kind, ref)


@takes("GET", "HEAD", "POST")
@needs(Act.MODERATE)
def decide(request: HttpRequest, kind: str, ref: str, act: str) -> HttpResponse:
    """Decide about a thing: write the reasons, read them as whom they concern will, send."""
    if act not in Verdict.values:
        raise Http404(_("This cannot be decided."))
    thing, reports = _about(kind, ref)
    verdict = Verdict(act)
    if request.method != "POST":
        if verdict not in queries.possible(thing, has_reports=bool(reports)):
            raise Refusal(commands.OVERTAKEN, status=409)
        return _decision_form(request, DecisionForm(act=verdict), kind, ref, verdict)
    form = DecisionForm(request.POST, act=verdict)
    if not form.is_valid():
        return _decision_form(request, form, kind, ref, verdict, status=422)
    path = places.path_of(thing) if thing else reports[0].path
    reasons = form.reasons(tuple(request.POST.getlist("seen")))
    step = request.POST.get("step", "")
    try:
        if request.POST.get("send") != "1":
            draft, _thing = commands.drafted(
                by=acting(request), kind=kind, ref=ref, act=act, reasons=reasons, path=path
            )
            return _decision_form(request, form, kind, ref, verdict, preview=statement.pairs(draft))
        decision = commands.decide(
            by=acting(request),
            kind=kind,
            ref=ref,
            act=act,
            reasons=reasons,
            path=path,
            step=int(step) if step.isascii() and step.isdigit() and len(step) < 9 else -1,
        )
    except Refusal as no:
        if no.status in (403, 404):
            raise
        form.refuse(no)
        return _decision_form(request, form, kind, ref, verdict, status=no.status)
    return redirect("moderation:decision", decision.public_id)


@needs(Act.MODERATE)
def decisions(request: HttpRequest) -> HttpResponse:
    """All decisions, the newest first."""
    page = queries.decisions_page(after=request.GET.get("after"))
    return render(request, "moderation/decisions.html", {"page": page})


@needs(Act.READ_AUDIT)
def audit(request: HttpRequest) -> HttpResponse:
    """The audit trail, the newest first."""
    noted, page = queries.audit_page(after=request.GET.get("after"))
    return render(request, "moderation/audit.html", {"noted": noted, "page": page})


@takes("POST")
@needs(Act.MODERATE)
def reporter(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show once who reported; that it was looked up stands in the audit trail."""
    found = queries.report_at(public_id)
    if found is None:
        raise Http404(_("There is no report at this address."))
    name, email = commands.reveal_reporter(by=acting(request), report=found)
    return _case(request, found.kind, found.ref, revealed={found.public_id: (name, email)})


def _about(kind: str, ref: str) -> tuple[Thing | None, list[Report]]:
    thing = queries.thing_unveiled(kind, ref)
    reports = queries.reports_about(kind, ref) if kind in Kind.values else []
    if thing is None and not reports:
        raise Http404(_("There is nothing to decide about here."))
    return thing, reports


def _acts(thing: Thing | None, *, has_reports: bool) -> list[tuple[str, str]]:
    return [(verdict.value, str(verdict.label)) for verdict in queries.possible(thing, has_reports=has_reports)]


def _case(
    request: HttpRequest, kind: str, ref: str, *, revealed: dict[str, tuple[str, str]] | None = None
) -> HttpResponse:
    thing, reports = _about(kind, ref)
    author = thing.author if thing else None
    context = {
        "kind": kind,
        "ref": ref,
        "kind_label": Kind(kind).label,
        "thing": thing,
        "about": thing.title if thing else reports[0].about,
        "path": places.path_of(thing) if thing else reports[0].path,
        "reports": [(report, (revealed or {}).get(report.public_id)) for report in reports],
        "acts": _acts(thing, has_reports=bool(reports)) if author != acting(request) else [],
        "is_own": author is not None and author == acting(request),
        "decisions": queries.decisions_on(kind, ref),
        "history": queries.history_of(author) if author else [],
        "burst": queries.burst_of(thing.film) if thing and thing.kind == Kind.FILM else None,
    }
    return render(request, "moderation/case.html", context)


def _decision_form(
    request: HttpRequest,
    form: DecisionForm,
    kind: str,
    ref: str,
    act: Verdict,
    *,
    preview: statement.Pairs | None = None,
    status: int = 200,
) -> HttpResponse:
    thing, reports = _about(kind, ref)
    # What was seen first counts, until somebody decides meanwhile: then the moderator looks anew.
    steps = request.POST.get("step") if status != 409 and request.method == "POST" else None
    context = {
        "form": form,
        "kind": kind,
        "ref": ref,
        "act": act,
        "thing": thing,
        "about": thing.title if thing else reports[0].about,
        "kind_label": Kind(kind).label,
        "preview": preview,
        "seen": request.POST.getlist("seen") if steps is not None else [report.public_id for report in reports],
        "step": steps if steps is not None else queries.steps_taken(kind, ref),
    }
    return render(request, "moderation/decide.html", context, status=status)
