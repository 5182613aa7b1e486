"""Coming in: sign up, read the code among the demo's letters, be logged in."""

from __future__ import annotations

import re

import pytest

from tests.journeys.people import OWN_PASSWORD, give_authenticator, letter_to, log_in, type_the_code

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
    page.locator('input[name="password"]').fill(OWN_PASSWORD)
    page.locator("form.signup button.button--main").click()
    page.locator("#id_display_name_error").wait_for()
    look()
    assert page.locator('input[name="handle"]').input_value() == handle
    page.locator('input[name="display_name"]').fill("Greta Ohlsen")
    page.locator('input[name="password"]').fill(OWN_PASSWORD)
    page.locator("form.signup button.button--main").click()
    page.wait_for_url(f"**{language}/accounts/signup/confirm/")
    look()

    letter = letter_to(tab, language, f"{handle}@abspann.example")
    digits = re.search(r"\d{4} \d{4}", letter)[0]
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


@pytest.mark.parametrize("language", ["", "/en"], ids=["de", "en"])
def test_a_visitor_becomes_a_member_with_a_passkey_and_no_password(visit, language):
    handle = f"ines-{'en' if language else 'de'}"
    tab = visit(width=390)
    page = tab.page
    give_authenticator(tab)
    _ask_for_a_code(tab, language, handle)
    type_the_code(tab, language, f"{handle}@abspann.example")
    page.wait_for_url(f"**{language}/accounts/2fa/webauthn/add/")
    tab.check()
    page.fill("#id_name", "Mein Telefon")
    page.locator("[data-passkey-button]").click()
    page.locator(".codes li").first.wait_for()
    tab.check()
    tab.go(f"{language}/accounts/")
    tab.check()
    page.locator(".yours summary").click()
    page.locator(".yours button").click()
    page.wait_for_url(f"{tab.site}{language}/")
    tab.go(f"{language}/accounts/login/?next={language}/accounts/profile/")
    page.locator("[data-passkey-button]").click()
    page.wait_for_url(f"**{language}/accounts/profile/")
    assert page.locator('input[name="display_name"]').input_value() == "Ines Falk"


def _ask_for_a_code(tab, language: str, handle: str) -> None:
    """Sign up without a password."""
    page = tab.page
    tab.go(f"{language}/accounts/signup/")
    page.locator('input[name="email"]').fill(f"{handle}@abspann.example")
    page.locator('input[name="handle"]').fill(handle)
    page.locator('input[name="display_name"]').fill("Ines Falk")
    assert page.locator('input[name="password"]').is_visible()
    page.locator('input[value="passkey"]').check()
    assert not page.locator('input[name="password"]').is_visible()
    tab.check()
    page.locator("form.signup button.button--main").click()
    page.wait_for_url(f"**{language}/accounts/signup/confirm/")


@pytest.mark.parametrize("language", ["", "/en"], ids=["de", "en"])
def test_without_scripts_the_page_says_that_a_passkey_needs_them_and_offers_the_password(visit, language):
    tab = visit(scripts=False, width=390)
    tab.go(f"{language}/accounts/signup/")
    assert "JavaScript" in tab.page.locator("form.signup").inner_text()
    assert tab.page.locator('input[name="password"]').is_visible()
    assert not tab.page.locator('input[value="passkey"]').is_visible()

    # Whoever began with scripts and goes on without them chooses a password on the way.
    other = visit()
    handle = f"{'nils' if language else 'nele'}-ohne"
    _ask_for_a_code(other, language, handle)
    tab.page.context.add_cookies(other.page.context.cookies())
    type_the_code(tab, language, f"{handle}@abspann.example")
    tab.page.wait_for_url(f"**{language}/accounts/2fa/webauthn/add/")
    assert "JavaScript" in tab.page.locator("form.login").inner_text()
    tab.page.locator('main a[href$="/password/set/"]').click()
    tab.page.fill("#id_password1", OWN_PASSWORD)
    tab.page.locator("main form.login button.button--main").click()
    tab.page.wait_for_url(lambda url: "/password/set/" not in url)
    log_in(visit(scripts=False), language, f"{handle}@abspann.example", "/accounts/", OWN_PASSWORD)


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
