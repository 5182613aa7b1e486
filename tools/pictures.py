"""Renew the pictures in docs/pictures/: the demo as it is, and the poor states."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
FILM = "/film/der-geschmack-von-rost-und-knochen-2012/"
CHROMIUM = "/usr/bin/chromium"
PASSWORD = "rost-und-knochen"  # as the demo prints it
PICTURES = (
    # name, address, width, theme, the whole page or its first screen, who is logged in
    ("front-dark", "/", 1440, "dark", False, ""),
    ("film-light", FILM, 1440, "light", False, ""),
    ("film-dark", FILM, 1440, "dark", False, ""),
    ("film-whole", FILM, 1000, "light", True, ""),
    ("film-phone", FILM, 390, "dark", False, ""),
    ("film-english", f"/en{FILM}", 1440, "light", False, ""),
    ("reviews", f"{FILM}reviews/", 1440, "light", False, ""),
    ("critique", f"{FILM}critique/", 1440, "light", False, ""),
    ("festival", "/festival/cannes/2012/", 1440, "dark", False, ""),
    ("person", "/person/marion-cotillard/", 1440, "light", False, ""),
    ("films", "/films/", 1440, "dark", False, ""),
    ("sign-up", "/accounts/signup/", 390, "light", False, ""),
    ("film-member", FILM, 390, "light", False, "member"),
    ("profile", "/@noor-haddad/", 1440, "light", False, "member"),
    ("write", "/film/titane-2021/reviews/write/", 1440, "dark", False, "member"),
    ("proposals", "/proposals/", 390, "dark", False, "member"),
    ("history", f"{FILM}history/", 1440, "light", False, "critic"),
    ("moderation", "/moderation/", 1440, "light", False, "moderator"),
    ("poor-title-only", "/film/nur-ein-titel/", 1440, "light", False, ""),
    ("poor-nothing-found", "/search/?q=xyzzy", 390, "light", False, ""),
    ("poor-not-found", "/gibt/es/nicht/", 1440, "dark", False, ""),
)
BARE_FILM = (
    "import django; django.setup()\n"
    "from abspann.catalog.commands import put_film; from abspann.catalog.facts import FilmFacts\n"
    "from abspann.core.actor import System\n"
    "put_film(by=System('pictures'), facts=FilmFacts(title='Nur ein Titel'))\n"
)


def main() -> None:
    """Start a demo of its own, add a film that has a title and nothing else, and take every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="abspann-pictures-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        site = f"http://localhost:{port}"
        env = os.environ | {"ABSPANN_HOME": f"{folder}/home", "ABSPANN_SITE_URL": site}
        server = subprocess.Popen([sys.executable, "-m", "abspann", "demo", "--port", str(port)], env=env)
        try:
            _wait(port)
            django = env | {"DJANGO_SETTINGS_MODULE": "abspann.settings"}
            subprocess.run([sys.executable, "-c", BARE_FILM], env=django, check=True)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
                for name, path, width, theme, whole, who in PICTURES:
                    target = FOLDER / f"{name}.png"
                    _take(browser, site, path, target, width=width, theme=theme, whole=whole, who=who)
                browser.close()
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)


def _take(
    browser: Browser, site: str, address: str, path: Path, *, width: int, theme: str, whole: bool, who: str
) -> None:
    height = 900 if width > 600 else 844
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce"
    )
    page = context.new_page()
    if who:
        page.goto(f"{site}/accounts/login/")
        page.fill("main [name=login]", f"{who}@abspann.example")
        page.fill("main [name=password]", PASSWORD)
        page.click("main button[type=submit]:not([name])")
        page.wait_for_url(lambda url: "login" not in url)
    page.goto(site + address)
    page.wait_for_load_state("networkidle")
    # A cursor in a field blinks, and a picture of it would differ from run to run.
    page.evaluate("document.activeElement?.blur()")
    page.screenshot(path=path, full_page=whole)
    context.close()
    # 256 colors show the same flat grounds and letters in less than half the bytes.
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
    print(path.relative_to(FOLDER.parents[1]))


def _wait(port: int) -> None:
    end = time.monotonic() + 180
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The demo did not start.")


if __name__ == "__main__":
    main()
