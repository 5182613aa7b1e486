"""The second step: codes of an app, each once; recovery codes, shown once."""

from __future__ import annotations

import re
import time
from functools import partial

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from abspann.events.models import Spending
from abspann.web.accounts import seals
from tests.conftest import PASSWORD
from tests.events.crowd import crowd  # noqa: F401  # a fixture

SETUP, STEP = "/accounts/2fa/totp/activate/", "/accounts/2fa/authenticate/"


def _code(secret: str, ahead: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


@pytest.fixture
def protected(world, come_in):
    """A browser in which erik has just set up an app, and the app's secret."""
    browser = come_in(world.erik, sure=True)
    page = browser.get(SETUP).content.decode()
    secret = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")
    response = browser.post(SETUP, {"code": _code(secret)})
    assert response.headers["Location"] == "/accounts/2fa/recovery-codes/"
    # As if half a minute had passed.
    cache.clear()
    Spending.objects.all().delete()
    return browser, secret


def _half_in() -> Client:
    browser = Client(headers={"host": "localhost"})
    response = browser.post("/accounts/login/", {"login": "erik@example.org", "password": PASSWORD})
    assert response.headers["Location"] == STEP
    assert browser.get("/accounts/").status_code == 302
    return browser


def _spellings(code: str) -> list[str]:
    wide = code.translate({ord("0") + n: ord("0") + n for n in range(10)})
    return [code, f" {code[:3]} {code[3:]} ", f"{code[:3]}-{code[3:]}", wide]


def test_after_the_password_the_code_opens_the_door(protected):
    _browser, secret = protected
    browser = _half_in()
    assert browser.post(STEP, {"code": _code(secret)}).status_code == 302
    assert browser.get("/accounts/").status_code == 200


def test_a_code_counts_once_however_it_is_spelled(protected):
    _browser, secret = protected
    code = _code(secret)
    assert _half_in().post(STEP, {"code": code}).status_code == 302
    assert [_half_in().post(STEP, {"code": spelled}).status_code for spelled in _spellings(code)] == [422] * 4


def test_a_code_spelled_with_a_space_is_taken_once_too(protected):
    _browser, secret = protected
    code = _code(secret)
    assert _half_in().post(STEP, {"code": f" {code[:3]} {code[3:]}"}).status_code == 302
    assert _half_in().post(STEP, {"code": code}).status_code == 422


def test_a_wrong_code_keeps_outside_and_says_so(protected):
    browser = _half_in()
    response = browser.post(STEP, {"code": "000000"})
    assert response.status_code == 422
    assert "passt nicht" in response.content.decode()
    assert browser.get("/accounts/").status_code == 302


def test_the_eleventh_code_must_wait_and_a_passkey_need_not(protected):
    browser = _half_in()
    answers = [browser.post(STEP, {"code": "000000"}).status_code for _try in range(11)]
    assert answers == [422] * 10 + [429]
    assert browser.post(STEP, {"credential": "{}"}).status_code != 429
    stranger = Client(headers={"host": "localhost"})
    assert stranger.post("/accounts/2fa/webauthn/login/", {"credential": "{}"}).status_code == 302


def test_a_reset_does_not_pass_by_the_second_step(protected, world, client, letters):
    client.post("/accounts/password/reset/", {"email": "erik@example.org"})
    link = re.search(r"http://localhost:8000(/\S+)", letters("erik@example.org")[-1])[1]
    form = client.get(link, follow=True).request["PATH_INFO"]
    assert client.post(form, {"password1": "ein-neues-geheimnis"}).status_code == 302
    response = client.post("/accounts/login/", {"login": "erik@example.org", "password": "ein-neues-geheimnis"})
    assert response.headers["Location"] == STEP


def test_a_recovery_code_is_shown_once_and_opens_once(protected):
    browser, _secret = protected
    shown = re.findall(r"<code>(\d{8})</code>", browser.get("/accounts/2fa/recovery-codes/").content.decode())
    assert len(shown) == 10
    assert re.findall(r"<code>\d{8}</code>", browser.get("/accounts/2fa/recovery-codes/").content.decode()) == []
    assert _half_in().post(STEP, {"code": shown[0]}).status_code == 302
    assert _half_in().post(STEP, {"code": shown[0]}).status_code == 422


def test_who_breaks_off_half_way_is_nobody_again(protected):
    browser = _half_in()
    browser.post("/accounts/logout/", {"next": "/accounts/login/"})
    assert browser.get(STEP).headers["Location"] == "/accounts/login/"
    assert browser.post("/accounts/login/", {"login": "anna@example.org", "password": PASSWORD}).status_code == 302
    assert "Anna" in browser.get("/accounts/").content.decode()


def test_the_app_can_be_taken_off_and_the_owner_is_told(protected, letters, django_capture_on_commit_callbacks):
    browser, _secret = protected
    assert browser.get("/accounts/2fa/totp/deactivate/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        browser.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert "verlangt keinen Code deiner App mehr" in letters("erik@example.org")[-1]


@pytest.mark.parametrize("junk", ["", "{}", "[]", "null", "x", '{"id": 1}', '{"id": "a", "rawId": "a", "type": "x"}'])
def test_what_is_no_passkey_opens_nothing(world, client, junk):
    client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    assert client.post("/accounts/2fa/webauthn/login/", {"credential": junk}).status_code == 302
    assert client.get("/accounts/").status_code == 302


@pytest.mark.parametrize("junk", ["", "{}", "[]", '{"id": 1}', '{"id": "a", "rawId": "a", "response": {}}'])
def test_what_is_no_passkey_is_not_added(world, come_in, junk):
    browser = come_in(world.erik, sure=True)
    browser.get("/accounts/2fa/webauthn/add/")
    assert browser.post("/accounts/2fa/webauthn/add/", {"name": "x", "credential": junk}).status_code == 422
    assert not Authenticator.objects.exists()


def test_a_passkey_is_made_for_the_host_name_of_the_site(world, come_in, settings):
    settings.SITE_HOST = "kino.example"
    page = come_in(world.erik, sure=True).get("/accounts/2fa/webauthn/add/").content.decode()
    assert "&quot;id&quot;: &quot;kino.example&quot;" in page


def test_nobody_touches_the_passkeys_of_others(world, come_in):
    theirs = Authenticator.objects.create(
        user=world.anna.login, type=Authenticator.Type.WEBAUTHN, data={"name": "Annas", "credential": {}}
    )
    browser = come_in(world.erik, sure=True)
    for act in ("edit", "remove"):
        assert browser.get(f"/accounts/2fa/webauthn/keys/{theirs.pk}/{act}/").status_code == 404
        assert browser.post(f"/accounts/2fa/webauthn/keys/{theirs.pk}/{act}/", {"name": "x"}).status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


def test_a_code_counts_once_even_when_the_cache_has_forgotten_it(protected):
    _browser, secret = protected
    code = _code(secret)
    assert _half_in().post(STEP, {"code": code}).status_code == 302
    cache.clear()
    assert [_half_in().post(STEP, {"code": spelled}).status_code for spelled in _spellings(code)] == [422] * 4


def test_the_code_that_set_the_app_up_opens_no_door(world, come_in):
    browser = come_in(world.erik, sure=True)
    page = browser.get(SETUP).content.decode()
    secret = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")
    code = _code(secret)
    assert browser.post(SETUP, {"code": code}).status_code == 302
    cache.clear()
    assert _half_in().post(STEP, {"code": code}).status_code == 422


def test_of_eight_who_bring_one_code_at_once_one_comes_in(crowd, world):  # noqa: F811  # a fixture
    secret = "JBSWY3DPEHPK3PXP"
    Authenticator.objects.create(user=world.erik.login, type="totp", data={"secret": secret})
    browsers = [_half_in() for _one in range(8)]
    code = _code(secret)
    crowd([partial(browser.post, STEP, {"code": code}) for browser in browsers])
    came = [browser.get("/accounts/").status_code for browser in browsers]
    assert came.count(200) == 1


def test_secrets_are_sealed_in_the_database_and_work(protected):
    _browser, secret = protected
    kept = {row.type: str(row.data) for row in Authenticator.objects.all()}
    assert set(kept) == {"totp", "recovery_codes"}
    assert secret not in kept["totp"]
    assert all(seals.SEALED in data for data in kept.values())
    assert _half_in().post(STEP, {"code": _code(secret)}).status_code == 302


def test_a_secret_from_before_there_were_seals_goes_on_working(protected):
    _browser, secret = protected
    Authenticator.objects.filter(type="totp").update(data={"secret": secret})
    assert _half_in().post(STEP, {"code": _code(secret)}).status_code == 302


def test_with_another_secret_key_no_code_fits_and_with_the_former_one_beside_it_all_do(protected, settings):
    _browser, secret = protected
    sealed = Authenticator.objects.get(type="totp").data["secret"]
    former = settings.SECRET_KEY
    settings.SECRET_KEY = "another-key-of-another-home-0123456789"
    assert seals.open_sealed(sealed) not in (secret, "", sealed)
    settings.SECRET_KEY_FALLBACKS = [former]
    assert seals.open_sealed(sealed) == secret
