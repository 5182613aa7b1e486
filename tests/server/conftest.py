"""What the server's tests share: listeners to drive the guard with, and running servers to talk to."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import Listener
from towns import Town, alive

from abspann.server import refusals


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "enable_socket: opens sockets, to 127.0.0.1 only")


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "LINGER_SECONDS", 0.02)


@pytest.fixture
def app() -> Listener:
    return Listener()


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A server that trusts nobody."""
    town = Town(tmp_path_factory.mktemp("town"), workers=2)
    yield town
    town.end()


@pytest.fixture(scope="session")
def strict_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A server behind a proxy on this machine, with little patience."""
    home = tmp_path_factory.mktemp("strict")
    town = Town(home, ABSPANN_TRUSTED_PROXIES="127.0.0.1, ::1", TOWN_GRACE="0.3")
    yield town
    town.end()


@pytest.fixture
def own_town(tmp_path: Path) -> Iterator[Town]:
    """A server that the test may stop, kill or cripple."""
    town = Town(tmp_path)
    yield town
    for job in town.jobs():
        if alive(job):
            os.kill(job, signal.SIGKILL)
    town.end()
