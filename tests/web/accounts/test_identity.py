"""Another house's logins: an identity is (issuer, subject), proven by a token that was made for this attempt."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from abspann.core.refusal import Refusal
from abspann.members.commands import link_identity
from abspann.web.accounts.identity import provider_id
from tests.conftest import TEST

START, BACK = "/accounts/oidc/login/", "/accounts/oidc/callback/"
OURS = rsa.generate_private_key(public_exponent=65537, key_size=2048)
FOREIGN = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class House:
    """A house that says of people what a test makes it say."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    key: Any = OURS
    algorithm: str = "RS256"
    named: str = ""
    asked: list[dict[str, list[str]]] = field(default_factory=list)

    def token(self) -> str:
        """The token for the next who comes back."""
        now = int(time.time())
        said = {"iss": self.issuer, "aud": "abspann", "iat": now, "exp": now + 60, "sub": "4711"} | self.claims
        said = {name: value for name, value in said.items() if value is not None}
        key = None if self.algorithm == "none" else self.key
        return jwt.encode(said, key, algorithm=self.algorithm, headers={"kid": "one"})


@pytest.fixture
def house(settings):
    """The other house, on a port of its own, set up by the keeper."""
    told = House()

    class Answers(BaseHTTPRequestHandler):
        def log_message(self, *args):
            pass

        def _say(self, value):
            body = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            if self.path == "/keys":
                key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(OURS.public_key()))
                return self._say({"keys": [key | {"kid": "one", "alg": "RS256", "use": "sig"}]})
            return self._say(
                {
                    "issuer": told.named or told.issuer,
                    "authorization_endpoint": f"{told.issuer}/authorize",
                    "token_endpoint": f"{told.issuer}/token",
                    "jwks_uri": f"{told.issuer}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )

        def do_POST(self):
            told.asked.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            self._say({"access_token": "x", "token_type": "Bearer", "id_token": told.token()})

    server = HTTPServer(("127.0.0.1", 0), Answers)
    told.issuer = f"http://127.0.0.1:{server.server_port}"
    settings.OIDC_ISSUER, settings.OIDC_NAME = told.issuer, "Filmhaus"
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = "abspann", "geheim"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield told
    server.shutdown()
    server.server_close()


@pytest.fixture
def browser(db) -> Client:
    return Client(headers={"host": "localhost"})


def _start(browser, **data) -> dict[str, str]:
    response = browser.post(START, data)
    assert response.status_code == 200, response
    there = response.headers["Refresh"].removeprefix("0; url=")
    return {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}


def _come_back(browser, house, **claims):
    sent = _start(browser)
    house.claims = {"nonce": sent["nonce"]} | claims
    return browser.get(BACK, {"code": "abc", "state": sent["state"]})


def _is_in(browser) -> bool:
    return browser.get("/accounts/").status_code == 200


def _linked(world) -> None:
    link_identity(by=TEST, login=world.erik.login, provider=provider_id(), subject="4711")


def test_a_linked_identity_logs_in(world, house, browser):
    _linked(world)
    assert _come_back(browser, house).status_code == 302
    assert "Erik" in browser.get("/accounts/").content.decode()


def test_the_attempt_asks_with_everything_that_binds_it_and_comes_back_to_our_own_address(world, house, browser):
    sent = _start(browser)
    assert sent["redirect_uri"] == "http://localhost:8000/accounts/oidc/callback/"
    assert (sent["code_challenge_method"], sent["response_type"]) == ("S256", "code")
    assert min(len(sent[name]) for name in ("state", "nonce", "code_challenge")) >= 16
    _linked(world)
    _come_back(browser, house)
    assert house.asked[0]["code_verifier"]


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": ""},
        {"aud": "another"},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"sub": None},
    ],
    ids=lambda claims: next(iter(claims)),
)
def test_a_token_that_says_something_else_lets_nobody_in(world, house, browser, claims):
    _linked(world)
    assert _come_back(browser, house, **claims).status_code == 403
    assert not _is_in(browser)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_the_issuer_did_not_sign_lets_nobody_in(world, house, browser, algorithm):
    _linked(world)
    house.algorithm, house.key = algorithm, "geheim" * 8
    assert _come_back(browser, house).status_code == 403
    assert not _is_in(browser)


def test_a_token_of_a_foreign_key_lets_nobody_in(world, house, browser):
    _linked(world)
    house.key = FOREIGN
    assert _come_back(browser, house).status_code == 403
    assert not _is_in(browser)


def test_an_issuer_that_calls_itself_otherwise_lets_nobody_in(world, house, browser):
    house.named = "https://evil.example"
    assert browser.post(START).status_code == 403


