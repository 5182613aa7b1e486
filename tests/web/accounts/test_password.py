"""A new password: by the old one, or by a letter."""

from __future__ import annotations

import pytest
from django.test import Client

from abspann.core.refusal import Refusal
from abspann.members.commands import set_password
from abspann.members.models import Login
from abspann.post.models import Letter
from tests.conftest import PASSWORD, TEST
from tests.web.accounts.conftest import link_in

NEW = "ein-neues-geheimnis"
RESET = "/accounts/password/reset/"


def _ask(client, address: str, **extra):
    return client.post(RESET, {"email": address}, **extra)


def _open(client, text: str):
    return client.get(link_in(text), follow=True).request["PATH_INFO"]


def test_a_letter_brings_a_link_that_sets_a_new_password_and_works_once(world, client, letters):
    assert _ask(client, "erik@example.org").status_code == 302
    (text,) = letters("erik@example.org")
    form = _open(client, text)
    assert client.post(form, {"password1": NEW}).status_code == 302
    assert Login.objects.get(pk=world.erik.login.pk).check_password(NEW)
    late = Client(headers={"host": "localhost"})
    page = late.get(link_in(text), follow=True).content.decode()
    assert "schon benutzt" in page
    assert late.post(link_in(text), {"password1": PASSWORD}).status_code == 422
    assert Login.objects.get(pk=world.erik.login.pk).check_password(NEW)


def test_the_link_is_not_in_the_address_of_the_form(world, client, letters):
    _ask(client, "erik@example.org")
    text = letters("erik@example.org")[0]
    assert _open(client, text).endswith("-set-password/")


def test_of_two_who_use_one_link_at_once_the_second_is_refused(world):
    first, second = Login.objects.get(pk=world.erik.login.pk), Login.objects.get(pk=world.erik.login.pk)
    set_password(by=TEST, login=first, password=NEW)
    with pytest.raises(Refusal):
        set_password(by=TEST, login=second, password=PASSWORD)
    assert Login.objects.get(pk=first.pk).check_password(NEW)


def test_a_reset_ends_every_session_and_tells_the_owner(world, client, come_in, letters):
    inside = come_in(world.erik)
    _ask(client, "erik@example.org")
    client.post(_open(client, letters("erik@example.org")[0]), {"password1": NEW})
    assert inside.get("/accounts/").status_code == 302
    assert "geändert" in letters("erik@example.org")[-1]


def test_a_reset_does_not_log_in(world, client, letters):
    _ask(client, "erik@example.org")
    client.post(_open(client, letters("erik@example.org")[0]), {"password1": NEW})
    assert client.get("/accounts/").status_code == 302


def test_a_strange_host_header_gets_into_no_letter(world, client):
    for header in ({"HTTP_HOST": "evil.example"}, {"HTTP_X_FORWARDED_HOST": "evil.example"}):
        browser = Client(headers={"host": "localhost"})
        browser.post(RESET, {"email": "erik@example.org"}, **header)
    assert [text for text in Letter.objects.values_list("text", flat=True) if "evil" in text] == []


def test_known_and_unknown_addresses_are_answered_alike_and_both_get_a_letter(world, client, letters):
    known, unknown = _ask(client, "erik@example.org"), _ask(client, "nobody@example.org")
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert len(letters("erik@example.org")) == len(letters("nobody@example.org")) == 1
    assert "kein Konto" in letters("nobody@example.org")[0]


def test_the_letter_goes_to_the_address_we_know_not_to_one_that_was_typed_like_it(world, client, letters):
    _ask(client, "ERIK@EXAMPLE.ORG")
    assert len(letters("erik@example.org")) == 1
    assert Letter.objects.count() == 1


def test_nobody_is_buried_in_letters(world, client):
    answers = [_ask(client, "erik@example.org").status_code for _time in range(7)]
    assert answers == [302] * 5 + [429] * 2
    assert Letter.objects.count() == 5


def test_a_change_ends_the_other_sessions_and_keeps_this_one(world, come_in, letters):
    here, there = come_in(world.erik), come_in(world.erik)
    response = here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW})
    assert (response.status_code, response.headers["Location"]) == (302, "/accounts/")
    assert "Dein Passwort ist geändert." in here.get("/accounts/").content.decode()
    assert there.get("/accounts/").status_code == 302
    assert "Passwort" in letters("erik@example.org")[0]


def test_a_change_needs_the_old_password(world, come_in):
    response = come_in(world.erik).post("/accounts/password/change/", {"oldpassword": "falsch", "password1": NEW})
    assert response.status_code == 422
    assert "nicht dein jetziges Passwort" in response.content.decode()


@pytest.mark.parametrize("bad", ["kurz", "x" * 129, "1234567890", "erik@example.org"])
def test_a_password_that_is_short_long_or_common_is_refused(world, come_in, bad):
    response = come_in(world.erik).post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": bad})
    assert response.status_code == 422
    assert Login.objects.get(pk=world.erik.login.pk).check_password(PASSWORD)


def test_a_password_may_be_long_and_hold_any_character(world, come_in):
    long = " Größe, Glück & 🎬! " + "x" * 100
    come_in(world.erik).post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": long})
    assert Login.objects.get(pk=world.erik.login.pk).check_password(long)


def test_who_has_no_password_sets_one(world, come_in, log_in):
    world.erik.login.set_unusable_password()
    world.erik.login.save()
    client = log_in(world.erik)
    assert client.get("/accounts/password/change/").headers["Location"] == "/accounts/password/set/"
    client.post("/accounts/password/set/", {"password1": NEW})
    assert Login.objects.get(pk=world.erik.login.pk).check_password(NEW)
