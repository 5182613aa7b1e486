"""The only writers of reports, decisions, appeals and the audit trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from abspann.catalog.commands.moving import change_row, return_rows
from abspann.catalog.models import Merge
from abspann.core import formats
from abspann.core.actor import System
from abspann.core.fitting import as_name, as_text, refuse_misfits
from abspann.core.public_id import new_public_id
from abspann.core.refusal import Refusal
from abspann.events.publish import publish
from abspann.members import commands as members
from abspann.members.models import Actor, Member
from abspann.members.queries import demand
from abspann.members.rights import Act
from abspann.moderation import queries, rules
from abspann.moderation.events import AppealAnswered, AppealFiled, DecisionTaken, ReportReceived
from abspann.moderation.models import Appeal, AuditEntry, AuditName, AuditReview, Decision, Report
from abspann.moderation.rules import Category, Contact, Kind, Reasons, Thing, Verdict
from abspann.reviews.models import Review

LETTERS_IN = "de"
"""The language of a statement of reasons that no member gets."""

OVERTAKEN = _("Somebody else has decided meanwhile. This is how it stands now; nothing was changed by you.")


def note(*, by: Actor | None, act: str, kind: str, target: str, details: dict[str, Any] | None = None) -> AuditEntry:
    """Write into the audit trail that somebody (None: a visitor) did something; no name stands in it.

    A member or a review that is the target is given as its public id, and stands there under the trail's own name.
    """
    if kind == Kind.MEMBER:
        member = Member.objects.filter(public_id=target).first()
        target = _alias(member) if member else target
    elif kind == Kind.REVIEW:
        review = Review.objects.filter(public_id=target).first()
        target = AuditReview.objects.get_or_create(review=review)[0].alias if review else target
    who = "visitor" if by is None else f"house: {by.name}" if isinstance(by, System) else _alias(by)
    with transaction.atomic():
        return AuditEntry.objects.create(who=who[:80], act=act, target_kind=kind, target=target, details=details or {})


def _alias(member: Member) -> str:
    name, _is_new = AuditName.objects.get_or_create(member=member)
    return name.alias


def report(
    *,
    by: Member | None,
    thing: Thing | None,
    path: str,
    category: str,
    explanation: str,
    good_faith: bool,
    passage: str = "",
    contact: Contact | None = None,
    language: str = LETTERS_IN,
) -> Report:
    """Take in a report, with or without an account; whoever reports the abuse of children need not say who they are.

    A member is written to in their own language, a visitor in that of the form.

    `thing` is what the reporter may see; without one it is about the page at `path`.
    """
    contact = contact or Contact()
    received = Report(
        kind=thing.kind if thing else Kind.PAGE,
        ref=thing.ref if thing else new_public_id(),
        path=as_name(path),
        about=as_name(thing.title if thing else path)[:320],
        passage=as_text(passage),
        category=category,
        explanation=as_text(explanation),
        good_faith=good_faith,
        reporter=by,
        name="" if by else as_name(contact.name),
        email="" if by else as_name(contact.email),
        language=by.language if by else language,
        received_at=timezone.now(),
    )
    _refuse_half_a_report(received)
    refuse_misfits(received)
    with transaction.atomic():
        received.save()
        note(by=by, act="report", kind=received.kind, target=received.ref, details={"report": received.public_id})
        publish(ReportReceived(received.pk))
    return received


def _refuse_half_a_report(received: Report) -> None:
    if not received.path:
        raise Refusal(_("Say where it stands: the address of the page."), field="url")
    if received.category not in Category.values:
        raise Refusal(_("Choose what it is about."), field="category")
    if not received.explanation:
        raise Refusal(_("Explain why this should not stand here."), field="explanation")
    for field in ("explanation", "passage"):
        if len(getattr(received, field)) > rules.TEXT_LIMIT:
            raise Refusal(_("At most 10,000 characters, please."), field=field)
    if not received.good_faith:
        raise Refusal(_("Please confirm that you report this in good faith."), field="good_faith")
    if received.reporter is None:
        _refuse_without_contact(received)


def _refuse_without_contact(received: Report) -> None:
    is_needed = received.category != Category.CHILD
    if is_needed and not received.name:
        raise Refusal(_("Please say who you are; whose text it is will not learn it."), field="name")
    if is_needed and not received.email:
        raise Refusal(_("Please give an e-mail address, so that we can tell you what becomes of it."), field="email")
    if received.email:
        try:
            validate_email(received.email)
        except ValidationError as error:
            raise Refusal(_("“%(email)s” is no e-mail address.") % {"email": received.email}, field="email") from error


def reveal_reporter(*, by: Actor, report: Report) -> tuple[str, str]:
    """Return name and address of who reported; that it was looked up is noted in the audit trail."""
    demand(by, Act.MODERATE)
    with transaction.atomic():
        note(by=by, act="look up a reporter", kind="report", target=report.public_id)
    if report.reporter:
        return report.reporter.display_name, queries.letters_to(report)
    return report.name, report.email


def drafted(*, by: Actor, kind: str, ref: str, act: str, reasons: Reasons, path: str) -> tuple[Decision, Thing | None]:
    """Return a decision as it would be taken, not stored: what a moderator reads before they send it.

    Refuses what cannot be decided about the thing as it is now, and what does not state its reasons.
    """
    thing = queries.thing_unveiled(kind, ref)
    author = thing.author if thing else None
    demand(by, Act.MODERATE, whose=author)
    waiting = queries.reports_about(kind, ref)
    if thing is None and not waiting:
        raise Refusal(_("There is nothing to decide about here."), status=404)
    if act not in queries.possible(thing, has_reports=bool(waiting)):
        raise Refusal(OVERTAKEN, status=409)
    now = timezone.now()
    decision = Decision(
        kind=kind,
        ref=ref,
        step=queries.steps_taken(kind, ref) + 1,
        path=path or waiting[0].path,
        about=as_name(thing.title if thing else waiting[0].about)[:320],
        quoted=(thing.text if thing else "")[: rules.TEXT_LIMIT],
        member=author,
        act=act,
        facts=as_text(reasons.facts),
        own_initiative=not queries.was_ever_reported(kind, ref),
        ground=reasons.ground,
        clause=as_name(reasons.clause) if reasons.ground in rules.UNTOLD else "",
        language=author.language if author else LETTERS_IN,
        decided_by=by if isinstance(by, Member) else None,
        decided_at=now,
        appeal_until=now + dt.timedelta(days=rules.APPEAL_DAYS),
    )
    if act == Verdict.SUSPEND:
        if reasons.days not in rules.SUSPENSIONS:
            raise Refusal(_("Say for how long."), field="days")
        decision.until = now + dt.timedelta(days=reasons.days)
    if act in rules.RESTRICTING:
        _refuse_without_reasons(decision)
        with override(decision.language):
            day = formats.date_long(timezone.localdate(decision.appeal_until), decision.language)
            decision.redress = str(rules.REDRESS) % {"day": day}
    refuse_misfits(decision)
    return decision, thing


def _refuse_without_reasons(decision: Decision) -> None:
    if decision.ground not in rules.GROUNDS:
        raise Refusal(_("Choose the ground."), field="ground")
    if decision.ground in rules.UNTOLD and not decision.clause:
        raise Refusal(_("Name the law or the rule."), field="clause")
    if not decision.facts:
        raise Refusal(_("Say what you found: the facts on which you decide."), field="facts")
    if len(decision.facts) > rules.TEXT_LIMIT:
        raise Refusal(_("At most 10,000 characters, please."), field="facts")


def decide(
    *, by: Actor, kind: str, ref: str, act: str, reasons: Reasons, path: str, step: int, why: str = "decide"
) -> Decision:
    """Decide about a thing and do it: hide, show again, warn, suspend, let in again, or leave it as it is.

    `step` is how many decisions about it the moderator had seen: of two who decide at once, one wins, and the other
    hears it (409). `reasons.seen` are the reports that this answers; whoever sent them, and whom it concerns, is told.
    """
    with transaction.atomic():
        decision, thing = drafted(by=by, kind=kind, ref=ref, act=act, reasons=reasons, path=path)
        if decision.step != step + 1:
            raise Refusal(OVERTAKEN, status=409)
        try:
            with transaction.atomic():
                decision.save()
        except IntegrityError as error:
            raise Refusal(OVERTAKEN, status=409) from error
        Report.objects.filter(kind=kind, ref=ref, public_id__in=reasons.seen, decision__isnull=True).update(
            decision=decision
        )
        if thing:
            _carry_out(by, decision, thing)
        details = {"decision": decision.public_id, "ground": decision.ground, "why": why}
        if decision.until:
            details["until"] = decision.until.isoformat()
        note(by=by, act=act, kind=kind, target=ref, details=details)
        publish(DecisionTaken(decision.pk))
    return decision


def _carry_out(by: Actor, decision: Decision, thing: Thing) -> None:
    known = queries.moderated()[thing.kind]
    if decision.act == Verdict.HIDE and known.hide:
        known.hide(by, thing.row)
    elif decision.act == Verdict.RESTORE and known.show:
        known.show(by, thing.row)
    elif decision.act == Verdict.SUSPEND and decision.until:
        members.suspend(by=by, member=thing.author, until=decision.until)
    elif decision.act == Verdict.UNSUSPEND:
        members.let_in_again(by=by, member=thing.author)


def appeal(*, by: Member, decision: Decision, text: str) -> Appeal:
    """Contradict a decision that concerns oneself, once, within six months."""
    demand(by, Act.APPEAL, whose=decision.member)
    if not queries.may_appeal(decision):
        raise Refusal(_("This decision cannot be contradicted (any longer)."), status=409)
    if not (text := as_text(text)):
        raise Refusal(_("Say why the decision is wrong."), field="text")
    if len(text) > rules.TEXT_LIMIT:
        raise Refusal(_("At most 10,000 characters, please."), field="text")
    with transaction.atomic():
        try:
            with transaction.atomic():
                filed = Appeal.objects.create(decision=decision, text=text, filed_at=timezone.now())
        except IntegrityError as error:
            raise Refusal(_("This decision cannot be contradicted (any longer)."), status=409) from error
        note(by=by, act="appeal", kind="decision", target=decision.public_id)
        publish(AppealFiled(filed.pk))
    return filed


def answer_appeal(*, by: Member, decision: Decision, outcome: str, answer: str) -> Appeal:
    """Answer an appeal, with reasons; one that is right takes the decision back. Not by who decided, if another can."""
    demand(by, Act.MODERATE, whose=decision.member)
    if outcome not in Appeal.Outcome.values:
        raise Refusal(_("Say whether the decision stands."), field="outcome")
    if not (answer := as_text(answer)):
        raise Refusal(_("Say why: whoever contradicted reads it."), field="answer")
    if len(answer) > rules.TEXT_LIMIT:
        raise Refusal(_("At most 10,000 characters, please."), field="answer")
    with transaction.atomic():
        found = Appeal.objects.select_for_update(no_key=True).filter(decision=decision).first()
        if found is None or found.outcome:
            raise Refusal(OVERTAKEN, status=409)
        if not queries.may_answer(decision, by):
            raise Refusal(_("You took this decision: somebody else answers what is said against it."), status=403)
        found.outcome, found.answer, found.decided_by, found.decided_at = outcome, answer, by, timezone.now()
        found.save(update_fields=["outcome", "answer", "decided_by", "decided_at"])
        note(by=by, act="answer an appeal", kind="decision", target=decision.public_id, details={"outcome": outcome})
        if outcome == Appeal.Outcome.REVERSED:
            _take_back(by, decision)
        publish(AppealAnswered(found.pk))
    return found


def _take_back(by: Member, decision: Decision) -> None:
    """Undo what a decision did, if it still lasts, by a decision of its own."""
    undone_by = rules.UNDONE_BY.get(decision.act)
    thing = queries.thing_unveiled(decision.kind, decision.ref)
    if undone_by is None or thing is None or undone_by not in queries.possible(thing, has_reports=False):
        return
    step = queries.steps_taken(decision.kind, decision.ref)
    decide(
        by=by,
        kind=decision.kind,
        ref=decision.ref,
        act=undone_by,
        reasons=Reasons(),
        path=decision.path,
        step=step,
        why="appeal",
    )


def forget_reporters(*, now: dt.datetime | None = None) -> int:
    """Forget who reported what was decided more than six months ago; return how many reports that were."""
    before = (now or timezone.now()) - dt.timedelta(days=rules.APPEAL_DAYS)
    old = Report.objects.filter(forgotten_at__isnull=True, decision__decided_at__lt=before)
    return _forget(old)


def _forget(reports: Any) -> int:
    return int(reports.update(reporter=None, name="", email="", forgotten_at=timezone.now()))


WITH_ADDRESSES: Mapping[type, tuple[str, ...]] = {
    Report: ("ref", "path", "passage", "explanation"),
    Decision: ("ref", "path", "facts"),
    Appeal: ("text", "answer"),
}
"""Where the public id of a review can stand: as a key, in an address, or in the words of whoever wrote about it."""


def follow_review(*, former: str, now: str) -> None:
    """Let reports, decisions and appeals about a review follow it to another public id; nothing keeps the former one.

    So the case stays with the moderators while the author can still come back, and goes back with them.
    """
    with transaction.atomic():
        about = {"kind": Kind.REVIEW, "ref": former}
        decisions = list(Decision.objects.filter(**about).order_by("step"))
        appeals = list(Appeal.objects.filter(decision__in=decisions))
        for row in (*Report.objects.filter(**about), *decisions, *appeals):
            fields = [name for name in WITH_ADDRESSES[type(row)] if former in getattr(row, name)]
            for name in fields:
                setattr(row, name, getattr(row, name).replace(former, now))
            if fields:
                row.save(update_fields=fields)


def join_cases(*, merge_id: int) -> None:
    """Let reports and decisions about a film that is gone be about the one that stays, after those about it."""
    with transaction.atomic():
        merge = Merge.objects.select_related("kept_film").get(pk=merge_id)
        assert merge.kept_film
        about, now = {"kind": Kind.FILM, "ref": merge.gone_public_id}, merge.kept_film.public_id
        for pk in list(Report.objects.filter(**about).order_by("pk").values_list("pk", flat=True)):
            change_row(merge=merge, model=Report, key=pk, changes={"ref": now})
        last = Decision.objects.filter(kind=Kind.FILM, ref=now).aggregate(last=Max("step"))["last"] or 0
        for pk, step in list(Decision.objects.filter(**about).order_by("step").values_list("pk", "step")):
            change_row(merge=merge, model=Decision, key=pk, changes={"ref": now, "step": last + step})


def part_cases(*, merge_id: int) -> None:
    """Let them be again about the film that they were about."""
    with transaction.atomic():
        merge = Merge.objects.get(pk=merge_id)
        for table in (Decision, Report):
            return_rows(merge=merge, model=table)


def forget_member(*, member_id: int) -> None:
    """Let go of a member who is erased: nobody can tell any longer what they reported, or what was decided about them.

    The decisions stay as numbers, without words, and no longer say about which text; a report that is still open goes
    on being about a text that stayed. The audit trail stays whole, and its names for them and theirs mean nobody.
    """
    with transaction.atomic():
        _forget(Report.objects.filter(reporter=member_id))
        public_id = Member.objects.filter(pk=member_id).values_list("public_id", flat=True).first()
        theirs = Q(member=member_id) | Q(kind=Kind.MEMBER, ref=public_id)
        decisions = list(Decision.objects.filter(theirs).values_list("pk", flat=True))
        about_them = Q(decision__in=decisions) | Q(kind=Kind.MEMBER, ref=public_id)
        Report.objects.filter(about_them).update(explanation=rules.GONE, passage="", about=rules.GONE)
        Appeal.objects.filter(decision__in=decisions).update(text=rules.GONE)
        Appeal.objects.filter(decision__in=decisions).exclude(answer="").update(answer=rules.GONE)
        of_them = Decision.objects.filter(pk__in=decisions)
        of_them.exclude(facts="").update(facts=rules.GONE)
        of_them.update(member=None, quoted="", about=rules.GONE)
        _cut_from_reviews(of_them)
        nobody = new_public_id()
        Report.objects.filter(kind=Kind.MEMBER, ref=public_id).update(ref=nobody, path="/")
        Decision.objects.filter(kind=Kind.MEMBER, ref=public_id).update(ref=nobody, path="/")
        AuditName.objects.filter(member=member_id).delete()


def _cut_from_reviews(decisions: QuerySet[Decision]) -> None:
    """Let decisions, and reports about what is gone, no longer tell which review they were about."""
    for decision in decisions.filter(kind=Kind.REVIEW):
        AuditReview.objects.filter(review__public_id=decision.ref).delete()
        nothing = {"ref": new_public_id(), "path": "/"}
        Report.objects.filter(decision=decision).update(**nothing)
        Decision.objects.filter(pk=decision.pk).update(**nothing)
    of_reviews = Report.objects.filter(kind=Kind.REVIEW, decision__isnull=True)
    gone = of_reviews.exclude(ref__in=Review.objects.values("public_id"))
    for ref in set(gone.values_list("ref", flat=True)):
        nobody = new_public_id()
        follow_review(former=ref, now=nobody)
        of_reviews.filter(ref=nobody).update(path="/")
