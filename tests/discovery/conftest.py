"""A search that knows of all that was changed before it, as readers have it a second later."""

from __future__ import annotations

import pytest

from abspann.discovery import commands as discovery
from abspann.discovery.queries import Findings, search


@pytest.fixture
def find(db):
    """Search when the worker has been by: find("rost")."""

    def find(query: str, language: str = "de", **further) -> Findings:
        discovery.index_due()
        return search(query, language, **further)

    return find
