"""The companies that made a film, and those that bring it out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from abspann.catalog.rules import CompanyJob
from abspann.core import formats
from abspann.web.corrections.lists.kind import Asked, RowKind, Told, kept
from abspann.web.corrections.readings import LINE, NAME, Fault, line
from abspann.web.corrections.values import country_code


def _read(form: Asked, told: Told) -> list[Any] | None:
    name = line(told["name"], NAME)
    if not name:
        return None
    if told["job"] not in CompanyJob.values:
        raise Fault(_("There is no such choice."), "job")
    code = country_code(told["country"]) if told["country"].strip() else None
    if told["country"].strip() and code is None:
        raise Fault(_("No country is called “%(name)s”.") % {"name": told["country"][:LINE]}, "country")
    return [name, told["job"], code]


COMPANIES = RowKind(
    columns={"job": gettext_lazy("Job"), "name": gettext_lazy("Company"), "country": gettext_lazy("Country")},
    read=_read,
    once=lambda row: (row[0], row[1]),
    drawn=lambda row, language: (row[1], row[0], formats.country(row[2], language) if row[2] else ""),
    options={"job": lambda form, prefix, value: kept(CompanyJob.choices, value)},
)
