"""Festivals and their years."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from abspann.catalog.models import Edition, Festival
from abspann.catalog.queries import (
    edition_of,
    edition_page,
    editions_of_year,
    festival_at,
    festival_years,
    festivals_page,
    festivals_with_editions,
    sections_by_code,
)
from abspann.web.festivals.shapes import days, prize_rows, years_of

YEARS_DRAWN = 20
"""So many years of a festival stand with their films, unless few are left; those before them are links."""

YEARS_LISTED = 14
"""So many years stand beside a festival in the list of all."""


def index(request: HttpRequest) -> HttpResponse:
    """All festivals."""
    page = festivals_page(request.GET.get("after"))
    listed = [(festival, *_listed(list(festival.editions.all()))) for festival in page.items]
    return render(request, "festivals/index.html", {"festivals": listed, "page": page, "years": festival_years()})


def year(request: HttpRequest, year: int) -> HttpResponse:
    """The festivals of a year, in its order, each with the films that stand for it."""
    years = festival_years()
    if year not in years:
        raise Http404(_("Of %(year)s no festival is known.") % {"year": year})
    page = editions_of_year(year, request.GET.get("after"))
    at = years.index(year)
    context = {
        "year": year,
        "entries": years_of(page.items, get_language() or "de"),
        "page": page,
        "before": years[at + 1] if at + 1 < len(years) else None,
        "behind": years[at - 1] if at else None,
    }
    return render(request, "festivals/year.html", context)


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """A festival with its years."""
    festival = festivals_with_editions().filter(slug=slug).first()
    if festival is None:
        raise Http404(_("No festival is known at this address."))
    editions = list(festival.editions.all())
    drawn = len(editions) if len(editions) <= YEARS_DRAWN + YEARS_DRAWN // 4 else YEARS_DRAWN
    years = years_of(editions[:drawn], get_language() or "de")
    return render(request, "festivals/show.html", {"festival": festival, "years": years, "earlier": editions[drawn:]})


def edition(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """A festival's year: its prizes, and its films by section."""
    festival = _festival(slug)
    found = edition_of(festival, year)
    if found is None:
        raise Http404(_("Nothing is known of this festival in %(year)s.") % {"year": year})
    names = sections_by_code(festival)
    page = edition_page(found, get_language() or "de")
    context = {
        "festival": festival,
        "edition": found,
        "page": page,
        "days": days(found),
        "prizes": prize_rows(page),
        "sections": [(names.get(code), films) for code, films in page.sections],
        "film_count": len({film.pk for _code, films in page.sections for film in films}),
    }
    return render(request, "festivals/edition.html", context)


def _listed(editions: list[Edition]) -> tuple[list[Edition], int]:
    """Return the years that a list shows, and of how many, where it leaves some out."""
    is_cut = len(editions) > YEARS_LISTED + 1
    return (editions[:YEARS_LISTED], len(editions)) if is_cut else (editions, 0)


def _festival(slug: str) -> Festival:
    festival = festival_at(slug)
    if festival is None:
        raise Http404(_("No festival is known at this address."))
    return festival
