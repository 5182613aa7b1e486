"""A decision's page: the statement of reasons, the way to contradict it, and the answer."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from abspann.core.refusal import Refusal
from abspann.members.models import Member
from abspann.members.queries import may
from abspann.members.rights import Act
from abspann.moderation import commands, queries
from abspann.moderation.models import Decision
from abspann.web.context import viewer
from abspann.web.doors import acting, needs, takes
from abspann.web.moderation import statement
from abspann.web.moderation.forms import AnswerForm, AppealForm


@takes("GET", "HEAD", "POST")
def decision(request: HttpRequest, public_id: str) -> HttpResponse:
    """A decision, for whom it concerns and for moderators; for all others there is none."""
    member = viewer(request)
    found = queries.decision_shown(public_id, viewer=member)
    if found is None or member is None:
        raise _none()
    return _contradicted(request, found, by=member) if request.method == "POST" else _page(request, found)


@takes("GET", "HEAD", "POST")
def decision_by_link(request: HttpRequest, public_id: str, secret: str) -> HttpResponse:
    """The same, by the secret link of the letter: whoever is suspended cannot log in."""
    found = queries.decision_by_secret(public_id, secret)
    if found is None or found.member is None:
        raise _none()
    if request.method == "POST":
        return _contradicted(request, found, by=found.member)
    return _page(request, found)


@takes("POST")
@needs(Act.MODERATE)
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer what was said against a decision."""
    member = acting(request)
    found = queries.decision_shown(public_id, viewer=member)
    if found is None:
        raise _none()
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, answer_form=form, status=422)
    try:
        commands.answer_appeal(by=member, decision=found, **form.cleaned_data)
    except Refusal as no:
        form.refuse(no)
        return _page(request, found, answer_form=form, status=no.status)
    return redirect("moderation:decision", public_id)


def _none() -> Http404:
    return Http404(_("There is no decision at this address."))


def _contradicted(request: HttpRequest, found: Decision, *, by: Member) -> HttpResponse:
    form = AppealForm(request.POST)
    if by != found.member:
        raise Refusal(_("Only whom a decision concerns can contradict it."), status=403)
    if not form.is_valid():
        return _page(request, found, appeal_form=form, status=422)
    try:
        commands.appeal(by=by, decision=found, text=form.cleaned_data["text"])
    except Refusal as no:
        form.refuse(no)
        return _page(request, found, appeal_form=form, status=no.status)
    return redirect(request.path)


def _page(
    request: HttpRequest,
    found: Decision,
    *,
    appeal_form: AppealForm | None = None,
    answer_form: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    member = viewer(request)
    is_moderators = may(member, Act.MODERATE) and found.member != member
    appeal = queries.appeal_of(found)
    context = {
        "decision": found,
        "statement": statement.pairs(found),
        "appeal": appeal,
        "is_moderators": is_moderators,
        "is_open": bool(appeal and not appeal.outcome),
        "may_appeal": queries.may_appeal(found) and not is_moderators,
        "may_answer": queries.may_answer(found, member),
        "appeal_form": appeal_form or AppealForm(),
        "answer_form": answer_form or AnswerForm(),
    }
    return render(request, "moderation/decision.html", context, status=status)
