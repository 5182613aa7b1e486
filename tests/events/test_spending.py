"""Counting how often something was done."""

from __future__ import annotations

from functools import partial

import pytest

from abspann.events.commands import forget_spendings, spend
from abspann.events.models import Spending
from tests.events.crowd import Crowd

once = partial(spend, what="knock", whose="203.0.113.7", limit=3, window=60)


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands: clock(30) moves it on."""
    now = [1_800_000_000.0]
    monkeypatch.setattr("abspann.events.commands.time.time", lambda: now[0])
    return lambda seconds: now.__setitem__(0, now[0] + seconds)


@pytest.mark.django_db
def test_what_is_within_the_limit_passes_and_the_rest_waits_for_the_end_of_the_window(clock):
    assert [once() for _time in range(3)] == [0, 0, 0]
    clock(20)
    assert once() == 40
    clock(39)
    assert once() == 1
    clock(1)
    assert [once() for _time in range(4)] == [0, 0, 0, 60]


@pytest.mark.django_db
def test_each_act_place_and_window_is_counted_for_itself(clock):
    for _time in range(4):
        once()
    assert once(whose="203.0.113.8") == once(what="ring") == once(window=61) == 0
    assert once() > 0


@pytest.mark.django_db
def test_a_count_names_nobody_and_is_forgotten_when_its_window_has_ended(clock):
    once()
    once(whose="anna@example.org", window=3600)
    assert [row.key for row in Spending.objects.all() if "203" in row.key[:3] or "anna" in row.key] == []
    assert {len(row.key) for row in Spending.objects.all()} == {64}
    clock(60)
    assert forget_spendings() == 1
    assert Spending.objects.count() == 1


def test_of_a_hundred_at_once_no_more_than_the_limit_pass(crowd: Crowd):
    came = crowd([partial(spend, what="knock", whose="here", limit=10, window=600)] * 100)
    assert sum(wait == 0 for wait in came) == 10
    assert Spending.objects.get().spent == 100
