"""Signing up in a browser: the form, the code, and in."""

from __future__ import annotations

import re
import statistics
import time
from urllib.parse import urlencode

import pytest
from django.core.signing import get_cookie_signer
from django.test import Client

from abspann.events.models import Spending
from abspann.members import commands as members
from abspann.members.commands import joining
from abspann.members.letters import Addresses
from abspann.members.models import Application, Invitation, Login, Member, PendingSignup
from abspann.post.models import Letter
from abspann.web.accounts.signup import COOKIE, SALT
from tests.conftest import PASSWORD, TEST

pytestmark = pytest.mark.django_db
SIGN_UP = "/accounts/signup/"
CONFIRM = "/accounts/signup/confirm/"
AGAIN = "/accounts/signup/again/"
INVITATIONS = "/accounts/invitations/"
APPLICATIONS = "/accounts/applications/"
WAY = {
    "email": "greta@example.org",
    "handle": "greta",
    "display_name": "Greta",
    "way": "password",
    "password": PASSWORD,
}


@pytest.fixture(autouse=True)
def _open(settings):
    settings.REGISTRATION = "open"


def sign_up(client: Client, **said: str):
    return client.post(SIGN_UP, WAY | said)


def code(email: str = "greta@example.org") -> str:
    return re.search(r"^    (\d{4} \d{4})$", Letter.objects.filter(to=email).latest("pk").text, re.MULTILINE)[1]


def page(response) -> str:
    return response.content.decode()


