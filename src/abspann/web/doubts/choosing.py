"""By what doubts are chosen: read from an address, offered with counts, and said in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from abspann.catalog.models import Verdict
from abspann.catalog.queries import Choice, Groups, title_of_source

KINDS = ("film", "person")

SIGNS: dict[str, Any] = {
    "title": gettext_lazy("same title"),
    "year": gettext_lazy("same year"),
    "director": gettext_lazy("same director"),
    "cast": gettext_lazy("shared cast"),
    "running_minutes": gettext_lazy("same running time"),
    "country": gettext_lazy("shared country"),
    "film": gettext_lazy("on the same film"),
    "clear": gettext_lazy("nothing speaks against it"),
}
"""What may agree, in the order in which it is offered."""

LEVELS = (50, 60, 70, 80, 90)
"""So many percent alike, or more."""

LONGEST = 40
"""The names of two sources are no longer."""


@dataclass(frozen=True, slots=True)
class Option:
    """A value that can be chosen, or taken back: where it leads, and how many doubts it would leave."""

    name: str
    address: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """One thing by which doubts are chosen. `adds`: several of its values may be chosen together."""

    key: str
    name: str
    options: tuple[Option, ...]
    adds: bool = False


def choice_in(request: HttpRequest) -> Choice:
    """Read a choice from an address; what no page offers is a 404."""
    kind, sources = request.GET.get("kind", ""), request.GET.get("between", "")
    agrees = frozenset(request.GET.get("agrees", "").split())
    least = request.GET.get("least", "") or "0"
    is_known = kind in ("", *KINDS) and agrees <= SIGNS.keys() and len(sources) <= LONGEST and "\0" not in sources
    if not is_known or not (least.isascii() and least.isdigit() and len(least) <= 3):  # up to 100
        raise Http404
    return Choice(kind=kind, sources=sources, agrees=agrees, least=int(least))


def query_of(choice: Choice) -> str:
    """Return a choice as the query of an address, with its question mark; nothing chosen is nothing."""
    query = QueryDict(mutable=True)
    told = {
        "kind": choice.kind,
        "between": choice.sources,
        "agrees": " ".join(sorted(choice.agrees)),
        "least": str(choice.least or ""),
    }
    query.update({name: value for name, value in told.items() if value})
    return f"?{query.urlencode()}" if query else "?"


def filters_of(groups: Groups, choice: Choice) -> list[Filter]:
    """Return all by which the open doubts can be chosen further, with what each would leave."""
    filters = [
        Filter("kind", _("Kind"), tuple(_kinds(groups, choice))),
        Filter("between", _("Between"), tuple(_sources(groups, choice))),
        Filter("agrees", pgettext("filter of doubts", "What agrees"), tuple(_signs(groups, choice)), adds=True),
        Filter("least", _("How alike"), tuple(_levels(groups, choice))),
    ]
    return [one for one in filters if one.options]


def _option(name: Any, count: int, chosen: Choice, without: Choice, *, is_chosen: bool) -> Option:
    return Option(str(name), query_of(without if is_chosen else chosen), count, is_chosen)


def _kinds(groups: Groups, choice: Choice) -> Iterable[Option]:
    counts, names = groups.kinds(choice), {"film": _("Films"), "person": _("People")}
    for kind in KINDS:
        if counts.get(kind) or choice.kind == kind:
            one = replace(choice, kind=kind), replace(choice, kind="")
            yield _option(names[kind], counts.get(kind, 0), *one, is_chosen=choice.kind == kind)


def _sources(groups: Groups, choice: Choice) -> Iterable[Option]:
    counts = groups.sources(choice)
    for sources in sorted({*counts, *filter(None, [choice.sources])}, key=lambda pair: (-counts.get(pair, 0), pair)):
        if sources:
            one = replace(choice, sources=sources), replace(choice, sources="")
            is_chosen = choice.sources == sources
            yield _option(sources_in_words(sources), counts.get(sources, 0), *one, is_chosen=is_chosen)


def _signs(groups: Groups, choice: Choice) -> Iterable[Option]:
    counts = groups.signs(choice)
    for sign, name in SIGNS.items():
        if counts.get(sign) or sign in choice.agrees:
            one = replace(choice, agrees=choice.agrees | {sign}), replace(choice, agrees=choice.agrees - {sign})
            yield _option(name, counts.get(sign, 0), *one, is_chosen=sign in choice.agrees)


def _levels(groups: Groups, choice: Choice) -> Iterable[Option]:
    percents, before = groups.percents(choice), sum(groups.percents(choice).values())
    for level in sorted({*LEVELS, *filter(None, [choice.least])}):
        count = sum(number for percent, number in percents.items() if percent >= level)
        if choice.least == level or 0 < count < before:
            one = replace(choice, least=level), replace(choice, least=0)
            name = _("at least %(percent)s %%") % {"percent": level}
            yield _option(name, count, *one, is_chosen=choice.least == level)
            before = count


def sources_in_words(sources: str) -> str:
    """Name the two sources of a doubt."""
    return " – ".join(_("the house") if name == "house" else title_of_source(name) for name in sources.split())


def signs_in_words(signs: Iterable[str]) -> str:
    """Name what agrees."""
    there = set(signs)
    return ", ".join(str(name) for sign, name in SIGNS.items() if sign in there)


def choice_in_words(choice: Choice) -> list[str]:
    """Say by what doubts were chosen, part by part."""
    parts = [{"film": _("Films"), "person": _("People"), "": ""}[choice.kind], sources_in_words(choice.sources)]
    parts.append(signs_in_words(choice.agrees))
    if choice.least:
        parts.append(_("at least %(percent)s %%") % {"percent": choice.least})
    return [part for part in parts if part]


def heading_of(verdict: Verdict) -> str:
    """Say what was decided."""
    answers = {
        ("film", "one"): _("The same film"),
        ("film", "two"): _("Two films"),
        ("person", "one"): _("The same person"),
        ("person", "two"): _("Two people"),
    }
    return answers[verdict.kind, verdict.answer]
