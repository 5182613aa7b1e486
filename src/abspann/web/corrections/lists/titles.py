"""What a film is called in other languages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from abspann.core import formats
from abspann.web.corrections.lists.kind import Asked, RowKind, Told
from abspann.web.corrections.readings import TITLE, Fault, line
from abspann.web.corrections.values import language_code


def _read(form: Asked, told: Told) -> list[Any] | None:
    text = line(told["text"], TITLE)
    if not text:
        return None
    code = language_code(told["language"])
    if code is None:
        raise Fault(_("Say in which language the film is called so."), "language")
    return [code, text]


TITLES = RowKind(
    columns={"language": gettext_lazy("Language"), "text": gettext_lazy("Text")},
    read=_read,
    once=tuple,
    drawn=lambda row, language: (formats.language_name(row[0], language), row[1]),
)