@pytest.mark.parametrize("state", ["", "foreign", None])
def test_who_comes_back_with_another_state_stays_outside(world, house, browser, state):
    _linked(world)
    sent = _start(browser)
    house.claims = {"nonce": sent["nonce"]}
    query = {"code": "abc"} | ({} if state is None else {"state": state})
    assert browser.get(BACK, query).status_code == 403
    assert not _is_in(browser)


def test_a_state_is_good_once_and_in_its_own_browser(world, house, browser):
    _linked(world)
    sent = _start(browser)
    house.claims = {"nonce": sent["nonce"]}
    query = {"code": "abc", "state": sent["state"]}
    stranger = Client(headers={"host": "localhost"})
    assert stranger.get(BACK, query).status_code == 403
    assert browser.get(BACK, query).status_code == 302
    browser.post("/accounts/logout/")
    assert browser.get(BACK, query).status_code == 403


@pytest.mark.parametrize("verified", [True, False, None])
def test_somebodys_address_opens_nothing_and_leads_to_signing_up(world, house, browser, verified):
    response = _come_back(browser, house, email="erik@example.org", email_verified=verified)
    assert (response.status_code, response.headers["Location"]) == (302, "/accounts/signup/")
    assert browser.session["oidc_pending"]["email"] == "erik@example.org"
    assert not _is_in(browser)
    assert not SocialAccount.objects.exists()


def test_a_name_that_wanders_to_another_person_takes_nothing_along(world, house, browser):
    _linked(world)
    response = _come_back(browser, house, sub="0815", preferred_username="erik", email="erik@example.org")
    assert response.headers["Location"] == "/accounts/signup/"
    assert not _is_in(browser)


def test_the_same_subject_of_another_issuer_is_somebody_else(world, house, browser):
    link_identity(by=TEST, login=world.erik.login, provider="oidc-another", subject="4711")
    assert _come_back(browser, house).headers["Location"] == "/accounts/signup/"
    assert not _is_in(browser)


def test_who_is_suspended_stays_outside_on_this_way_too(world, house, browser):
    _linked(world)
    world.erik.login.is_active = False
    world.erik.login.save()
    assert _come_back(browser, house).status_code == 403
    assert not _is_in(browser)


def test_an_identity_is_linked_while_logged_in_and_surely_oneself(world, house, come_in):
    browser = come_in(world.erik, sure=True)
    sent = _start(browser, process="connect")
    house.claims = {"nonce": sent["nonce"], "email": "x@example.org", "name": "Jemand"}
    assert browser.get(BACK, {"code": "abc", "state": sent["state"]}).headers["Location"] == "/accounts/oidc/"
    (linked,) = SocialAccount.objects.all()
    assert (linked.user, linked.uid, linked.extra_data) == (world.erik.login, "4711", {})
    assert "über Filmhaus anmelden" in browser.get("/accounts/oidc/").content.decode()
    browser.post("/accounts/oidc/", {"account": linked.pk})
    assert not SocialAccount.objects.exists()


def test_who_was_not_surely_oneself_is_asked_first(world, house, come_in):
    browser = come_in(world.erik)
    sent = _start(browser, process="connect")
    house.claims = {"nonce": sent["nonce"]}
    response = browser.get(BACK, {"code": "abc", "state": sent["state"]})
    assert "/accounts/reauthenticate/" in response.headers["Location"]
    assert not SocialAccount.objects.exists()


def test_an_identity_that_somebody_has_is_not_linked_again(world, house, come_in):
    link_identity(by=TEST, login=world.anna.login, provider=provider_id(), subject="4711")
    browser = come_in(world.erik, sure=True)
    sent = _start(browser, process="connect")
    house.claims = {"nonce": sent["nonce"]}
    browser.get(BACK, {"code": "abc", "state": sent["state"]})
    assert "gehört schon zu einem anderen Konto" in browser.get("/accounts/oidc/").content.decode()
    assert SocialAccount.objects.get().user == world.anna.login


def test_a_house_that_is_down_is_said_to_be(world, house, browser, settings):
    settings.OIDC_ISSUER = "http://127.0.0.1:1"
    assert browser.post(START).status_code == 403


def test_where_no_house_is_set_up_no_page_offers_one(client, db):
    assert "/oidc/" not in client.get("/accounts/login/").content.decode()


def test_an_identity_that_belongs_to_one_login_is_never_given_to_another(world):
    link_identity(by=TEST, login=world.erik.login, provider=provider_id(), subject="4711")
    link_identity(by=TEST, login=world.erik.login, provider=provider_id(), subject="4711")
    with pytest.raises(Refusal) as no:
        link_identity(by=TEST, login=world.anna.login, provider=provider_id(), subject="4711")
    assert no.value.status == 409
    assert [account.user for account in SocialAccount.objects.all()] == [world.erik.login]
