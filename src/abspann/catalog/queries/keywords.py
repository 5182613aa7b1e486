"""Keywords, as pages and forms show them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from abspann.catalog import rules
from abspann.catalog.models import Film, FilmKeyword, Keyword
from abspann.catalog.records import keyword_row


def keywords_with(codes: Collection[str]) -> list[Keyword]:
    """Return the keywords of these codes."""
    return list(Keyword.objects.filter(code__in=codes))


def keyword_rows(film: Film) -> list[list[Any]]:
    """Return a film's keywords as rows of a record."""
    told = FilmKeyword.objects.filter(film=film).order_by("keyword__code")
    return [keyword_row(code, names) for code, names in told.values_list("keyword__code", "keyword__names")]


def keyword_called(name: str, code: str) -> Keyword | None:
    """Return the keyword that somebody means who writes a name, in whatever language; else the one of this code."""
    named = Keyword.objects.filter(folded_names__folded__in=rules.keyword_names([name]))
    return named.order_by("pk").first() or Keyword.objects.filter(code=code).first()
