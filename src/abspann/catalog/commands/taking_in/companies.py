"""The companies that sources name, each once."""

from __future__ import annotations

from collections.abc import Iterable

from abspann.catalog.models import (
    Company,
)
from abspann.core.rows import found, insert, table_of


def companies_of(names: Iterable[str]) -> dict[str, int]:
    """Return the key of each company, adding those that are new."""
    wanted = sorted(set(names))
    query = f"SELECT name, id FROM {table_of(Company)} WHERE name IN {{}}"
    known = dict(found(query, wanted))
    missing = [name for name in wanted if name not in known]
    if missing:
        insert(Company, ("name",), [(name,) for name in missing], unless_there=True)
        known |= dict(found(query, missing))
    return known
