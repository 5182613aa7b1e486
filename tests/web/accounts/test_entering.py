"""The first steps of an account that was just made."""

from __future__ import annotations

import time

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import path

from abspann import urls
from abspann.members.commands import register
from abspann.members.models import Login
from abspann.web.accounts.entering import log_in_new
from tests.conftest import PASSWORD, TEST

handler403 = urls.handler403


def _enter(request):
    """What signing up does at its end."""
    return log_in_new(request, Login.objects.get(email="neu@example.org"), next=request.GET.get("next", ""))


urlpatterns = [path("enter/", _enter), *urls.urlpatterns]


@pytest.fixture
def enter(db, settings):
    """enter(password=…, next=…) makes an account and lets it in; returns the browser and the answer."""
    settings.ROOT_URLCONF = __name__

    def enter(*, password: str | None = None, next_address: str = "", pending: dict | None = None):
        register(by=TEST, handle="neu", display_name="Neu", email="neu@example.org", password=password)
        browser = Client(headers={"host": "localhost"})
        if pending:
            session = browser.session
            session["oidc_pending"] = pending
            session.save()
        return browser, browser.get("/enter/", {"next": next_address})

    return enter


def test_who_has_a_password_goes_on_to_where_they_wanted(enter):
    browser, answer = enter(password=PASSWORD, next_address="/films/")
    assert answer.headers["Location"] == "/films/"
    assert browser.get("/accounts/").status_code == 200


@pytest.mark.parametrize("foreign", ["//evil.example", "/\\evil.example", "https:evil.example", "javascript:x", ""])
def test_nobody_is_led_elsewhere(enter, foreign):
    assert enter(password=PASSWORD, next_address=foreign)[1].headers["Location"] == "/"


def test_who_has_no_password_goes_to_adding_a_passkey_and_is_not_asked_again(enter):
    browser, answer = enter()
    assert answer.headers["Location"] == "/accounts/2fa/webauthn/add/"
    assert browser.get(answer.headers["Location"]).status_code == 200


def test_who_has_a_password_may_add_a_passkey_at_once_too(enter):
    browser, _answer = enter(password=PASSWORD)
    assert browser.get("/accounts/2fa/webauthn/add/").status_code == 200


def test_the_address_counts_as_proven(enter):
    enter()
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("neu@example.org", True, True)]


def test_the_identity_with_which_somebody_came_is_linked_to_the_account_they_made(enter):
    pending = {"provider": "oidc-x", "subject": "4711", "email": "neu@example.org", "at": time.time()}
    browser, answer = enter(pending=pending)
    assert answer.headers["Location"] == "/"
    assert SocialAccount.objects.get(user__email="neu@example.org").uid == "4711"
    assert "oidc_pending" not in browser.session


def test_an_identity_that_waited_too_long_is_not_linked(enter):
    enter(pending={"provider": "oidc-x", "subject": "4711", "email": "", "at": time.time() - 3600})
    assert not SocialAccount.objects.exists()
