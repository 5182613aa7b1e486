"""Proposals: one's own, and those that wait for an editor."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from abspann.catalog import commands
from abspann.catalog.models import Proposal
from abspann.catalog.queries import (
    Hidden,
    films_titled,
    hidden_of,
    hidden_texts,
    newest_number,
    proposal_at,
    proposals_in,
    proposals_of,
    record_of,
)
from abspann.catalog.rules import is_address
from abspann.core.refusal import Refusal
from abspann.members.rights import Act
from abspann.web import errors
from abspann.web.corrections.differences import Difference, differences
from abspann.web.corrections.values import whole_number
from abspann.web.doors import acting, needs, takes

STATES = tuple(Proposal.State.values)


def _here() -> str:
    return get_language() or "de"


@needs(Act.PROPOSE)
def mine(request: HttpRequest) -> HttpResponse:
    """What one has proposed, and what became of it."""
    page = proposals_of(acting(request), after=request.GET.get("after"))
    hidden = hidden_texts(proposal.film for proposal in page.items if proposal.film)
    context = {
        "page": page,
        "entries": [
            (proposal, _told(proposal, hidden.get(proposal.film_id or 0, frozenset()))) for proposal in page.items
        ],
        "is_sent": "sent" in request.GET,
    }
    return render(request, "corrections/mine.html", context)


@takes("POST")
@needs(Act.WITHDRAW_PROPOSAL)
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Withdraw one's own proposal."""
    commands.withdraw_proposal(by=acting(request), proposal=_proposal(public_id))
    return redirect("corrections:mine")


@needs(Act.DECIDE_PROPOSAL)
def queue(request: HttpRequest) -> HttpResponse:
    """The proposals of a state, the open ones at first."""
    state = request.GET.get("state", Proposal.State.OPEN)
    if state not in (*STATES, "all"):
        raise Http404
    page = proposals_in(None if state == "all" else state, viewer=acting(request), after=request.GET.get("after"))
    return render(request, "corrections/queue.html", {"page": page, "state": state, "states": (*STATES, "all")})


@takes("GET", "HEAD", "POST")
@needs(Act.DECIDE_PROPOSAL)
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """A proposal with its differences: take it, or some of its fields; or decline it with a reason."""
    proposal = _proposal(public_id)
    if request.method != "POST":
        return _page(request, proposal)
    act = request.POST.get("act")
    if act not in ("take", "decline"):
        return errors.bad_request(request)
    try:
        if act == "take":
            made = commands.take_proposal(
                by=acting(request),
                proposal=proposal,
                fields=set(request.POST.getlist("fields")) if proposal.kind != Proposal.Kind.NEW else None,
                seen=whole_number(request.POST.get("seen")),
            )
            if made.film:
                return redirect("corrections:film_history", made.film.slug)
            assert made.person
            return redirect("corrections:person_history", made.person.slug)
        commands.decline_proposal(
            by=acting(request),
            proposal=proposal,
            reason=request.POST.get("reason", ""),
            where=settings.SITE_URL + resolve_url("corrections:mine"),
        )
    except Refusal as no:
        return _page(request, _proposal(public_id), refusal=no)
    return redirect("corrections:queue")


def _page(request: HttpRequest, proposal: Proposal, *, refusal: Refusal | None = None) -> HttpResponse:
    subject = proposal.film or proposal.person
    present = record_of(subject) if subject and proposal.state == Proposal.State.OPEN else None
    told = _told(proposal, hidden_of(proposal.film), present)
    sent = request.POST.getlist("fields") if refusal else None
    overtaken = {difference.field for difference in told if difference.present is not None}
    if refusal and refusal.status == 409:  # HTTP
        sent = [field for field in sent or () if field not in overtaken]
    context: dict[str, Any] = {
        "proposal": proposal,
        "subject": subject,
        "title": commands.title_of_proposal(proposal=proposal),
        "told": [(one, one.field in sent if sent is not None else one.field not in overtaken) for one in told],
        "overtaken": overtaken,
        "seen": newest_number(subject) if subject else 0,
        "alike": films_titled(proposal.changes["title"][1]) if proposal.kind == Proposal.Kind.NEW else [],
        "source_is_address": is_address(proposal.source),
        "refusal": str(refusal) if refusal else "",
        "refused": refusal.field if refusal else "",
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "corrections/proposal.html", context, status=refusal.status if refusal else 200)


def _told(proposal: Proposal, hidden: Hidden, present: dict[str, Any] | None = None) -> list[Difference]:
    old = {field: pair[0] for field, pair in proposal.changes.items()}
    new = {field: pair[1] for field, pair in proposal.changes.items()}
    return differences(old, new, _here(), hidden=hidden, present=present)


def _proposal(public_id: str) -> Proposal:
    proposal = proposal_at(public_id)
    if proposal is None:
        raise Http404(_("No such proposal is known; what it was about may have been removed."))
    return proposal
