"""Browsing, and the pages of genres, countries, decades, companies and series."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from abspann.catalog.queries import company_at, films_of_company, jobs_of_company, parts_of, series_at
from abspann.catalog.rules import CompanyJob
from abspann.discovery import queries as discovery
from abspann.discovery.models import Kind
from abspann.discovery.queries import Choice
from abspann.web.browse import choosing
from abspann.web.browse.filters import filters
from abspann.web.browse.structured import collection
from abspann.web.context import house
from abspann.web.tiles import with_scores

NEWEST_SHOWN = 12
BEST_SHOWN = 8
LINKS_SHOWN = 24


def films(request: HttpRequest) -> HttpResponse:
    """All films, by what they are, in the order that the reader likes."""
    choice = choosing.choice_of(request.GET)
    today = timezone.localdate()
    page = discovery.browse(choice, language=_language(), after=request.GET.get("after"), at=today)
    touched = (request.headers.get("HX-Trigger") or "").partition("-")[0]
    lists = filters(choice, at=today, touched=touched)
    number = discovery.number_of(choice, at=today)
    chosen = [
        (one, one.chosen, choosing.address_of(choice, **{one.key: None})) for one in lists if one.chosen is not None
    ]
    context = {
        "choice": choice,
        "page": page,
        "films": with_scores(page.items),
        "filters": lists,
        "chosen": chosen,
        "found": number.films,
        "is_exact": number.exact,
        "orders": [
            (code, name, choosing.address_of(choice, order=code), code == choice.order)
            for code, name in choosing.ORDERS
        ],
        "is_of_rated": choice.order in discovery.OF_RATED,
        "first_address": choosing.address_of(choice),
        "next_address": _with_cursor(choosing.address_of(choice), page.next),
        "by_title": choosing.address_of(choice, order="title"),
        "is_indexed": choice.size < 2 and page.is_first and choice.order == choosing.DEFAULT_ORDER,
        "ways_out": _ways_out(choice, chosen) if not page.items and page.is_first else (),
    }
    context |= choosing.addresses(request, choice, house(request))
    response = render(request, "browse/films.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-Trigger"])
    return response


def _with_cursor(address: str, cursor: str | None) -> str:
    if cursor is None:
        return ""
    return f"{address}{'&' if '?' in address else '?'}after={cursor}"


def _ways_out(choice: Choice, chosen: list[tuple[Any, Any, str]]) -> list[tuple[str, str, int, bool]]:
    """Return, for each chosen value, its name, the address without it, and how many films that leaves."""
    today = timezone.localdate()
    ways = []
    for one, option, address in chosen:
        number = discovery.number_of(choice.without(one.key), at=today)
        ways.append((option.name, address, number.films, number.exact))
    return ways


def genre(request: HttpRequest, code: str) -> HttpResponse:
    """What the house has of a genre."""
    return _value(request, Kind.GENRE, code, ("decade", "country"))


def country(request: HttpRequest, code: str) -> HttpResponse:
    """What the house has of a country."""
    return _value(request, Kind.COUNTRY, code.upper(), ("genre", "decade"))


def decade(request: HttpRequest, year: str) -> HttpResponse:
    """What the house has of a decade."""
    return _value(request, Kind.DECADE, year, ("year", "genre", "country"))


VALUE_PAGES = {Kind.GENRE: "browse:genre", Kind.COUNTRY: "browse:country", Kind.DECADE: "browse:decade"}


def _value(request: HttpRequest, kind: Kind, code: str, further: tuple[str, ...]) -> HttpResponse:
    """A value's own page: the best and the newest, and where to go on from here."""
    found = discovery.facets_at([(kind, code)])
    if not found or not found[0].films:
        raise Http404(_("No film in the house is of this kind."))
    today = timezone.localdate()
    told: dict[str, Any] = {kind.value: code}
    choice = Choice(**told)
    best = discovery.browse(
        Choice(**told, order="best"), language=_language(), after=None, at=today, size=BEST_SHOWN
    ).items
    newest = discovery.browse(
        Choice(**told, order="newest"), language=_language(), after=None, at=today, size=NEWEST_SHOWN
    ).items
    by_key = {one.key: one for one in filters(choice, at=today)}
    siblings = [
        (option.name, reverse(VALUE_PAGES[kind], args=[option.code.lower()]), option.count)
        for option in by_key[kind.value].options
        if not option.is_chosen
    ]
    name = choosing.name_of(kind.value, code, {})
    context = {
        "kind": kind.value,
        "name": name,
        "found": found[0].films,
        "best": with_scores(best) if found[0].films > NEWEST_SHOWN and len(best) > BEST_SHOWN // 2 else (),
        "newest": with_scores(newest),
        "further": [(by_key[key].name, by_key[key].options[:LINKS_SHOWN]) for key in further if key in by_key],
        "siblings": siblings[:LINKS_SHOWN],
        "siblings_name": choosing.NAMES[kind.value],
        "all_address": choosing.address_of(choice),
        "newest_address": choosing.address_of(choice, order="newest"),
        "best_address": choosing.address_of(choice, order="best"),
        "cinema_address": f"{reverse('browse:releases')}?country={code}" if kind == Kind.COUNTRY else "",
        "structured": collection(request, name, newest, ((_("Films"), reverse("site:browse")),)),
    }
    return render(request, "browse/value.html", context)


def company(request: HttpRequest, slug: str) -> HttpResponse:
    """What a company made and brought out."""
    found = company_at(slug)
    if found is None:
        raise Http404(_("No company is known at this address."))
    page = films_of_company(found, language=_language(), after=request.GET.get("after"))
    jobs = jobs_of_company(found)
    context = {
        "company": found,
        "page": page,
        "films": with_scores(page.items),
        "jobs": [(job.label, jobs[job]) for job in CompanyJob if job in jobs],
        "structured": collection(request, found.name, page.items, ((_("Films"), reverse("site:browse")),)),
    }
    return render(request, "browse/company.html", context)


def series(request: HttpRequest, slug: str) -> HttpResponse:
    """A series with its films."""
    found = series_at(slug)
    if found is None:
        raise Http404(_("No series is known at this address."))
    parts = parts_of(found, _language())
    scores = with_scores([part.film for part in parts])
    name = (found.name_en or found.name) if _language() == "en" else found.name
    films = [part.film for part in parts]
    context = {
        "series": found,
        "name": name,
        "parts": [(part.number, film, note) for part, (film, note) in zip(parts, scores, strict=True)],
        "structured": collection(request, name, films, ((_("Films"), reverse("site:browse")),)),
        "site_url": settings.SITE_URL,
    }
    return render(request, "browse/series.html", context)


def _language() -> str:
    return get_language() or "de"
