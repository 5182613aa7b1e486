"""A demo as people get it: `abspann demo` in a process of its own, and a real Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pysqlite3
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or ""
START_SECONDS = 420


HOMES: list[Path] = []


@pytest.fixture(autouse=True)
def _forget_tries():
    """All journeys come from one place and log in as the same few people: none is to wait for what another tried."""
    for home in HOMES:
        connection = pysqlite3.connect(str(home / "abspann.sqlite3"), timeout=5)
        connection.execute("DELETE FROM events_spending")
        connection.commit()
        connection.close()


def pytest_collection_modifyitems(items):
    for item in items:
        if "journeys" in Path(item.fspath).parts:
            item.add_marker(pytest.mark.journey)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[str]:
    """The address of a running demo."""
    home, port = tmp_path_factory.mktemp("demo") / "home", _free_port()
    HOMES.append(home)
    address = f"http://localhost:{port}"
    env = os.environ | {"ABSPANN_HOME": str(home), "ABSPANN_SITE_URL": address}
    env.pop("ABSPANN_DATABASE_URL", None)
    log = (home.parent / "log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "abspann", "demo", "--port", str(port)], env=env, stdout=log, stderr=log
    )
    try:
        _wait(port, process, home.parent / "log")
        yield address
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"The demo did not answer within {START_SECONDS} s: {log.read_text()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as Debian has it."""
    if not CHROMIUM:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        )
        yield started
        started.close()


@dataclass(slots=True)
class Visit:
    """A tab, and what it asked for, and what it complained about."""

    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open an address of the site."""
        self.page.goto(self.site + path)

    def another(self) -> Visit:
        """Open one more tab of the same browser: the same cookies, the same person."""
        return _opened(self.page.context, self.site)

    def check(self) -> None:
        """No foreign host was asked, nothing was complained about, nothing bars anybody, nothing overflows."""
        self.page.wait_for_load_state("networkidle")
        assert self.foreign == []
        assert self.complaints == []
        width = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, f"{self.page.url} is {width} px too wide"
        for violation in Axe().run(self.page).response["violations"]:
            nodes = [node["html"][:200] for node in violation["nodes"]]
            pytest.fail(f"{self.page.url}: {violation['id']}: {violation['help']}: {nodes}")


def _opened(context: BrowserContext, site: str) -> Visit:
    tab = Visit(context.new_page(), site)
    tab.page.set_default_timeout(15_000)
    tab.page.on("request", lambda request: request.url.startswith((site, "data:")) or tab.foreign.append(request.url))
    tab.page.on("pageerror", lambda error: tab.complaints.append(str(error)))
    tab.page.on(
        "console",
        lambda message: (
            tab.complaints.append(message.text)
            if message.type == "error" and "Content Security Policy" in message.text
            else None
        ),
    )
    return tab


@pytest.fixture
def visit(browser, site) -> Iterator[Callable[..., Visit]]:
    """visit(theme=…, width=…, scripts=…) opens a fresh tab."""
    contexts = []

    def visit(*, theme: str = "light", width: int = 1440, scripts: bool = True) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900 if width > 600 else 844},
            color_scheme=theme,
            java_script_enabled=scripts,
            reduced_motion="reduce",
            locale="de-DE",
        )
        contexts.append(context)
        return _opened(context, site)

    yield visit
    for context in contexts:
        context.close()
