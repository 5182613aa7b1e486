"""A decision in words: the statement of reasons as whom it concerns reads it, in a letter, on a page."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from abspann.core import formats
from abspann.moderation import rules
from abspann.moderation.models import Decision
from abspann.moderation.rules import Basis, Kind, Verdict

Pairs = list[tuple[str, str]]


def sentence(decision: Decision) -> str:
    """Say in one sentence what a decision does."""
    named = {"what": _what(decision)}
    is_text = decision.kind != Kind.MEMBER
    if decision.act == Verdict.HIDE:
        return _("We no longer show this: %(what)s.") % named
    if decision.act == Verdict.RESTORE:
        return _("We show this again: %(what)s.") % named
    if decision.act == Verdict.WARN:
        return _("We warn you on account of this: %(what)s.") % named if is_text else _("We warn you.")
    if decision.act == Verdict.SUSPEND:
        return _("You cannot log in to your account for now.")
    if decision.act == Verdict.UNSUSPEND:
        return _("You can log in to your account again.")
    return _("We leave this as it is: %(what)s.") % named


def pairs(decision: Decision) -> Pairs:
    """Return the statement as (word, what is said) in the active language; of what restricts nobody, little."""
    found = [(_("Decision"), sentence(decision)), (_("Where"), settings.SITE_URL + decision.path)]
    if decision.act not in rules.RESTRICTING:
        return found
    return [
        *found,
        (_("How long"), _how_long(decision)),
        (_("Facts"), decision.facts),
        (_("How we came to know"), _whence(decision)),
        (_("Automated"), _("No. A person read it and decided; nothing was found or decided by a machine.")),
        (_("Law") if _basis(decision) == Basis.LAW else _("Rule"), _clause(decision)),
        *([(_("Why"), why)] if (why := _why(decision)) else []),
        (_("What you can do"), redress(decision)),
    ]


def redress(decision: Decision) -> str:
    """Return what can be done against a decision, and until when."""
    language = get_language() or "de"
    day = formats.date_long(timezone.localdate(decision.appeal_until), language)
    return str(rules.REDRESS) % {"day": day}


def outcome(decision: Decision) -> str:
    """Say to whoever reported what became of it, naming nobody."""
    said = {
        Verdict.HIDE: _("We agree with you and no longer show it."),
        Verdict.RESTORE: _("We have looked at it again and show it."),
        Verdict.WARN: _("We have warned whose it is."),
        Verdict.SUSPEND: _("We have suspended the account."),
        Verdict.UNSUSPEND: _("We have looked at the account again and let it in."),
        Verdict.DISMISS: _("We have looked at it and leave it as it is: we see no breach of the law or of our rules."),
    }
    return said[Verdict(decision.act)]


def as_text(decision: Decision, language: str) -> str:
    """Return the statement as a letter says it."""
    with override(language):
        return "\n\n".join(f"{word}: {what}" for word, what in pairs(decision))


def _what(decision: Decision) -> str:
    kind = Kind(decision.kind)
    return _("%(kind)s, “%(about)s”") % {"kind": kind.label, "about": decision.about}


def _how_long(decision: Decision) -> str:
    if decision.until:
        day = formats.date_long(timezone.localdate(decision.until), get_language() or "de")
        return _("until %(day)s") % {"day": day}
    if decision.act == Verdict.WARN:
        return _("A warning takes nothing from you. It counts if something of the kind happens again.")
    return _("without an end, unless this decision is taken back; on this site, for all readers")


def _whence(decision: Decision) -> str:
    if decision.own_initiative:
        return _("The house noticed it itself.")
    return _("Somebody reported it.")


def _basis(decision: Decision) -> Basis:
    return rules.GROUNDS[decision.ground].basis


def _clause(decision: Decision) -> str:
    return decision.clause or str(rules.GROUNDS[decision.ground].clause)


def _why(decision: Decision) -> str:
    return str(rules.GROUNDS[decision.ground].why)
