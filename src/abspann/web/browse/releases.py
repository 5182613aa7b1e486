"""What comes into cinemas, week by week."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from itertools import groupby

from babel.dates import format_date
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from abspann.catalog.models import Film, Release
from abspann.catalog.queries import (
    HOME_COUNTRY,
    countries_with_releases,
    release_before,
    release_behind,
    releases_between,
)
from abspann.core import formats
from abspann.web.browse.structured import collection
from abspann.web.context import house
from abspann.web.tiles import with_scores

FIRST_COUNTRIES = ("DE", "AT", "CH")
YEARS = range(1890, 2101)
WEEK = re.compile("(?P<year>[0-9]{4})-W(?P<number>[0-9]{2})")


def current(request: HttpRequest) -> HttpResponse:
    """This week's releases."""
    return _week(request, _monday(timezone.localdate()))


def week(request: HttpRequest, week: str) -> HttpResponse:
    """The releases of a week, as the calendar of ISO 8601 counts weeks."""
    told = WEEK.fullmatch(week)
    if told is None or int(told["year"]) not in YEARS:
        raise Http404(_("There is no such week."))
    try:
        monday = dt.date.fromisocalendar(int(told["year"]), int(told["number"]), 1)
    except ValueError as error:
        raise Http404(_("There is no such week.")) from error
    return _week(request, monday)


def _week(request: HttpRequest, monday: dt.date) -> HttpResponse:
    country = (request.GET.get("country") or HOME_COUNTRY).upper()
    known = countries_with_releases()
    if country not in known and country != HOME_COUNTRY:
        raise Http404(_("Of this country no releases are known."))
    language = get_language() or "de"
    sunday = monday + dt.timedelta(days=6)
    page = releases_between(monday, sunday, country=country, language=language, after=request.GET.get("after"))
    this_week = _monday(timezone.localdate())
    context = {
        "monday": monday,
        "sunday": sunday,
        "when": {-1: "last", 0: "this", 1: "next"}.get((monday - this_week).days // 7, ""),
        "week_name": week_name(monday, sunday, language),
        "number": monday.isocalendar().week,
        "country": country,
        "country_name": formats.country(country, language),
        "is_home": country == HOME_COUNTRY,
        "days": _by_day(page.items),
        "page": page,
        "before": week_address(monday - dt.timedelta(weeks=1), country),
        "behind": week_address(monday + dt.timedelta(weeks=1), country),
        "now": week_address(this_week, country) if monday != this_week else "",
        "here": week_address(monday, country),
        "next_address": _with_cursor(week_address(monday, country), page.next),
        "countries": _countries(known, country, monday, language),
        "structured": collection(
            request, _("In cinemas"), [release.film for release in page.items], ((_("Films"), reverse("site:browse")),)
        ),
    }
    if not page.items:
        before, behind = release_before(monday, country), release_behind(sunday, country)
        context["last_with"] = week_address(_monday(before), country) if before else ""
        context["next_with"] = week_address(_monday(behind), country) if behind else ""
    own = house(request)
    query = f"?country={country}" if country != HOME_COUNTRY else ""
    context |= {name: f"{own[name]}{query}" for name in ("canonical", "path_de", "path_en")}
    return render(request, "browse/releases.html", context)


def week_address(monday: dt.date, country: str = HOME_COUNTRY) -> str:
    """Return the address of a week in a country's cinemas."""
    year, number, _day = monday.isocalendar()
    path = reverse("browse:week", args=[f"{year}-W{number:02}"])
    return path if country == HOME_COUNTRY else f"{path}?country={country}"


def week_name(monday: dt.date, sunday: dt.date, language: str) -> str:
    """`23. bis 29. November 2026`, `30 November – 6 December 2026`."""
    german = language == "de"
    month = "" if (monday.year, monday.month) == (sunday.year, sunday.month) else " MMMM"
    year = "" if monday.year == sunday.year else " y"
    begins = format_date(monday, f"d{'.' if german else ''}{month}{year}", locale="de" if german else "en_GB")
    between = " bis " if german else " – " if month else "–"
    return f"{begins}{between}{formats.date_long(sunday, language)}".replace(". ", ".\N{NO-BREAK SPACE}")


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _with_cursor(address: str, cursor: str | None) -> str:
    return f"{address}{'&' if '?' in address else '?'}after={cursor}" if cursor else ""


def _by_day(releases: Iterable[Release]) -> list[tuple[dt.date, list[tuple[Film, SafeString]]]]:
    """Return films by the day on which they come out, each day's by title."""
    releases = list(releases)
    notes = dict(zip(releases, with_scores([release.film for release in releases]), strict=True))
    days = []
    for day, found in groupby(releases, key=lambda release: release.date):
        films = sorted((notes[release] for release in found), key=lambda noted: noted[0].sort_title)
        days.append((day, films))
    return days


def _countries(known: Iterable[str], chosen: str, monday: dt.date, language: str) -> list[tuple[str, str, str, bool]]:
    """Return (code, name, address, whether it is chosen): the neighbors first, then by name."""
    codes = {*known, HOME_COUNTRY}
    first = [code for code in FIRST_COUNTRIES if code in codes]
    rest = sorted(codes - set(first), key=lambda code: formats.country(code, language))
    return [
        (code, formats.country(code, language), week_address(monday, code), code == chosen) for code in [*first, *rest]
    ]
