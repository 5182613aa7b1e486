"""A browser that logs in by the real door."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client

from abspann.post.models import Letter
from tests.conftest import PASSWORD
from tests.events.crowd import crowd  # noqa: F401  # a fixture


@pytest.fixture(autouse=True)
def _forget_tries():
    cache.clear()


@pytest.fixture
def come_in():
    """come_in(world.erik) is a browser in which a member has logged in; sure=True: and shown again who they are."""

    def come_in(member, *, sure: bool = False, password: str = PASSWORD, agent: str = "") -> Client:
        browser = Client(headers={"host": "localhost", "user-agent": agent})
        response = browser.post("/accounts/login/", {"login": member.login.email, "password": password})
        assert response.status_code == 302, response.content.decode()
        if sure:
            browser.post("/accounts/reauthenticate/", {"password": password})
        return browser

    return come_in


@pytest.fixture
def letters():
    """letters("erik@example.org") are the texts that wait for an address, the oldest first."""

    def letters(to: str) -> list[str]:
        return list(Letter.objects.filter(to=to).order_by("pk").values_list("text", flat=True))

    return letters


def link_in(text: str) -> str:
    """The path of the first link in a letter; it must begin with the house's own address."""
    found = re.search(r"http://localhost:8000(/\S+)", text)
    assert found, text
    return found[1]


def code_in(text: str) -> str:
    """The code in a letter."""
    found = re.search(r"^[B-Z]{4}-[B-Z]{4}$", text, re.MULTILINE)
    assert found, text
    return found[0]
