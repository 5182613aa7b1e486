"""What people do at the beginning of many journeys: come in, log in, read the letter that came."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Page

from abspann.exchange.demo.load import PASSWORD

if TYPE_CHECKING:
    from tests.journeys.conftest import Visit

OWN_PASSWORD = "kein-film-ohne-vorspann"
LOOKS_FOR_A_LETTER = 120


def log_in(tab: Visit, language: str, who: str, to: str, password: str = PASSWORD) -> None:
    """Log in at the door and be led to a page; `who` is an address, or what stands before its @ in the demo."""
    tab.go(f"{language}/accounts/login/?next={language}{to}")
    type_in(tab, who, password)
    tab.page.wait_for_url(f"**{language}{to}")


def type_in(tab: Visit, who: str, password: str = PASSWORD) -> None:
    """Say at the door who one is."""
    tab.page.locator('input[name="login"]').fill(who if "@" in who else f"{who}@abspann.example")
    tab.page.locator('main input[name="password"]').fill(password)
    tab.page.locator('main input[name="password"]').press("Enter")


def sign_up(tab: Visit, language: str, handle: str, name: str) -> str:
    """Become a member with a password; return the e-mail address."""
    page, address = tab.page, f"{handle}@abspann.example"
    tab.go(f"{language}/accounts/signup/")
    page.locator('input[name="email"]').fill(address)
    page.locator('input[name="handle"]').fill(handle)
    page.locator('input[name="display_name"]').fill(name)
    page.locator('input[name="password"]').fill(OWN_PASSWORD)
    page.locator("form.signup button.button--main").click()
    page.wait_for_url(f"**{language}/accounts/signup/confirm/")
    type_the_code(tab, language, address)
    page.wait_for_url(f"{tab.site}{language}/")
    return address


def type_the_code(tab: Visit, language: str, address: str) -> None:
    """Take the code from the letter and confirm with it."""
    digits = re.search(r"\d{4} \d{4}", letter_to(tab, language, address))
    assert digits
    tab.go(f"{language}/accounts/signup/confirm/")
    tab.page.locator('input[name="code"]').fill(digits[0])
    tab.page.locator("form.login button.button--main").first.click()


def letter_to(tab: Visit, language: str, address: str, holding: str = "") -> str:
    """Read a letter among the demo's, as soon as the worker has sent it; the tab stays on the page of letters."""
    found = tab.page.locator("article.letter", has_text=address).filter(has_text=holding)
    for _look in range(LOOKS_FOR_A_LETTER):
        tab.go(f"{language}/demo/mail/")
        if found.count():
            return found.first.inner_text()
        tab.page.wait_for_timeout(250)
    raise AssertionError(f"No letter came to {address}.")


def publish_review(tab: Visit, language: str, film: str, text: str, half_stars: int = 7) -> str:
    """Write a review without ado; return the path of its page."""
    tab.go(f"{language}{film}reviews/write/")
    tab.page.locator("#text").fill(text)
    choose_stars(tab.page, half_stars)
    tab.page.locator('button[name="act"][value="publish"]').click()
    tab.page.wait_for_url(lambda url: "/reviews/" in url and "/write/" not in url)
    return tab.page.url.removeprefix(tab.site)


def choose_stars(page: Page, half_stars: int) -> None:
    """Choose a number of half stars in the form of a review."""
    page.locator(f'.write input[name="half_stars"][value="{half_stars}"]').check(force=True)


def give_authenticator(tab: Visit) -> None:
    """Give the tab a device that holds passkeys and always finds the right finger on it."""
    devtools = tab.page.context.new_cdp_session(tab.page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
