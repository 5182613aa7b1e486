"""How often something may be done from one place."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from abspann.core.refusal import Refusal
from abspann.web.accounts import tries
from abspann.web.accounts.limits import place_of, spend
from abspann.web.accounts.urls import urlpatterns

pytestmark = pytest.mark.django_db


def ask(place: str = "203.0.113.7", **headers: str):
    return RequestFactory().post("/", REMOTE_ADDR=place, **headers)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_a_place_is_an_address_or_what_one_household_has(address, place):
    assert place_of(ask(address)) == place


def test_a_forwarded_address_is_not_believed_here():
    assert place_of(ask(HTTP_X_FORWARDED_FOR="198.51.100.1")) == "203.0.113.7"


def test_who_is_too_often_there_is_told_how_long_to_wait():
    spend(ask(), "knock", limit=1, window=600)
    with pytest.raises(Refusal) as refused:
        spend(ask(), "knock", limit=1, window=600)
    assert (refused.value.status, refused.value.wait) == (429, 600)
    assert "10 " in str(refused.value)
    spend(ask("203.0.113.8"), "knock", limit=1, window=600)


def test_everybody_together_has_a_limit_which_the_refused_do_not_use_up():
    for _time in range(10):
        try:
            spend(ask(), "knock", limit=1, window=600, overall=2)
        except Refusal:
            continue
    spend(ask("203.0.113.8"), "knock", limit=1, window=600, overall=2)
    with pytest.raises(Refusal):
        spend(ask("203.0.113.9"), "knock", limit=1, window=600, overall=2)


def test_acts_of_one_member_are_counted_wherever_they_come_from():
    spend(ask(), "report", limit=1, window=600, whose="abc")
    with pytest.raises(Refusal):
        spend(ask("203.0.113.8"), "report", limit=1, window=600, whose="abc")


def test_a_refusal_becomes_a_page_that_says_when_to_come_back(rf):
    from abspann.web.middleware import weather

    answer = weather(lambda request: None).process_exception(rf.get("/en/"), Refusal("Wait.", status=429, wait=42))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "42")


def test_every_limit_is_of_a_route_that_there_is():
    assert set(tries.LIMITS) <= {pattern.name for pattern in urlpatterns if hasattr(pattern, "name")}


@pytest.mark.parametrize(
    ("route", "per", "most_in_a_day"),
    [
        ("mfa_authenticate", "login", 60),
        ("account_reset_password", "address", 120),
        ("account_login", "address", 2_880),
        ("mfa_activate_totp", "login", 2_880),
        ("mfa_login_webauthn", "place", 17_280),
    ],
)
def test_nobody_guesses_all_day_long(route, per, most_in_a_day):
    counted = [limit for limit in tries.LIMITS[route] if limit.per == per]
    assert min(limit.times * tries.DAY // limit.seconds for limit in counted) <= most_in_a_day
