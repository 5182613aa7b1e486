"""Logging in and out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.utils import timezone

from abspann.members.commands import end_sessions
from abspann.members.models import Member, Session
from tests.conftest import PASSWORD, TEST

LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _forget_tries():
    cache.clear()


def _try(client, address: str = "erik@example.org", password: str = PASSWORD, **query: str):
    return client.post(LOGIN, {"login": address, "password": password, **query})


def test_the_right_password_logs_in(world, client):
    assert _try(client).status_code == 302
    assert "Erik" in client.get("/").content.decode()


def test_the_address_counts_in_any_case(world, client):
    assert _try(client, "ERIK@example.org").status_code == 302


def test_the_address_counts_in_any_case_however_it_was_registered(world, client):
    world.erik.login.email = "Erik@Example.org"
    world.erik.login.save()
    assert _try(client, "erik@example.org").status_code == 302


def test_an_unknown_address_is_answered_like_a_wrong_password(world, client):
    wrong = _try(client, password="falsch")
    unknown = _try(client, "nobody@example.org", password="falsch")
    assert wrong.status_code == unknown.status_code == 422
    token = wrong.context["csrf_token"], unknown.context["csrf_token"]
    assert wrong.content.decode().replace("erik@", "nobody@").replace(str(token[0]), "") == (
        unknown.content.decode().replace(str(token[1]), "")
    )


def test_what_was_typed_stays_but_for_the_password(world, client):
    page = _try(client, password="falsch-getippt").content.decode()
    assert 'value="erik@example.org"' in page
    assert "falsch-getippt" not in page


def test_the_eleventh_try_must_wait_even_with_the_right_password(world, client):
    for _attempt in range(10):
        _try(client, password="falsch")
    response = _try(client)
    assert response.status_code == 429
    assert 1 <= int(response.headers["Retry-After"]) <= 300
    assert "Bitte warte 5 Minuten und versuch" in response.content.decode()


def test_success_does_not_begin_the_count_anew(world, client):
    for attempt in range(10):
        _try(client, password="falsch" if attempt != 5 else PASSWORD)
        client.logout()
    assert _try(client).status_code == 429


def test_tries_of_one_place_do_not_lock_another_address_elsewhere(world, client):
    for attempt in range(60):
        _try(client, f"nobody{attempt}@example.org", password="")
    assert _try(client).status_code == 429
    client.defaults["REMOTE_ADDR"] = "203.0.113.7"
    assert _try(client).status_code == 302


def test_a_household_is_one_place_in_ipv6_and_what_a_header_claims_is_none(world, client):
    for attempt in range(60):
        client.defaults["REMOTE_ADDR"] = f"2001:db8:1:2::{attempt:x}"
        client.defaults["HTTP_X_FORWARDED_FOR"] = f"198.51.100.{attempt}"
        _try(client, f"nobody{attempt}@example.org", password="")
    client.defaults["REMOTE_ADDR"] = "2001:db8:1:2:ffff::1"
    assert _try(client).status_code == 429
    client.defaults["REMOTE_ADDR"] = "2001:db8:1:3::1"
    assert _try(client).status_code == 302


@pytest.mark.parametrize(
    "foreign",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "http://localhost:8000.evil.example/",
        "\t//evil.example",
        "films/",
    ],
)
def test_logging_in_leads_to_no_foreign_host(world, client, foreign):
    assert _try(client, next=foreign).headers["Location"] == "/"


def test_logging_in_leads_back_to_where_one_came_from(world, client):
    assert _try(client, next="/desk/").headers["Location"] == "/desk/"


def test_logging_in_stays_in_its_language(world, client):
    response = client.post("/en/accounts/login/", {"login": "erik@example.org", "password": PASSWORD})
    assert response.headers["Location"] == "/en/"


def test_logging_in_changes_the_session(world, client):
    client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    before = client.cookies["sessionid"].value
    _try(client)
    assert client.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_logging_out_ends_the_session_for_good(world, client):
    _try(client)
    session = client.cookies["sessionid"].value
    response = client.post("/accounts/logout/")
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    client.cookies["sessionid"] = session
    assert "Erik" not in client.get("/").content.decode()


def test_a_login_that_was_closed_is_closed_at_once(world, client):
    _try(client)
    world.erik.login.is_active = False
    world.erik.login.save()
    assert "Erik" not in client.get("/").content.decode()
    assert _try(client).status_code == 422


def test_who_is_suspended_is_out_at_once_and_learns_until_when_by_the_right_password_only(world, client):
    _try(client)
    until = timezone.now() + timedelta(days=3)
    Member.objects.filter(pk=world.erik.pk).update(suspended_until=until)
    assert "Erik" not in client.get("/").content.decode()
    assert _try(client, password="falsch").status_code == 422
    told = _try(client)
    assert told.status_code == 403
    assert f"{timezone.localtime(until):%H:%M}" in told.content.decode()
    assert "Erik" not in client.get("/").content.decode()


def test_a_suspension_that_is_over_keeps_nobody_out(world, client):
    Member.objects.filter(pk=world.erik.pk).update(suspended_until=timezone.now() - timedelta(seconds=1))
    assert _try(client).status_code == 302


def test_who_is_leaving_can_log_in(world, client):
    Member.objects.filter(pk=world.erik.pk).update(leaving_since=timezone.now())
    assert _try(client).status_code == 302
    assert client.get("/accounts/").status_code == 200


def test_a_login_of_which_allauth_knows_nothing_yet_can_log_in(world, client):
    EmailAddress.objects.all().delete()
    assert _try(client).status_code == 302
    known = EmailAddress.objects.get()
    assert (known.user, known.email, known.verified, known.primary) == (
        world.erik.login,
        "erik@example.org",
        True,
        True,
    )


def test_ended_sessions_are_dead_at_once(world, client):
    _try(client)
    end_sessions(by=TEST, login=world.erik.login)
    assert "Erik" not in client.get("/").content.decode()


def test_a_members_page_asks_who_they_are_in_three_queries(world, log_in, django_assert_num_queries):
    client = log_in(world.anna)
    with django_assert_num_queries(3):
        client.get("/accounts/password/change/")


def test_allauths_own_sign_up_is_nowhere(client, db):
    assert client.get("/accounts/signup/passkey/").status_code == 404
    assert client.get("/accounts/3rdparty/signup/").status_code == 404
