import pytest

from tests.catalog.taking_in.telling import ONE, TWO, known_as


@pytest.fixture(autouse=True)
def _sources(monkeypatch):
    known_as(ONE, 10, monkeypatch)
    known_as(TWO, 20, monkeypatch)
