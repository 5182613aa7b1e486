"""What was decided, about what and whom, and what was said against it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from abspann.core.paging import Key, Page, page_of
from abspann.members.models import Member
from abspann.members.queries import may
from abspann.members.rights import Act
from abspann.members.rules import RoleName
from abspann.moderation import rules
from abspann.moderation.models import Appeal, Decision, Report
from abspann.moderation.rules import Kind

PAGE_SIZE = 30


def decisions_about(member_ids: Iterable[int]) -> dict[int, int]:
    """Return how many decisions held something against each of these members."""
    against = Decision.objects.filter(member__in=set(member_ids), act__in=rules.RESTRICTING)
    return dict(against.values_list("member").annotate(Count("pk")))


def steps_taken(kind: str, ref: str) -> int:
    """Return how many decisions there are about one thing."""
    return Decision.objects.filter(kind=kind, ref=ref).count()


def decisions_on(kind: str, ref: str) -> list[Decision]:
    """Return the decisions about one thing, the newest first."""
    return list(Decision.objects.filter(kind=kind, ref=ref).select_related("decided_by").order_by("-step"))


def as_it_stands(decision: Decision) -> Decision:
    """Return the newest decision that did the same to the same thing, or took it back: what a reporter is told of."""
    undone_by = rules.UNDONE_BY.get(decision.act)
    if undone_by is None:
        return decision
    later = Decision.objects.filter(kind=decision.kind, ref=decision.ref, step__gt=decision.step)
    return later.filter(act__in=[decision.act, undone_by]).order_by("-step").first() or decision


def reports_told_of(decision: Decision) -> list[Report]:
    """Return the reports whose senders hear of a decision: those it answers, and those whose answer it takes back."""
    told = Q(decision=decision)
    for done, undone_by in rules.UNDONE_BY.items():
        if decision.act == undone_by:
            same = Decision.objects.filter(kind=decision.kind, ref=decision.ref, step__lt=decision.step)
            before = same.filter(act=undone_by).aggregate(last=Max("step"))["last"] or 0
            told |= Q(decision__in=same.filter(act=done, step__gt=before))
    return list(Report.objects.select_related("reporter__login").filter(told).order_by("pk"))


def history_of(member: Member) -> list[Decision]:
    """Return the decisions that concerned a member, the newest first; at most the last thirty."""
    found = Decision.objects.filter(member=member).select_related("decided_by", "appeal")
    return list(found.order_by("-decided_at", "-pk")[:PAGE_SIZE])


NEWEST = (Key("decided_at", descending=True, kind=dt.datetime), Key("public_id", descending=True, kind=str))


def decisions_page(*, after: str | None) -> Page[Decision]:
    """Return a page of all decisions, the newest first."""
    found = Decision.objects.select_related("decided_by", "member", "appeal")
    return page_of(found, of="decisions", order=NEWEST, after=after, size=PAGE_SIZE)


def decision_shown(public_id: str, *, viewer: Member | None) -> Decision | None:
    """Return a decision to whom it concerns and to moderators; to all others there is none."""
    found = _decisions().filter(public_id=public_id).first()
    if found is None or viewer is None:
        return None
    is_theirs = found.member_id == viewer.pk
    return found if is_theirs or may(viewer, Act.MODERATE) else None


def hiding_decisions(refs: Collection[str], *, viewer: Member) -> dict[str, str]:
    """Return, for reviews of the viewer's own that are hidden, the public id of the decision that hid each."""
    hid = Decision.objects.filter(kind=Kind.REVIEW, ref__in=refs, act=rules.Verdict.HIDE, member=viewer)
    return dict(hid.order_by("step").values_list("ref", "public_id"))


def decision_by_secret(public_id: str, secret: str) -> Decision | None:
    """Return the decision whose letter holds this secret: whoever is suspended cannot log in, and must read it."""
    return _decisions().filter(public_id=public_id, secret=secret, member__isnull=False).first()


def suspension_of(member: Member) -> Decision | None:
    """Return the decision by which a member is suspended now; None for who is not, or is without a decision."""
    if not member.is_suspended:
        return None
    return _decisions().filter(member=member, act=rules.Verdict.SUSPEND).order_by("-decided_at", "-pk").first()


def _decisions() -> QuerySet[Decision]:
    return Decision.objects.select_related("member", "decided_by", "appeal", "appeal__decided_by")


def appeal_of(decision: Decision) -> Appeal | None:
    """Return what was said against a decision."""
    return getattr(decision, "appeal", None)


def may_appeal(decision: Decision) -> bool:
    """Tell whether a decision can be contradicted still: it holds something against somebody, once, for six months."""
    return (
        decision.act in [verdict.value for verdict in rules.RESTRICTING]
        and decision.member_id is not None
        and appeal_of(decision) is None
        and decision.appeal_until >= timezone.now()
    )


def may_answer(decision: Decision, viewer: Member | None) -> bool:
    """Tell whether a moderator may answer an appeal: not who decided, if another could; never whom it concerns."""
    if viewer is None or not may(viewer, Act.MODERATE, whose=decision.member):
        return False
    return decision.decided_by_id != viewer.pk or not _another(decision).exists()


def _another(decision: Decision) -> QuerySet[Member]:
    able = Member.objects.present().filter(roles__name__in=[RoleName.MODERATOR, RoleName.KEEPER], login__isnull=False)
    free = able.filter(Q(suspended_until__isnull=True) | Q(suspended_until__lte=timezone.now()))
    return free.exclude(pk__in=[pk for pk in (decision.decided_by_id, decision.member_id) if pk])


def open_appeals() -> list[Appeal]:
    """Return the appeals that nobody answered yet, the oldest first."""
    return list(Appeal.objects.filter(outcome="").select_related("decision__member").order_by("filed_at"))


def decision_by_key(key: int) -> Decision:
    """Return the decision of which an event tells, with whom it concerns."""
    return Decision.objects.select_related("member__login").get(pk=key)


def appeal_by_key(key: int) -> Appeal:
    """Return the appeal of which an event tells, with its decision and whom that concerns."""
    return Appeal.objects.select_related("decision__member__login").get(pk=key)
