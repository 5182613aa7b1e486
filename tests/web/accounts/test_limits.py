"""Tries are counted exactly, also of fifty at once in the shared cache of the database."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from abspann.web.accounts import limits
from abspann.web.accounts.urls import urlpatterns


def test_a_place_is_free_again_when_its_time_is_over():
    assert [limits.take("one", 2, 1) for _try in range(2)] == [0, 0]
    assert limits.take("one", 2, 1) == 1
    assert limits.take("another", 2, 1) == 0
    time.sleep(1.1)
    assert limits.take("one", 2, 1) == 0


def test_the_cache_holds_nobodys_address():
    limits.take("account_login:address:300:erik@example.org", 1, 60)
    assert not any("erik" in key for key in cache._cache)


def test_every_limit_is_of_a_route_that_there_is():
    assert set(limits.LIMITS) <= {pattern.name for pattern in urlpatterns if hasattr(pattern, "name")}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_fifty_at_once_ten_are_let_through(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entry"}}
    call_command("createcachetable", verbosity=0)

    def one(_number: int) -> int:
        try:
            return limits.take("crowd", 10, 300)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as crowd:
        waits = list(crowd.map(one, range(50)))
    assert waits.count(0) == 10
    assert all(290 <= wait <= 300 for wait in waits if wait)
