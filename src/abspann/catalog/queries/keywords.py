"""Keywords, as pages and forms show them."""

from __future__ import annotations

from collections.abc import Collection

from abspann.catalog.models import Keyword


def keywords_with(codes: Collection[str]) -> list[Keyword]:
    """Return the keywords of these codes."""
    return list(Keyword.objects.filter(code__in=codes))
