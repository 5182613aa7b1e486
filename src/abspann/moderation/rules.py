"""What can be reported and decided, on which grounds, for how long, and what is said about redress."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TEXT_LIMIT = 10_000
APPEAL_DAYS = 183
"""Six months (Art. 20 DSA); after the same time the names of those who reported are forgotten."""

ANSWER_DAYS = 7
"""Within how many days reports are answered, as a rule."""

YOUNG_ACCOUNT = dt.timedelta(days=7)
BURST_DAYS = 14
SUSPENSIONS = (1, 7, 30, 90, 365)
"""For how many days somebody can be suspended."""


class Kind(TextChoices):
    """What a report is about."""

    REVIEW = "review", _("User review")
    CRITIQUE = "critique", _("Critique")
    SYNOPSIS = "synopsis", _("Synopsis")
    TRIVIA = "trivia", _("Trivia")
    PRESS = "press", _("Press quotation")
    PICTURE = "picture", _("Picture")
    FILM = "film", _("Film page and its ratings")
    MEMBER = "member", _("Member")
    PAGE = "page", _("Page")


class Category(TextChoices):
    """Why something is reported."""

    ILLEGAL = "illegal", _("Illegal content")
    ABUSE = "abuse", _("Insult, threat or hatred")
    CHILD = "child", _("Sexual abuse of children")
    COPYRIGHT = "copyright", _("Copyright, or another right of mine")
    PRIVACY = "privacy", _("Somebody’s private matters")
    SPAM = "spam", _("Advertising, or ratings that are not meant")
    SPOILER = "spoiler", _("Gives the ending away without a warning")
    WRONG = "wrong", _("Wrong or misplaced")
    OTHER = "other", _("Something else")


class Verdict(TextChoices):
    """What a decision does."""

    HIDE = "hide", _("Hide")
    RESTORE = "restore", _("Show again")
    WARN = "warn", _("Warn")
    SUSPEND = "suspend", _("Suspend")
    UNSUSPEND = "unsuspend", _("Let in again")
    DISMISS = "dismiss", _("Leave as it is")


RESTRICTING = (Verdict.HIDE, Verdict.WARN, Verdict.SUSPEND)
"""What takes something from somebody, or holds it against them, and so needs a statement of reasons."""

UNDONE_BY: Mapping[str, Verdict] = {Verdict.HIDE: Verdict.RESTORE, Verdict.SUSPEND: Verdict.UNSUSPEND}
"""What takes back what was decided; a warning takes nothing, so nothing gives it back."""


class Basis(TextChoices):
    """Whether a ground is the law or the rules of the house."""

    LAW = "law", _("Law")
    RULES = "rules", _("Rules of the house")


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground for a decision: the law or clause, and why what it names cannot stand here."""

    basis: Basis
    clause: str | Promise
    why: str | Promise


GROUNDS: Mapping[str, Ground] = {
    "insult": Ground(
        Basis.RULES,
        _("Rules of the house: about films, never against people"),
        _("The text attacks people instead of speaking about the film."),
    ),
    "hatred": Ground(
        Basis.RULES,
        _("Rules of the house: no hatred"),
        _("The text disparages people for what they are."),
    ),
    "advertising": Ground(
        Basis.RULES,
        _("Rules of the house: no advertising"),
        _("The text serves to advertise something, or to lead readers elsewhere."),
    ),
    "spoiler": Ground(
        Basis.RULES,
        _("Rules of the house: mark what gives the ending away"),
        _("The text tells how the film ends, and does not say so beforehand."),
    ),
    "ratings": Ground(
        Basis.RULES,
        _("Rules of the house: one person, one rating"),
        _("The ratings serve to move a film’s score, not to tell what somebody thought of it."),
    ),
    "privacy": Ground(
        Basis.RULES,
        _("Rules of the house: private matters stay private"),
        _("The text makes public what concerns a person’s private life."),
    ),
    "elsewhere": Ground(
        Basis.RULES,
        _("Rules of the house: everything where it belongs"),
        _("What is said is wrong, or does not belong to this film."),
    ),
    "law-insult": Ground(
        Basis.LAW,
        _("Sections 185 to 187 of the German Criminal Code (insult, malicious gossip, defamation)"),
        _("The statement insults a person, or claims as a fact what degrades them and cannot be proved."),
    ),
    "law-hatred": Ground(
        Basis.LAW,
        _("Section 130 of the German Criminal Code (incitement to hatred)"),
        _("The statement incites to hatred or violence against a part of the population."),
    ),
    "law-copyright": Ground(
        Basis.LAW,
        _("Section 97 of the German Copyright Act"),
        _("The text, or a large part of it, is another author’s work, and no permission is known."),
    ),
    "law-picture": Ground(
        Basis.LAW,
        _("Section 97 of the German Copyright Act"),
        _("The picture is somebody else’s work, and no permission to show it is known."),
    ),
    "law-likeness": Ground(
        Basis.LAW,
        _("Sections 22 and 23 of the German Act on Copyright in Works of Art (the right to one’s own image)"),
        _("The picture shows a person who has not agreed to it and need not bear it."),
    ),
    "law-children": Ground(
        Basis.LAW,
        _("Section 184b of the German Criminal Code"),
        _("The content depicts the sexual abuse of children or refers to such depictions."),
    ),
    "rules-other": Ground(Basis.RULES, "", ""),
    "law-other": Ground(Basis.LAW, "", ""),
}
"""The prepared grounds; the last two are told in words of one's own."""

UNTOLD = ("rules-other", "law-other")

REDRESS = _(
    "You can contradict this decision free of charge on its page until %(day)s; somebody who did not take it decides "
    "anew if the house has such a person. You can also turn to a certified out-of-court dispute settlement body "
    "(Article 21 of the Digital Services Act), or go to court."
)

REDRESS_OF_REPORTERS = _(
    "If you think that this is wrong, report it once more and say why, turn to a certified out-of-court dispute "
    "settlement body (Article 21 of the Digital Services Act), or go to court."
)

GONE = "–"
"""What stands in place of words about somebody who was erased."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What can be reported, as whoever asks may see it."""

    kind: str
    ref: str
    row: Any
    title: str
    text: str = ""
    language: str = "de"
    spoiler: bool = False
    hidden: bool = False
    author: Any = None
    author_name: str = ""
    film: Any = None
    public_id: str = ""


Find = Callable[[Collection[str], Any, bool], dict[str, Thing]]
"""How a kind finds its things: (refs, viewer, unveiled) to ref -> thing; `unveiled` finds what is hidden, too."""


@dataclass(frozen=True, slots=True)
class Moderated:
    """How a kind is found, hidden and shown again; without `hide` its things cannot be hidden."""

    find: Find
    hide: Callable[[Any, Any], None] | None = None
    show: Callable[[Any, Any], None] | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody without an account can be told what became of their report."""

    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why something is decided: the facts and the ground; its clause, where the ground is none of the prepared ones."""

    facts: str = ""
    ground: str = ""
    clause: str = ""
    days: int | None = None
    seen: tuple[str, ...] = field(default_factory=tuple)


def verdicts(thing: Thing, *, can_be_hidden: bool, has_reports: bool) -> tuple[Verdict, ...]:
    """Return what can be decided about a thing as it is now."""
    found = []
    if can_be_hidden:
        found.append(Verdict.RESTORE if thing.hidden else Verdict.HIDE)
    if has_reports:
        found.append(Verdict.DISMISS)
    if thing.author is not None and thing.author.kind == "local":
        found.append(Verdict.WARN)
        found.append(Verdict.UNSUSPEND if thing.author.is_suspended else Verdict.SUSPEND)
    return tuple(found)
