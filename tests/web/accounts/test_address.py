"""Another e-mail address: proven by a code that belongs to one person, one address and one browser."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from abspann.members.models import Login
from tests.web.accounts.conftest import code_in

FORM, CONFIRM = "/accounts/email/", "/accounts/confirm-email/"


def _ask(browser, address: str):
    return browser.post(FORM, {"action_add": "1", "email": address})


def _address(world) -> str:
    return Login.objects.get(pk=world.erik.login.pk).email


def test_the_new_address_counts_once_its_code_is_typed_and_the_old_one_is_told(world, come_in, letters):
    browser = come_in(world.erik, sure=True)
    assert _ask(browser, "neu@example.org").headers["Location"] == CONFIRM
    assert _address(world) == "erik@example.org"
    response = browser.post(CONFIRM, {"code": code_in(letters("neu@example.org")[0])})
    assert (response.status_code, response.headers["Location"]) == (302, "/accounts/")
    assert _address(world) == "neu@example.org"
    assert "neu@example.org" in letters("erik@example.org")[0]
    known = EmailAddress.objects.filter(user=world.erik.login)
    assert list(known.values_list("email", "verified", "primary")) == [("neu@example.org", True, True)]


def test_a_change_asks_first_who_it_is(world, come_in, letters):
    browser = come_in(world.erik)
    assert "/accounts/reauthenticate/" in _ask(browser, "neu@example.org").headers["Location"]
    assert letters("neu@example.org") == []


def test_of_two_changes_in_one_browser_the_code_of_the_first_proves_nothing_of_the_second(world, come_in, letters):
    browser = come_in(world.erik, sure=True)
    _ask(browser, "mine@example.org")
    _ask(browser, "victim@example.org")
    response = browser.post(CONFIRM, {"code": code_in(letters("mine@example.org")[0])})
    assert response.status_code == 422
    assert _address(world) == "erik@example.org"
    assert not EmailAddress.objects.filter(email="victim@example.org", verified=True).exists()


def test_of_two_changes_in_two_browsers_no_code_serves_the_other(world, come_in, letters):
    one, other = come_in(world.erik, sure=True), come_in(world.erik, sure=True)
    _ask(one, "mine@example.org")
    _ask(other, "victim@example.org")
    assert other.post(CONFIRM, {"code": code_in(letters("mine@example.org")[0])}).status_code == 422
    one.post(CONFIRM, {"code": code_in(letters("mine@example.org")[0])})
    assert _address(world) == "mine@example.org"
    assert not EmailAddress.objects.filter(email="victim@example.org").exists()


def test_an_address_that_somebody_has_is_answered_like_a_free_one_and_cannot_be_taken(world, come_in, letters):
    browser = come_in(world.erik, sure=True)
    free, taken = _ask(browser, "neu@example.org"), _ask(browser, "anna@example.org")
    assert (free.status_code, free.headers["Location"]) == (taken.status_code, taken.headers["Location"])
    browser.post(CONFIRM, {"code": code_in(letters("anna@example.org")[0])})
    assert _address(world) == "erik@example.org"
    assert Login.objects.get(pk=world.anna.login.pk).email == "anna@example.org"


def test_an_address_that_was_registered_meanwhile_is_refused_with_a_sentence(world, come_in, letters):
    browser = come_in(world.erik, sure=True)
    _ask(browser, "neu@example.org")
    Login.objects.filter(pk=world.bruno.login.pk).update(email="Neu@example.org")
    response = browser.post(CONFIRM, {"code": code_in(letters("neu@example.org")[0])})
    assert response.status_code == 302
    assert "lässt sich hier nicht verwenden" in browser.get(response.headers["Location"]).content.decode()
    assert _address(world) == "erik@example.org"
    known = EmailAddress.objects.filter(user=world.erik.login)
    assert list(known.values_list("email", "verified", "primary")) == [("erik@example.org", True, True)]


def test_the_third_wrong_code_ends_the_attempt(world, come_in, letters):
    browser = come_in(world.erik, sure=True)
    _ask(browser, "neu@example.org")
    for _attempt in range(3):
        browser.post(CONFIRM, {"code": "BBBB-BBBB"})
    browser.post(CONFIRM, {"code": code_in(letters("neu@example.org")[0])})
    assert _address(world) == "erik@example.org"
