"""A choice of films as an address says it, and as words say it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from abspann.catalog.queries import awards_with, festivals_with, keywords_with
from abspann.catalog.rules import FSK_AGES, Genre
from abspann.core import formats
from abspann.discovery.models import Kind
from abspann.discovery.queries import BROWSE_ORDERS, CINEMA, Choice
from abspann.discovery.rules import MINUTES, STARS

DEFAULT_ORDER = "title"

ORDERS = (
    ("title", gettext_lazy("A–Z")),
    ("newest", gettext_lazy("Newest")),
    ("oldest", gettext_lazy("Oldest")),
    ("best", gettext_lazy("Best rated")),
    ("rated", gettext_lazy("Most rated")),
    ("added", gettext_lazy("Recently added")),
)

NAMES = {
    "genre": gettext_lazy("Genre"),
    "decade": gettext_lazy("Decade"),
    "year": gettext_lazy("Year"),
    "country": gettext_lazy("Country"),
    "language": gettext_lazy("Language"),
    "cinema": gettext_lazy("In cinemas"),
    "minutes": gettext_lazy("Running time"),
    "fsk": gettext_lazy("Age rating"),
    "rating": gettext_lazy("Members’ rating"),
    "festival": gettext_lazy("Festival"),
    "prize": gettext_lazy("Prize"),
    "keyword": gettext_lazy("Keyword"),
}
"""The filters in the order in which they stand."""

CINEMA_NAMES = {"now": pgettext_lazy("in cinemas", "now"), "soon": pgettext_lazy("in cinemas", "soon")}
MINUTES_NAMES = {
    "under-90": gettext_lazy("under 90 minutes"),
    "90-120": gettext_lazy("90 to 120 minutes"),
    "over-120": gettext_lazy("over 120 minutes"),
    "over-180": gettext_lazy("over 180 minutes"),
}

_CODES = {
    "genre": re.compile("|".join(map(re.escape, Genre.values))),
    "decade": re.compile("[0-9]{3}0"),
    "year": re.compile("[0-9]{4}"),
    "country": re.compile("[A-Za-z]{2,4}"),
    "language": re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,4})?"),
    "cinema": re.compile("|".join(CINEMA)),
    "minutes": re.compile("|".join(MINUTES)),
    "fsk": re.compile("|".join(map(str, FSK_AGES))),
    "rating": re.compile("|".join(map(str, STARS))),
    "festival": re.compile("[a-z0-9-]{1,80}"),
    "prize": re.compile("[a-z0-9-]{1,80}:[A-Za-z0-9_.-]{1,60}"),
    "keyword": re.compile("[a-z0-9-]{1,80}"),
}


def choice_of(query: QueryDict) -> Choice:
    """Return the choice that a query says; one that no page links to is a 404."""
    told: dict[str, Any] = {}
    for name, pattern in _CODES.items():
        code = query.get(name)
        if not code:
            continue
        if not pattern.fullmatch(code):
            raise Http404(_("Films cannot be chosen like this."))
        told[name] = code.upper() if name == "country" else code
    order = query.get("sort") or DEFAULT_ORDER
    if order not in BROWSE_ORDERS:
        raise Http404(_("Films cannot be chosen like this."))
    return Choice(**told, order=order)


def address_of(choice: Choice, **changes: str | None) -> str:
    """Return the one address of a choice, with some of it changed: the path, and the query in order of names."""
    told: dict[str, Any] = changes
    choice = replace(choice, **told)
    query = {name: code for name in NAMES if (code := getattr(choice, name)) is not None}
    if choice.order != DEFAULT_ORDER:
        query["sort"] = choice.order
    path = reverse("site:browse")
    return f"{path}?{urlencode(sorted(query.items()))}" if query else path


def addresses(request: HttpRequest, choice: Choice, context: dict[str, Any]) -> dict[str, str]:
    """Return a context's canonical address, and the page's addresses in both languages, each with the choice."""
    _path, mark, query = address_of(choice).partition("?")
    return {name: f"{context[name]}{mark}{query}" for name in ("canonical", "path_de", "path_en")}


def decade_name(year: str) -> str:
    """`1990er`, `1990s`."""
    # Translators: a decade, as in "films of the 1970s".
    return _("%(year)ss") % {"year": year}


def name_of(kind: str, code: str, known: dict[str, str]) -> str:
    """Return what a value is called; festivals and prizes are looked up in what is `known` of them."""
    language = get_language() or "de"
    if kind == "genre":
        return str(Genre(code).label)
    if kind == "country":
        return formats.country(code, language)
    if kind == "language":
        return formats.language_name(code, language)
    if kind == "decade":
        return decade_name(code)
    if kind == "fsk":
        return _("FSK %(age)s") % {"age": code}
    if kind == "rating":
        return ngettext("%(stars)s star and more", "%(stars)s stars and more", int(code)) % {"stars": code}
    fixed = CINEMA_NAMES | MINUTES_NAMES
    return str(fixed.get(code) or known.get(code) or code)


def known_names(codes: dict[Kind, list[str]]) -> dict[str, str]:
    """Return the names of festivals, prizes and keywords by their codes, in a query each."""
    english = get_language() == "en"
    names: dict[str, str] = {}
    festivals = codes.get(Kind.FESTIVAL, [])
    if festivals:
        for known in festivals_with(festivals):
            names[known.slug] = (english and known.name_en) or known.name
    prizes = codes.get(Kind.PRIZE, [])
    if prizes:
        for award in awards_with([(code.partition(":")[0], code.partition(":")[2]) for code in prizes]):
            prize, whose = ((english and one.name_en) or one.name for one in (award, award.festival))
            names[f"{award.festival.slug}:{award.code}"] = f"{prize} ({whose})"
    if words := codes.get(Kind.KEYWORD, []):
        names |= {word.code: word.name_in(get_language() or "de") for word in keywords_with(words)}
    return names
