"""What an answer costs is the same whether there is an account or not: counted, not timed.

Queries, password hashes and letters are what takes time here; a clock (see test_alike) sees them only on a quiet
machine.
"""

from __future__ import annotations

from collections import Counter

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abspann.events.models import Spending
from abspann.members.models import Login, PendingSignup
from abspann.post.models import Letter

pytestmark = pytest.mark.django_db
HASHED: Counter[str] = Counter()
KNOWN, UNKNOWN = "erik@example.org", "nobody@example.org"


class CountingHasher(MD5PasswordHasher):
    """A hasher that counts how often it is asked to work."""

    algorithm = "counted"

    def encode(self, password: str, salt: str) -> str:
        HASHED["hashes"] += 1
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def _counting(settings, world):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    for login in Login.objects.all():
        login.set_password("ein-langes-geheimnis")
        login.save(update_fields=["password"])


def cost(ask, address: str) -> dict[str, int]:
    """What asking costs: the second time, when everything that is looked up once in a process has been."""
    for _turn in range(2):
        cache.clear()
        for table in (Spending, Letter, PendingSignup):
            table.objects.all().delete()
        HASHED.clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask(address)
    kinds = Counter(query["sql"].split(" ", 1)[0] for query in queries.captured_queries)
    return dict(kinds) | {"hashes": HASHED["hashes"], "letters": Letter.objects.count()}


def visitor() -> Client:
    return Client(headers={"host": "localhost"})


def log_in(address: str) -> None:
    told = {"login": address, "password": "falsch-falsch"}
    assert visitor().post("/accounts/login/", told).status_code == 422


def test_a_wrong_password_costs_the_same_for_an_unknown_address():
    known = cost(log_in, KNOWN)
    assert cost(log_in, UNKNOWN) == known
    assert (known["hashes"], known["letters"]) == (1, 0)


def test_a_wrong_password_costs_the_same_where_there_is_none(world):
    unknown = cost(log_in, UNKNOWN)
    world.erik.login.set_unusable_password()
    world.erik.login.save()
    assert cost(log_in, KNOWN) == unknown


def test_a_wrong_password_costs_the_same_where_the_login_is_closed(world):
    unknown = cost(log_in, UNKNOWN)
    Login.objects.filter(email=KNOWN).update(is_active=False)
    assert cost(log_in, KNOWN) == unknown


def test_asking_for_a_letter_costs_the_same_for_an_unknown_address():
    def ask(address: str) -> None:
        assert visitor().post("/accounts/password/reset/", {"email": address}).status_code == 302

    known = cost(ask, KNOWN)
    assert cost(ask, UNKNOWN) == known
    assert known["letters"] == 1


@pytest.mark.parametrize("way", ["password", "passkey"])
def test_signing_up_costs_the_same_with_an_address_that_has_an_account(settings, way):
    settings.REGISTRATION = "open"

    def ask(address: str) -> None:
        told = {"email": address, "handle": "greta", "display_name": "Greta", "way": way}
        answer = visitor().post("/accounts/signup/", told | {"password": "ein-langes-geheimnis"})
        assert answer.status_code == 302

    known = cost(ask, KNOWN)
    assert cost(ask, UNKNOWN) == known
    assert (known["hashes"], known["letters"]) == (1, 1)


def test_changing_ones_address_costs_the_same_to_one_that_somebody_has(world, come_in):
    browser = come_in(world.anna, sure=True, password="ein-langes-geheimnis")

    def ask(address: str) -> None:
        assert browser.post("/accounts/email/", {"action_add": "1", "email": address}).status_code == 302

    known = cost(ask, KNOWN)
    assert cost(ask, UNKNOWN) == known
    assert known["letters"] == 1
