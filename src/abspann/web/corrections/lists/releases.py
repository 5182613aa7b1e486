"""When a film came to the cinemas of a country."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from abspann.catalog import rules
from abspann.core import formats
from abspann.core.text import one_line
from abspann.web.corrections.lists.kind import Asked, RowKind, Told
from abspann.web.corrections.readings import Fault
from abspann.web.corrections.values import country_code, day_of, written_day


def _read(form: Asked, told: Told) -> list[Any] | None:
    if not told["country"].strip() and not told["day"].strip():
        return None
    code, day = country_code(told["country"]), day_of(one_line(told["day"]))
    if code is None:
        raise Fault(_("Say in which country."), "country")
    if day is None or not rules.YEARS[0] <= day.year <= rules.YEARS[1]:
        raise Fault(_("There is no such day."), "day")
    return [code, day.isoformat()]


RELEASES = RowKind(
    columns={"country": gettext_lazy("Country"), "day": gettext_lazy("Day")},
    read=_read,
    once=lambda row: row[0],
    drawn=lambda row, language: (formats.country(row[0], language), written_day(row[1], language)),
)
