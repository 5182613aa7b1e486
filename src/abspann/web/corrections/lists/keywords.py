"""What a film is about, word by word: a word that is known in either language is that one, any other is new."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from abspann.catalog.queries import keyword_called
from abspann.catalog.records import keyword_row
from abspann.core.slugs import slug_of
from abspann.web.corrections.lists.kind import Asked, RowKind, Told
from abspann.web.corrections.readings import LINE, line
from abspann.web.corrections.values import keyword_shown


def _read(form: Asked, told: Told) -> list[Any] | None:
    word = line(told["word"], LINE)
    if not word:
        return None
    code = slug_of(word)[:LINE]
    known = keyword_called(word, code)
    return keyword_row(known.code, known.names) if known else keyword_row(code, {form.language: word})


def _drawn(row: Sequence[Any], language: str) -> Sequence[Any]:
    return (keyword_shown(row, language),)


KEYWORDS = RowKind(
    columns={"word": gettext_lazy("Keyword")},
    read=_read,
    once=lambda row: row[0],
    drawn=_drawn,
)
