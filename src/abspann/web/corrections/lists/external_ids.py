"""A film's numbers in other catalogs; one that belongs to another film is refused with its title."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from abspann.catalog.queries import film_with_id
from abspann.web.corrections.lists.kind import Asked, RowKind, Told, kept
from abspann.web.corrections.readings import LINE, Fault, line
from abspann.web.corrections.values import SCHEMES


def _read(form: Asked, told: Told) -> list[Any] | None:
    value = line(told["value"], LINE)
    if not value:
        return None
    known = {row[0] for row in form.base.get("external_ids") or ()}
    if told["scheme"] not in {*SCHEMES, *known}:
        raise Fault(_("Say which catalog this number is of."), "scheme")
    other = film_with_id(told["scheme"], value)
    if other and other != form.subject:
        raise Fault(_("This is the number of another film here: %(film)s.") % {"film": other}, "value")
    return [told["scheme"], value]


EXTERNAL_IDS = RowKind(
    columns={"scheme": gettext_lazy("Catalog"), "value": gettext_lazy("Number")},
    read=_read,
    once=lambda row: row[0],
    options={"scheme": lambda form, prefix, value: kept(list(SCHEMES.items()), value)},
)
