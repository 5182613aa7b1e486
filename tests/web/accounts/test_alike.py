"""Nobody learns from an answer, its bytes or its time whether there is an account."""

from __future__ import annotations

import re
import statistics
import time

import pytest
from django.core.cache import cache
from django.test import Client

from abspann.events.models import Spending
from abspann.members.models import Login
from tests.conftest import PASSWORD

ROUNDS = 30
MOST_MS = 10


@pytest.fixture
def erik(world, settings):
    """Erik, his password hashed as it is in earnest."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    login = Login.objects.get(pk=world.erik.login.pk)
    login.set_password(PASSWORD)
    login.save()
    return login


def _measured(ask, known: str, unknown: str) -> tuple[list[float], list[float]]:
    took: dict[str, list[float]] = {known: [], unknown: []}
    for turn in range(ROUNDS + 3):
        for address in (known, unknown) if turn % 2 else (unknown, known):
            cache.clear()
            Spending.objects.all().delete()
            # The processor's time: what else a busy machine does meanwhile is chance, and the same for both.
            begun = time.process_time()
            ask(address)
            if turn >= 3:
                took[address].append((time.process_time() - begun) * 1000)
    return took[known], took[unknown]


def _hold_alike(one: list[float], other: list[float]) -> None:
    low, high = 2, ROUNDS - 4
    assert sorted(one)[low] <= sorted(other)[high]
    assert sorted(other)[low] <= sorted(one)[high]
    assert abs(statistics.median(one) - statistics.median(other)) < MOST_MS


@pytest.mark.slow
def test_logging_in_takes_as_long_for_an_unknown_address_as_for_a_wrong_password(erik):
    browser = Client(headers={"host": "localhost"})

    def ask(address: str) -> None:
        assert browser.post("/accounts/login/", {"login": address, "password": "falsch-falsch"}).status_code == 422

    _hold_alike(*_measured(ask, "erik@example.org", "nobody@example.org"))


@pytest.mark.slow
def test_logging_in_takes_as_long_for_an_account_without_a_password(erik):
    erik.set_unusable_password()
    erik.save()
    browser = Client(headers={"host": "localhost"})

    def ask(address: str) -> None:
        assert browser.post("/accounts/login/", {"login": address, "password": "falsch-falsch"}).status_code == 422

    _hold_alike(*_measured(ask, "erik@example.org", "nobody@example.org"))


@pytest.mark.slow
def test_asking_for_a_letter_takes_as_long_for_an_unknown_address(erik):
    browser = Client(headers={"host": "localhost"})

    def ask(address: str) -> None:
        assert browser.post("/accounts/password/reset/", {"email": address}).status_code == 302

    _hold_alike(*_measured(ask, "erik@example.org", "nobody@example.org"))


@pytest.mark.slow
def test_changing_ones_address_takes_as_long_to_one_that_somebody_has(erik, world, come_in):
    browser = come_in(world.erik, sure=True)

    def ask(address: str) -> None:
        assert browser.post("/accounts/email/", {"action_add": "1", "email": address}).status_code == 302

    _hold_alike(*_measured(ask, "anna@example.org", "nobody@example.org"))


def _bare(response, address: str) -> str:
    """A page without what is random in it, and without what was typed."""
    text = response.content.decode().replace(address, "typed")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def test_the_page_after_asking_for_a_letter_is_the_same_byte_for_byte(world):
    pages = []
    for address in ("erik@example.org", "nobody@example.org"):
        browser = Client(headers={"host": "localhost"})
        pages.append(_bare(browser.post("/accounts/password/reset/", {"email": address}, follow=True), address))
    assert pages[0] == pages[1]


def test_the_page_after_changing_to_an_address_is_the_same_byte_for_byte(world, come_in):
    pages = []
    for address in ("anna@example.org", "nobody@example.org"):
        browser = come_in(world.erik, sure=True)
        answer = browser.post("/accounts/email/", {"action_add": "1", "email": address}, follow=True)
        pages.append(_bare(answer, address))
    assert pages[0] == pages[1]
