"""Logging in and out."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from tests.conftest import PASSWORD

LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _forget_failures():
    cache.clear()


def _try(client, address: str = "erik@example.org", password: str = PASSWORD, **query: str):
    return client.post(LOGIN, {"username": address, "password": password, **query})


def test_the_right_password_logs_in(world, client):
    assert _try(client).status_code == 302
    assert "Erik" in client.get("/").content.decode()


def test_the_address_counts_in_any_case(world, client):
    assert _try(client, "ERIK@example.org").status_code == 302


def test_an_unknown_address_is_answered_like_a_wrong_password(world, client):
    wrong = _try(client, password="falsch")
    unknown = _try(client, "nobody@example.org")
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.content.decode().replace("erik@", "nobody@").count("password") == unknown.content.decode().count(
        "password"
    )


def test_the_eleventh_failure_must_wait_even_with_the_right_password(world, client):
    for _attempt in range(10):
        _try(client, password="falsch")
    response = _try(client)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "300"


def test_failures_of_one_place_do_not_lock_another_address_elsewhere(world, client):
    for attempt in range(10):
        _try(client, f"nobody{attempt}@example.org")
    client.defaults["REMOTE_ADDR"] = "203.0.113.7"
    assert _try(client).status_code == 302


@pytest.mark.parametrize(
    "foreign", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_logging_in_leads_to_no_foreign_host(world, client, foreign):
    assert _try(client, next=foreign).headers["Location"] == "/"


def test_logging_in_leads_back_to_where_one_came_from(world, client):
    assert _try(client, next="/desk/").headers["Location"] == "/desk/"


def test_logging_out_ends_the_session_for_good(world, client):
    _try(client)
    session = client.cookies["sessionid"].value
    assert client.post("/accounts/logout/").status_code == 302
    client.cookies["sessionid"] = session
    assert "Erik" not in client.get("/").content.decode()


def test_a_login_that_was_closed_is_closed_at_once(world, client):
    _try(client)
    world.erik.login.is_active = False
    world.erik.login.save()
    assert "Erik" not in client.get("/").content.decode()
