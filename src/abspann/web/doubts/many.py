"""Many doubts decided at once: a sample of what is chosen, the answer, how far the worker is, and the way back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from abspann.catalog import commands
from abspann.catalog.models import Verdict, VerdictDoubt
from abspann.catalog.queries import (
    AT_WORK,
    SAMPLE,
    Choice,
    Glimpse,
    Pair,
    doubts_grouped,
    named_under,
    newest_doubt,
    progress_of,
    sample_of,
    verdict_at,
)
from abspann.core import formats
from abspann.core.refusal import Refusal
from abspann.members.rights import Act
from abspann.web import errors
from abspann.web.doors import acting, needs, takes
from abspann.web.doubts.choosing import choice_in, choice_in_words, heading_of, query_of, sources_in_words
from abspann.web.doubts.sides import Line

OUTCOMES: dict[str, Any] = {
    "waiting": gettext_lazy("wait"),
    "one": gettext_lazy("merged"),
    "two": gettext_lazy("told apart"),
    "unsure": gettext_lazy("left open: one of both may as well be a third"),
    "refused": gettext_lazy("left open: it could not be done"),
    "taken": gettext_lazy("skipped: decided or merged by others meanwhile"),
    "gone": gettext_lazy("skipped: one of both is no more"),
    "left": gettext_lazy("not reached"),
    "undone": gettext_lazy("taken back"),
    "stays": gettext_lazy("cannot be taken back any more"),
}
"""What became of the doubts under a decision, in the order in which it is told."""

NAMED = 4
"""Of a cast, or of a filmography, so many are named in a sample."""

TOLD_FIRST = ("stays", "refused", "unsure", "one", "two", "undone")
"""Which of them are named unless somebody asks for others."""


@takes("GET", "HEAD", "POST")
@needs(Act.MERGE)
def decide(request: HttpRequest) -> HttpResponse:
    """Show some of what is chosen, drawn at random, and decide all of it."""
    choice = choice_in(request)
    if not choice.kind:
        raise Http404
    if request.method != "POST":
        return _page(request, choice)
    newest = request.POST.get("newest", "")
    if not (newest.isascii() and newest.isdigit() and len(newest) < 19):  # a number that a row can have
        return errors.bad_request(request)
    answer, reason = request.POST.get("answer", ""), request.POST.get("reason", "")
    try:
        verdict = commands.decide_many(
            by=acting(request), choice=replace(choice, newest=int(newest)), answer=answer, reason=reason
        )
    except Refusal as no:
        if no.field not in ("answer", "reason"):
            return errors.page(request, no.status, sentence=str(no))
        return _page(request, choice, refusal=no)
    return redirect("doubts:verdict", verdict.public_id)


def _page(request: HttpRequest, choice: Choice, *, refusal: Refusal | None = None) -> HttpResponse:
    # The newest is looked up first: what is raised while the page is drawn is not decided by it.
    newest, language = newest_doubt(), get_language() or "de"
    pairs = sample_of(choice)
    context = {
        "choice": choice,
        "words": choice_in_words(choice),
        "back": query_of(choice),
        "is_film": choice.kind == "film",
        "count": doubts_grouped().count(choice),
        "size": SAMPLE,
        "pairs": [(pair, sources_in_words(pair.doubt.sources), _lines(pair, language)) for pair in pairs],
        "newest": newest,
        "answer": request.POST.get("answer", ""),
        "reason": request.POST.get("reason", ""),
        "errors": {refusal.field: str(refusal)} if refusal else {},
    }
    return render(request, "doubts/many.html", context, status=refusal.status if refusal else 200)


def _lines(pair: Pair, language: str) -> list[Line]:
    """What each side says; what neither knows is left out, and what cannot both be right is marked."""
    here, there = _said(pair.here, pair.there, language), _said(pair.there, pair.here, language)
    return [
        Line(label, one or formats.MISSING, other or formats.MISSING, differs=apart)
        for (label, one), (_label, other), apart in zip(here, there, _apart(pair), strict=True)
        if one or other
    ]


def _said(side: Glimpse, other: Glimpse, language: str) -> list[tuple[str, str]]:
    minutes = formats.running_time(side.minutes, language) if side.minutes else ""
    return [
        (_("Year"), side.year),
        (_("Born"), side.born),
        (_("Further title"), side.original),
        (_("Director"), _first(side.directors, other.directors)),
        (_("Cast"), _first(side.cast, other.cast)),
        (_("Running time"), minutes),
        (_("Countries"), ", ".join(formats.country(code, language) for code in side.countries)),
        (_("Films"), _first(side.films, other.films)),
    ]


def _first(names: tuple[str, ...], others: tuple[str, ...]) -> str:
    """Name some: those first whom both sides name."""
    ordered = sorted(names, key=lambda name: name not in others)
    return ", ".join(ordered[:NAMED]) + (" …" if len(names) > NAMED else "")


def _apart(pair: Pair) -> tuple[bool, ...]:
    here, there = pair.here, pair.there
    is_longer = bool(here.minutes and there.minutes and abs(here.minutes - there.minutes) > 3)  # as doubts are weighed
    return (
        bool(here.year and there.year and here.year != there.year),
        bool(here.born and there.born and here.born != there.born),
        False,
        _share_nothing(here.directors, there.directors),
        _share_nothing(here.cast, there.cast),
        is_longer,
        _share_nothing(here.countries, there.countries),
        False,
    )


def _share_nothing(here: tuple[str, ...], there: tuple[str, ...]) -> bool:
    return bool(here and there and not set(here) & set(there))


@needs(Act.MERGE)
def verdict(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far a decision on many is, and what became of each of its doubts."""
    found = _known(public_id)
    progress = progress_of(found)
    asked = request.GET.get("show", "")
    if asked and asked not in OUTCOMES:
        raise Http404
    shown = asked or next((outcome for outcome in TOLD_FIRST if progress.counts.get(outcome)), "")
    page = named_under(found, [shown], after=request.GET.get("after")) if shown else None
    is_at_work = found.state in AT_WORK
    context = {
        "verdict": found,
        "heading": heading_of(found),
        "words": choice_in_words(Choice.from_json(found.choice)),
        "progress": progress,
        "is_at_work": is_at_work,
        "is_film": found.kind == "film",
        "told": [(key, name, progress.counts[key]) for key, name in OUTCOMES.items() if progress.counts.get(key)],
        "shown": shown,
        "shown_name": OUTCOMES[shown] if shown else "",
        "page": page,
        "may_undo": _may_be_undone(found, progress.counts.get(VerdictDoubt.Outcome.STAYS, 0)),
    }
    return render(request, "doubts/verdict.html", context)


def _may_be_undone(verdict: Verdict, stays: int) -> bool:
    state = verdict.state
    return state not in (Verdict.State.UNDOING, Verdict.State.UNDONE) or (state == Verdict.State.UNDONE and stays > 0)


@takes("POST")
@needs(Act.MERGE)
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a decision on many back."""
    found = _known(public_id)
    try:
        commands.undo_verdict(by=acting(request), verdict=found)
    except Refusal as no:
        return errors.page(request, no.status, sentence=str(no))
    return redirect("doubts:verdict", found.public_id)


def _known(public_id: str) -> Verdict:
    found = verdict_at(public_id)
    if found is None:
        raise Http404(_("No such decision is known."))
    return found