def told_apart(response) -> str:
    """A page without what is another's each time by right: the form's token."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page(response))


# In.


@pytest.mark.parametrize("language", ["", "/en"], ids=["de", "en"])
def test_a_visitor_comes_in(client, language):
    asked = client.post(f"{language}{SIGN_UP}", WAY)
    assert (asked.status_code, asked.headers["Location"]) == (302, f"{language}{CONFIRM}")
    assert "greta@example.org" in page(client.get(f"{language}{CONFIRM}"))
    come = client.post(f"{language}{CONFIRM}", {"code": code()})
    assert (come.status_code, come.headers["Location"]) == (302, f"{language}/")
    assert "Greta" in page(client.get("/"))
    assert client.get(SIGN_UP).status_code == 302


def test_letters_speak_the_language_of_the_page(client):
    client.post(f"/en{SIGN_UP}", WAY)
    assert "is your code for" in Letter.objects.get().subject
    client.post(SIGN_UP, WAY)
    assert "ist dein Code für" in Letter.objects.latest("pk").subject


def test_who_chose_a_passkey_is_led_to_making_one(client):
    sign_up(client, way="passkey", password="")
    answer = client.post(CONFIRM, {"code": code()})
    assert answer.headers["Location"] == "/accounts/2fa/webauthn/add/"
    assert client.get(answer.headers["Location"]).status_code == 200
    assert not Login.objects.get().has_usable_password()


def test_a_password_that_was_typed_before_a_passkey_was_chosen_does_not_count(client):
    sign_up(client, way="passkey")
    client.post(CONFIRM, {"code": code()})
    assert not Login.objects.get().has_usable_password()


def test_one_comes_back_to_where_one_came_from(client):
    assert 'name="next" value="/films/"' in page(client.get(SIGN_UP, {"next": "/films/"}))
    sign_up(client, next="/films/")
    assert client.post(CONFIRM, {"code": code()}).headers["Location"] == "/films/"


@pytest.mark.parametrize("foreign", ["//e.example", "/\\e.example", "https:e.example", "/\t/e.example", "javascript:x"])
def test_signing_up_leads_to_no_foreign_host(client, foreign):
    sign_up(client, next=foreign)
    assert client.post(CONFIRM, {"code": code()}).headers["Location"] == "/"


# Wrong input.


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("email", "greta"),
        ("email", ""),
        ("handle", "admin"),
        ("handle", ""),
        ("handle", "Grü ße"),
        ("display_name", "Anonymer User"),
        ("display_name", ""),
        ("password", "kurz"),
        ("password", ""),
        ("password", "x" * 129),
        ("reason", "x" * 1_001),
    ],
)
def test_a_wrong_field_is_named_and_what_was_written_stays(client, settings, field, said):
    settings.REGISTRATION = "application"
    words = {"reason": "Ich sehe gern Filme."}
    answer = sign_up(client, **{**words, field: said})
    assert answer.status_code == 422
    shown = page(answer)
    assert f'id="id_{field}_error"' in shown
    assert len(re.findall(r'id="id_\w+_error"', shown)) == 1
    for name, value in {**WAY, **words}.items():
        if name not in (field, "password", "way"):
            assert value in shown
    assert PASSWORD not in shown
    assert (PendingSignup.objects.count(), Letter.objects.count()) == (0, 0)


def test_a_handle_is_meant_kindly(client):
    sign_up(client, handle=" @Greta ")
    assert PendingSignup.objects.get().handle == "greta"


@pytest.mark.parametrize("hostile", ["\x00", "\ud800", "<script>", "x" * 100_000, "\u202e", "' OR 1=1"])
@pytest.mark.parametrize("field", ["email", "handle", "display_name", "password", "way", "next", "invitation"])
def test_hostile_input_is_answered_and_does_no_harm(client, field, hostile):
    body = urlencode(WAY | {field: hostile}, errors="surrogatepass")
    answer = client.post(SIGN_UP, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {302, 403, 422}
    assert "<script>" not in page(answer)


def test_a_wrong_code_is_said_at_its_field_and_stays(client):
    sign_up(client)
    answer = client.post(CONFIRM, {"code": "0000 000"})
    assert answer.status_code == 422
    assert 'value="0000 000"' in page(answer)
    assert 'id="id_code_error"' in page(answer)


def test_a_handle_taken_meanwhile_is_said_and_another_one_chosen(client):
    sign_up(client)
    members.register(by=TEST, handle="greta", display_name="Another")
    digits = code()
    answer = client.post(CONFIRM, {"code": digits})
    assert answer.status_code == 422
    assert f'value="{digits}"' in page(answer)
    assert 'id="id_handle_error"' in page(answer)
    assert client.post(CONFIRM, {"code": digits, "handle": "greta-g"}).status_code == 302
    assert Member.objects.get(handle="greta-g").display_name == "Greta"


def test_another_code_can_be_asked_for(client):
    sign_up(client)
    old = code()
    assert client.post(AGAIN).headers["Location"] == f"{CONFIRM}?sent"
    assert 'role="status"' in page(client.get(f"{CONFIRM}?sent"))
    assert client.post(CONFIRM, {"code": old}).status_code == (422 if old != code() else 302)
    assert client.post(CONFIRM, {"code": code()}).status_code == 302


# Whose browser.


def test_a_code_is_worth_nothing_in_another_browser(client):
    sign_up(client)
    other = Client(headers={"host": "localhost"})
    assert other.post(CONFIRM, {"code": code()}).headers["Location"] == SIGN_UP
    sign_up(other, handle="hanna")
    assert Letter.objects.count() == 2
    first = re.search(r"\d{4} \d{4}", Letter.objects.order_by("pk")[0].text)[0]
    assert other.post(CONFIRM, {"code": first}).status_code == 422
    assert client.post(CONFIRM, {"code": first}).status_code == 302


def test_a_cookie_that_we_did_not_write_is_none(client):
    sign_up(client)
    token = PendingSignup.objects.get().token
    for forged in (token, f"{token}:x:y", get_cookie_signer(salt="another").sign(token), "\x00"):
        client.cookies[COOKIE] = forged
        assert client.get(CONFIRM).status_code == 302
    client.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + SALT).sign(token)
    assert client.get(CONFIRM).status_code == 200


def test_a_second_sign_up_replaces_the_first_of_the_same_browser(client):
    sign_up(client)
    sign_up(client, handle="greta-g")
    assert [row.handle for row in PendingSignup.objects.all()] == ["greta-g"]
    sign_up(Client(headers={"host": "localhost"}), handle="hanna")
    assert PendingSignup.objects.count() == 2


def test_what_one_browser_sees_is_kept_by_no_cache(client):
    assert "no-store" in client.get(SIGN_UP).headers["Cache-Control"]
    sign_up(client)
    assert "no-store" in client.get(CONFIRM).headers["Cache-Control"]
    cookie = client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


# Known addresses.


def test_a_known_address_is_answered_like_a_new_one_on_every_page(world):
    seen = []
    for email in ("anna@example.org", "nora@example.org"):
        browser = Client(headers={"host": "localhost"})
        answers = [
            sign_up(browser, email=email),
            browser.get(CONFIRM),
            browser.post(AGAIN),
            browser.get(f"{CONFIRM}?sent"),
        ]
        answers += [browser.post(CONFIRM, {"code": f"0000000{digit}"}) for digit in range(6)]
        seen.append([(one.status_code, told_apart(one).replace(email, "").replace("\n", "")) for one in answers])
        assert Letter.objects.filter(to=email).count() == 2
    assert seen[0] == seen[1]
    assert not Member.objects.filter(handle="greta").exists()


@pytest.mark.parametrize("way", ["open", "application", "invitation"])
def test_a_known_address_is_answered_like_a_new_one_however_one_comes_in(world, settings, way):
    settings.REGISTRATION = way
    invitation = joining.invite(by=world.dora, where=Addresses("", "", "")) if way == "invitation" else ""
    said = [
        sign_up(Client(headers={"host": "localhost"}), email=email, invitation=invitation)
        for email in ("anna@example.org", "nora@example.org")
    ]
    assert {(one.status_code, one.headers["Location"], one.content) for one in said} == {(302, CONFIRM, b"")}
    assert PendingSignup.objects.count() == 2


@pytest.mark.slow
def test_a_known_address_takes_as_long_as_a_new_one(world, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    taken: dict[str, list[tuple[float, float]]] = {"known": [], "new": []}
    for turn in range(33):
        for kind in ("known", "new") if turn % 2 else ("new", "known"):
            browser = Client(headers={"host": "localhost"}, REMOTE_ADDR=f"203.0.113.{turn}")
            Spending.objects.all().delete()
            email = "anna@example.org" if kind == "known" else f"new{turn}@example.org"
            begun, worked = time.perf_counter(), time.process_time()
            answer = sign_up(browser, email=email)
            taken[kind].append((time.perf_counter() - begun, time.process_time() - worked))
            assert answer.status_code == 302
    # The first few load what all the others find loaded.
    known, new = ([sorted(one) for one in zip(*taken[kind][3:], strict=True)] for kind in ("known", "new"))
    for one, other in ((known[0], new[0]), (new[0], known[0])):
        assert statistics.quantiles(one, n=10)[0] < statistics.quantiles(other, n=10)[8]
    # The work itself is compared, not what a busy machine adds to it.
    assert abs(statistics.median(known[1]) - statistics.median(new[1])) < 0.010


# Too often.


def test_the_twenty_first_sign_up_of_an_hour_from_one_place_must_wait(client):
    for number in range(20):
        assert sign_up(client, handle=f"greta-{number}", email=f"g{number}@example.org").status_code == 302
    answer = sign_up(client, handle="hanna")
    assert answer.status_code == 429
    assert 3_500 < int(answer.headers["Retry-After"]) <= 3_600
    assert 'value="hanna"' in page(answer)
    client.defaults["REMOTE_ADDR"] = "203.0.113.7"
    assert sign_up(client, handle="hanna").status_code == 302


def test_a_place_tries_thirty_codes_in_ten_minutes(client):
    sign_up(client)
    for _try in range(30):
        assert client.post(CONFIRM, {"code": "1"}).status_code == 422
    answer = client.post(CONFIRM, {"code": code()})
    assert answer.status_code == 429
    assert 500 < int(answer.headers["Retry-After"]) <= 600


# Ways to come in.


def test_a_closed_house_says_so(client, settings):
    settings.REGISTRATION = "closed"
    assert '<form class="login' not in page(client.get(SIGN_UP))
    assert sign_up(client).status_code == 403
    assert SIGN_UP not in page(client.get("/accounts/login/"))


def test_a_house_of_invitations_shows_its_form_with_a_link_only(client, settings, world):
    settings.REGISTRATION = "invitation"
    assert 'name="email"' not in page(client.get(SIGN_UP))
    assert 'name="email"' not in page(client.get(SIGN_UP, {"invitation": "made-up"}))
    assert sign_up(client).status_code == 403
    token = joining.invite(by=world.dora, where=Addresses("", "", ""), email="nora@example.org")
    shown = page(client.get(SIGN_UP, {"invitation": token}))
    assert 'value="nora@example.org"' in shown
    assert f'name="invitation" value="{token}"' in shown
    assert sign_up(client, invitation=token).status_code == 302
    assert client.post(CONFIRM, {"code": code()}).headers["Location"] == "/"
    assert 'name="email"' not in page(Client(headers={"host": "localhost"}).get(SIGN_UP, {"invitation": token}))


def test_an_applicant_is_told_to_wait(client, settings):
    settings.REGISTRATION = "application"
    assert 'name="reason"' in page(client.get(SIGN_UP))
    sign_up(client, reason="Ich sehe gern Filme.")
    answer = client.post(CONFIRM, {"code": code()})
    assert answer.headers["Location"] == "/accounts/signup/waiting/"
    assert client.get("/accounts/signup/waiting/").status_code == 200
    assert Application.objects.get().reason == "Ich sehe gern Filme."
    assert client.get("/accounts/2fa/").status_code == 302


def test_an_applicant_who_was_let_in_logs_in(client, settings, world):
    settings.REGISTRATION = "application"
    sign_up(client)
    client.post(CONFIRM, {"code": code()})
    public_id = Application.objects.get().public_id
    moderator = Client(headers={"host": "localhost"})
    moderator.force_login(world.dora.login)
    assert "Greta" in page(moderator.get(APPLICATIONS))
    assert moderator.post(f"{APPLICATIONS}{public_id}/", {"act": "let_in"}).status_code == 302
    assert "Greta" not in page(moderator.get(APPLICATIONS)).partition("<main")[2]
    client.post("/accounts/login/", {"login": "greta@example.org", "password": PASSWORD})
    assert "Greta" in page(client.get("/"))


def test_a_word_that_is_too_long_stays_in_its_form(settings, world, log_in):
    settings.REGISTRATION = "application"
    visitor = Client(headers={"host": "localhost"})
    sign_up(visitor)
    visitor.post(CONFIRM, {"code": code()})
    public_id = Application.objects.get().public_id
    answer = log_in(world.dora).post(f"{APPLICATIONS}{public_id}/", {"act": "decline", "words": "x" * 1_001})
    assert answer.status_code == 422
    assert "x" * 1_001 in page(answer)
    assert Application.objects.get().declined_at is None


def test_the_link_of_an_invitation_is_shown_once(world, log_in):
    moderator = log_in(world.dora)
    assert moderator.post(INVITATIONS, {"email": ""}).status_code == 302
    link = re.search(r"http://localhost:8000(/accounts/signup/\?invitation=[\w-]+)", page(moderator.get(INVITATIONS)))[
        1
    ]
    assert link not in page(moderator.get(INVITATIONS))
    assert 'name="email"' in page(Client(headers={"host": "localhost"}).get(link))


def test_an_invitation_to_no_address_is_refused_and_stays_written(world, log_in):
    answer = log_in(world.dora).post(INVITATIONS, {"email": "greta"})
    assert answer.status_code == 422
    assert 'value="greta"' in page(answer)
    assert Invitation.objects.count() == 0


def test_an_invitation_can_be_withdrawn(world, log_in):
    moderator = log_in(world.dora)
    joining.invite(by=world.karl, where=Addresses("", "", ""), email="nora@example.org")
    address = f"{INVITATIONS}{Invitation.objects.get().public_id}/withdraw/"
    assert address in page(moderator.get(INVITATIONS))
    moderator.post(address)
    moderator.post(address)
    assert "nora@example.org" not in page(moderator.get(INVITATIONS))


@pytest.mark.parametrize(("who", "count"), [("anna", 0), ("erik", 0), ("dora", 1), ("karl", 1)])
def test_those_who_let_people_in_find_the_way_in_their_account(world, log_in, who, count):
    shown = page(log_in(getattr(world, who)).get("/accounts/"))
    assert shown.count(INVITATIONS) == shown.count(APPLICATIONS) == count


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_as_often_for_many_as_for_one(world, log_in, settings, django_assert_num_queries, count):
    moderator = log_in(world.dora)
    for number in range(count):
        joining.invite(by=world.karl, where=Addresses("", "", ""), email=f"n{number}@example.org")
        Application.objects.create(
            email=f"a{number}@example.org", handle=f"a{number}", likeness=f"a{number}", display_name="A", language="de"
        )
    for address in (INVITATIONS, APPLICATIONS):
        with django_assert_num_queries(4):
            assert moderator.get(address).status_code == 200


# Letters and links.


def test_links_in_letters_lead_to_our_own_origin(world, settings):
    settings.ALLOWED_HOSTS = ["*"]
    evil = Client(headers={"host": "evil.example"})
    sign_up(evil, email="anna@example.org")
    text = Letter.objects.get().text
    assert "evil" not in text
    assert set(re.findall(r"https?://[^/\s]+", text)) == {"http://localhost:8000"}
