"""The series that a film belongs to, and which part it is, as far as that is known; another name is another series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from abspann.catalog.queries import series_called
from abspann.core.slugs import slug_of
from abspann.web.corrections.lists.kind import Asked, RowKind, Told
from abspann.web.corrections.readings import NAME, Fault, line, number
from abspann.web.corrections.values import MOST_PARTS, series_shown


def _read(form: Asked, told: Told) -> list[Any] | None:
    name = line(told["name"], NAME)
    if not name:
        if told["number"].strip():
            raise Fault(_("Part of which series? Empty the whole row to remove it."))
        return None
    try:
        part = number(told["number"], 1, MOST_PARTS, _("A part is a number, 1 for the first."))
    except Fault as fault:
        raise Fault(str(fault), "number") from fault
    slug = slug_of(name)
    known = series_called(name, slug)
    return [known.slug, known.name, known.name_en, part] if known else [slug, name, None, part]


def _drawn(row: Sequence[Any], language: str) -> Sequence[Any]:
    return row[3], series_shown(row, language)


SERIES = RowKind(
    columns={"number": gettext_lazy("Part"), "name": gettext_lazy("Series")},
    read=_read,
    once=lambda row: row[0],
    drawn=_drawn,
    empty_rows=1,
)
