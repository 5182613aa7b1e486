"""In by the door: a passkey is added, opens the door alone, and every page of the account bars nobody."""

from __future__ import annotations

import re

import pytest

from tests.journeys.people import give_authenticator

ADDRESS, PASSWORD = "member@abspann.example", "rost-und-knochen"


def _log_in(tab, language: str, address: str) -> None:
    tab.go(f"{language}/accounts/login/")
    tab.page.fill("#id_login", address)
    tab.page.fill("#id_password", PASSWORD)
    tab.page.locator("main form.login button.button--main").first.click()
    tab.page.wait_for_url(re.compile(r"/(en/)?$"))


def _prove(tab) -> None:
    """Show by the password that it is still the same person, where that is asked."""
    if "/reauthenticate/" in tab.page.url:
        tab.page.fill("#id_password", PASSWORD)
        tab.page.locator("main button.button--main").click()
        tab.page.wait_for_url(lambda url: "/reauthenticate/" not in url)


@pytest.mark.parametrize(
    ("language", "address"), [("", "critic@abspann.example"), ("/en", "moderator@abspann.example")]
)
def test_a_passkey_is_added_and_opens_the_door_alone(visit, language, address):
    tab = visit()
    give_authenticator(tab)
    _log_in(tab, language, address)
    tab.page.locator(".yours summary").click()
    tab.page.locator(f'.yours a[href="{language}/accounts/"]').click()
    tab.page.wait_for_url(f"**{language}/accounts/")
    tab.check()
    tab.go(f"{language}/accounts/2fa/webauthn/add/")
    tab.check()
    _prove(tab)
    tab.page.fill("#id_name", "Mein Rechner")
    tab.check()
    tab.page.locator("[data-passkey-button]").click()
    tab.page.wait_for_url(f"**{language}/accounts/2fa/recovery-codes/")
    assert tab.page.locator(".codes li").count() == 10
    tab.check()
    tab.go(f"{language}/accounts/2fa/recovery-codes/")
    assert tab.page.locator(".codes").count() == 0
    tab.go(f"{language}/accounts/2fa/webauthn/")
    assert "Mein Rechner" in tab.page.locator("main dt").inner_text()
    tab.check()
    tab.go(f"{language}/accounts/sessions/")
    tab.check()

    tab.page.locator(".yours summary").click()
    tab.page.locator(".yours button").click()
    tab.page.wait_for_url(re.compile(r"/(en/)?$"))
    assert tab.page.locator(f'.yours a[href="{language}/accounts/"]').count() == 0
    tab.go(f"{language}/accounts/login/?next={language}/accounts/")
    tab.check()
    tab.page.locator("[data-passkey-button]").click()
    tab.page.wait_for_url(f"{tab.site}{language}/accounts/")

    tab.go(f"{language}/accounts/2fa/webauthn/")
    tab.page.locator('main a[href$="/remove/"]').click()
    tab.page.wait_for_url("**/reauthenticate/**")
    tab.check()
    tab.page.locator('main li a[href*="/2fa/webauthn/reauthenticate/"]').click()
    tab.check()
    tab.page.locator("[data-passkey-button]").click()
    tab.page.wait_for_url(re.compile(r"/keys/\d+/remove/$"))
    tab.check()
    tab.page.locator("main button.button--main").click()
    tab.page.wait_for_url(f"{tab.site}{language}/accounts/2fa/webauthn/")
    assert tab.page.locator("main dt").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_page_of_the_account_bars_nobody(visit, language, theme):
    tab = visit(theme=theme)
    for path in ("login/", "password/reset/", "password/reset/done/", "password/reset/key/1-abc/", "signup/"):
        tab.go(f"{language}/accounts/{path}")
        tab.check()
    _log_in(tab, language, ADDRESS)
    tab.go(f"{language}/accounts/2fa/totp/activate/")
    tab.check()
    _prove(tab)
    for path in (
        "",
        "email/",
        "password/change/",
        "2fa/",
        "2fa/webauthn/",
        "2fa/webauthn/add/",
        "2fa/totp/activate/",
        "sessions/",
        "reauthenticate/",
    ):
        tab.go(f"{language}/accounts/{path}")
        tab.check()
        tab.page.set_viewport_size({"width": 320, "height": 844})
        tab.check()
        tab.page.set_viewport_size({"width": 1440, "height": 900})


def test_without_scripts_the_password_opens_the_door_and_no_passkey_button_stands_there(visit):
    tab = visit(scripts=False)
    tab.go("/accounts/login/")
    assert not tab.page.locator("[data-passkey-button]").is_visible()
    _log_in(tab, "", ADDRESS)
    tab.page.locator(".yours summary").click()
    tab.page.locator('.yours a[href="/accounts/"]').click()
    tab.page.wait_for_url("**/accounts/")


def test_a_passkey_of_another_host_name_is_refused_with_a_sentence(visit):
    tab = visit()
    give_authenticator(tab)
    tab.page.goto(tab.site.replace("localhost", "127.0.0.1") + "/en/accounts/login/")
    tab.page.locator("[data-passkey-button]").click()
    trouble = tab.page.locator("[data-passkey-trouble]")
    trouble.wait_for(state="visible")
    assert tab.site in trouble.inner_text()
