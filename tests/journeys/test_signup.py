"""Coming in: sign up, read the code among the demo's letters, be logged in."""

from __future__ import annotations

import re

import pytest

PASSWORD = "kein-film-ohne-vorspann"
WORDS = {
    "": {"sign_up": "Mitmachen", "letter": "hier liegt der Brief", "wrong": "Redaktion", "out": "Abmelden"},
    "/en": {"sign_up": "Sign up", "letter": "read the letter here", "wrong": "Editorial Admin", "out": "Log out"},
}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("language", ["", "/en"], ids=["de", "en"])
def test_a_visitor_becomes_a_member(visit, language, scripts):
    words = WORDS[language]
    handle = f"greta-{'s' if scripts else 'n'}-{'en' if language else 'de'}"
    tab = visit(scripts=scripts, width=1440 if scripts else 390)
    page = tab.page

    def look() -> None:
        if scripts:
            tab.check()

    tab.go(f"{language}/accounts/login/")
    page.get_by_role("link", name=words["sign_up"], exact=True).click()
    page.wait_for_url(f"**{language}/accounts/signup/**")
    look()
    page.locator('input[name="email"]').fill(f"{handle}@abspann.example")
    page.locator('input[name="handle"]').fill(handle)
    page.locator('input[name="display_name"]').fill(words["wrong"])
    page.locator('input[name="password"]').fill(PASSWORD)
    page.locator("form.signup button.button--main").click()
    page.locator("#id_display_name_error").wait_for()
    look()
    assert page.locator('input[name="handle"]').input_value() == handle
    page.locator('input[name="display_name"]').fill("Greta Ohlsen")
    page.locator('input[name="password"]').fill(PASSWORD)
    page.locator("form.signup button.button--main").click()
    page.wait_for_url(f"**{language}/accounts/signup/confirm/")
    look()

    digits = _code_for(tab, f"{language}/demo/mail/", f"{handle}@abspann.example")
    look()
    tab.go(f"{language}/accounts/signup/confirm/")
    page.locator('input[name="code"]').fill("0000 0000")
    page.locator("form.login button.button--main").first.click()
    page.locator("#id_code_error").wait_for()
    look()
    page.locator('input[name="code"]').fill(digits)
    page.locator("form.login button.button--main").first.click()
    page.wait_for_url(f"{tab.site}{language}/")
    page.locator(".yours summary").click()
    assert page.get_by_role("button", name=words["out"]).count() == 1


def test_a_passkey_needs_no_password(visit):
    tab = visit()
    tab.go("/accounts/signup/")
    assert tab.page.locator('input[name="password"]').is_visible()
    tab.page.locator('input[value="passkey"]').check()
    assert not tab.page.locator('input[name="password"]').is_visible()
    tab.check()


@pytest.mark.parametrize("language", ["", "/en"], ids=["de", "en"])
def test_a_moderator_invites_somebody(visit, language):
    tab = visit()
    page = tab.page
    tab.go(f"{language}/accounts/login/?next={language}/accounts/invitations/")
    page.locator('input[name="login"]').fill("moderator@abspann.example")
    page.locator('input[name="password"]').fill("rost-und-knochen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/invitations/")
    tab.check()
    page.locator("form.login button.button--main").click()
    link = page.locator("code.signup__link").inner_text()
    tab.check()
    tab.go(f"{language}/accounts/applications/")
    tab.check()

    guest = visit(width=390)
    guest.page.goto(link)
    assert guest.page.locator("form.signup").count() == 1
    guest.check()


def _code_for(tab, letters: str, address: str) -> str:
    """Read the code among the demo's letters, as soon as the worker has sent it."""
    for _look in range(60):
        tab.go(letters)
        letter = tab.page.locator("article.letter", has_text=address).first
        if letter.count():
            return re.search(r"\d{4} \d{4}", letter.inner_text())[0]
        tab.page.wait_for_timeout(500)
    raise AssertionError("No letter came.")
