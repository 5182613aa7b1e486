"""How the audit trail says in the reader's language what it keeps as words of the code."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from abspann.members.rules import RoleName
from abspann.moderation.models import Appeal
from abspann.moderation.rules import GROUNDS, Kind, Verdict
from abspann.web.templatetags.abspann import day
from abspann.web.templatetags.corrections import system_name

register = template.Library()


@register.filter
def act_noted(act: str) -> str:
    """What was done; an act that nobody knows as it is."""
    known = {
        "report": _("Report came in"),
        "look up a reporter": _("Reporter looked up"),
        "appeal": _("Contradiction"),
        "answer an appeal": _("Contradiction answered"),
        "give an office": _("Office given"),
        "let in": _("Let in"),
        "decline an application": _("Application declined"),
        "invite": _("Invited"),
        "withdraw an invitation": _("Invitation withdrawn"),
        "add a picture": _("Picture added"),
        "change a picture": _("Picture changed"),
        "remove a picture": _("Picture removed"),
        **{str(value): str(label) for value, label in Verdict.choices},
    }
    return known.get(act, act)


@register.filter
def kind_noted(kind: str) -> str:
    """To what it was done."""
    known = {
        "decision": _("Decision"),
        "report": pgettext("noun", "Report"),
        "application": _("Application"),
        "invitation": _("Invitation"),
        **{str(value): str(label) for value, label in Kind.choices},
    }
    return known.get(kind, kind)


@register.filter
def who_noted(who: str) -> str:
    """Who did it, where no member did."""
    if who == "visitor":
        return _("A visitor")
    house, _colon, name = who.partition(": ")
    return system_name(name) if house == "house" else who


@register.filter
def detail_noted(value: str) -> str:
    """On which ground, to which office, with which outcome; whatever else as it is."""
    if ground := GROUNDS.get(value):
        return str(ground.clause) or _("Something else")
    known = {
        Appeal.Outcome.UPHELD.value: _("upheld"),
        Appeal.Outcome.REVERSED.value: _("taken back"),
        **{str(key): str(label) for key, label in RoleName.choices},
    }
    return known.get(value, value)


@register.filter
def day_noted(moment: str) -> str:
    """The day of a moment that was noted, as pages write days."""
    return day(dt.datetime.fromisoformat(moment))
