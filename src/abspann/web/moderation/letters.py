"""Letters of moderation: receipt and outcome for whoever reported, the statement of reasons for whom it concerns."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from abspann.core.actor import System
from abspann.moderation import rules
from abspann.moderation.events import AppealAnswered, DecisionTaken, ReportReceived
from abspann.moderation.models import Appeal, Decision, Report
from abspann.moderation.queries import appeal_by_key, decision_by_key, letters_to, report_by_key, reports_told_of
from abspann.moderation.rules import Kind, Verdict
from abspann.post.commands import send_letter
from abspann.web.moderation import statement

HOUSE = System("moderation")


def thank_reporter(event: ReportReceived) -> None:
    """Tell at once that a report has come in, and where its state can be seen."""
    report = report_by_key(event.report)
    with override(report.language):
        _send(
            letters_to(report),
            _("Your report has come in"),
            _("Thank you. We have received your report about this: %(what)s.") % {"what": _reported(report)},
            _(
                "A person of the house will look at it, as a rule within %(days)d days. "
                "Whose it is will not learn who reported it."
            )
            % {"days": rules.ANSWER_DAYS},
            _("What becomes of it stands here: %(address)s") % {"address": _page_of(report)},
        )


def tell_reporters(event: DecisionTaken) -> None:
    """Tell everybody whose report a decision answers, or whose answer it takes back, and what they can do."""
    decision = decision_by_key(event.decision)
    for report in reports_told_of(decision):
        with override(report.language):
            reason = decision.facts if decision.act == Verdict.DISMISS else ""
            _send(
                letters_to(report),
                _("Your report: decided"),
                _("You reported this: %(what)s.") % {"what": _reported(report)},
                statement.outcome(decision),
                reason,
                _("A person decided; no automated means were used."),
                str(rules.REDRESS_OF_REPORTERS),
                _page_of(report),
            )


def tell_author(event: DecisionTaken) -> None:
    """Tell whom a decision concerns, with the whole statement of reasons; whoever reported is not named."""
    decision = decision_by_key(event.decision)
    if decision.act == Verdict.DISMISS:
        return
    with override(decision.language):
        _send(
            _address_of(decision),
            _("A decision about you or your text"),
            _("This concerns %(name)s on %(site)s.") % {"name": _name_of(decision), "site": settings.SITE_NAME},
            statement.as_text(decision, decision.language),
            _("The decision stands here, and there you can contradict it: %(address)s")
            % {"address": page_by_secret(decision)}
            if decision.act in rules.RESTRICTING
            else "",
        )


def tell_answer(event: AppealAnswered) -> None:
    """Tell whoever contradicted a decision what was answered, and why."""
    appeal = appeal_by_key(event.appeal)
    decision = appeal.decision
    with override(decision.member.language if decision.member else decision.language):
        is_upheld = appeal.outcome == Appeal.Outcome.UPHELD
        _send(
            _address_of(decision),
            _("Your contradiction: answered"),
            _("The decision stands.") if is_upheld else _("You are right: the decision is taken back."),
            appeal.answer,
            _("A person decided; no automated means were used."),
            page_by_secret(decision),
        )


def page_by_secret(decision: Decision) -> str:
    """Return the address of a decision's page that needs no login: whoever is suspended has none."""
    return settings.SITE_URL + reverse("moderation:decision-by-link", args=[decision.public_id, decision.secret])


def _page_of(report: Report) -> str:
    return settings.SITE_URL + reverse("moderation:receipt", args=[report.secret])


def _reported(report: Report) -> str:
    return f"{Kind(report.kind).label}, {report.about} ({settings.SITE_URL}{report.path})"


def _address_of(decision: Decision) -> str:
    return decision.member.login.email if decision.member and decision.member.login else ""


def _name_of(decision: Decision) -> str:
    return decision.member.display_name if decision.member else ""


def _send(to: str, subject: str, *paragraphs: str) -> None:
    """Nobody is written to who gave no address."""
    if to:
        send_letter(by=HOUSE, to=to, subject=subject, text="\n\n".join(filter(None, paragraphs)))
