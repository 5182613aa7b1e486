"""Who chose a passkey and was let in comes in by the letter's link, once, and sets the passkey up."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from abspann.members import commands as members
from abspann.members.commands import SIGNING_UP, joining
from abspann.members.commands.joining import Wish
from abspann.members.models import Application, Login, Member
from abspann.web.accounts.addresses import for_letters
from tests.conftest import TEST
from tests.web.accounts.conftest import link_in

pytestmark = pytest.mark.django_db
MAIL = "greta@example.org"
KEYS = "/accounts/2fa/webauthn/add/"


@pytest.fixture
def let_in(settings, letters):
    """let_in(dora, password) has greta apply and be accepted; returns the path of the first link in the letter."""

    def let_in(moderator: Member, password: str | None = None) -> str:
        settings.REGISTRATION = "application"
        wish = Wish(email=MAIL, handle="greta", display_name="Greta", password=password)
        token = joining.ask_in(by=SIGNING_UP, wish=wish, where=for_letters())
        digits = "".join(re.search(r"(\d{4}) (\d{4})", letters(MAIL)[-1]).groups())
        joining.confirm(by=SIGNING_UP, token=token, code=digits)
        joining.let_in(by=moderator, public_id=Application.objects.get().public_id, where=for_letters())
        return link_in(letters(MAIL)[-1])

    return let_in


def browser() -> Client:
    return Client(headers={"host": "localhost"})


def is_in(someone: Client) -> bool:
    return someone.get("/accounts/").status_code == 200


def bare(response) -> str:
    return re.sub(r'value="[^"]*"|action="[^"]*"|href="[^"]*"', "", response.content.decode())


def test_the_link_leads_any_browser_to_adding_a_passkey_without_another_proof(world, let_in):
    link, greta = let_in(world.dora), browser()
    assert greta.get(link).status_code == 200
    assert not is_in(greta)
    answer = greta.post(link)
    assert (answer.status_code, answer.headers["Location"]) == (302, KEYS)
    assert greta.get(KEYS).status_code == 200
    assert is_in(greta)


def test_looking_at_it_uses_nothing_up_and_coming_in_does(world, let_in):
    link = let_in(world.dora)
    for _look in range(3):
        assert browser().get(link).status_code == 200
    assert browser().post(link).status_code == 302
    second = browser()
    assert second.post(link).status_code == 410
    assert not is_in(second)


@pytest.mark.parametrize("hours", [47, 49])
def test_it_holds_for_48_hours(world, let_in, monkeypatch, hours):
    link, greta = let_in(world.dora), browser()
    later = timezone.now().timestamp() + hours * 3600
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert greta.post(link).status_code == (302 if hours < 48 else 410)


def test_what_was_used_what_is_over_and_what_never_was_look_the_same(world, let_in, monkeypatch):
    link = let_in(world.dora)
    assert browser().post(link).status_code == 302
    used = browser().post(link)
    own = joining.FIRST_LOGIN
    others = [
        "none",
        signing.dumps(10**9, salt=own),
        signing.dumps(world.anna.login.pk, salt=own),
        signing.dumps(Login.objects.get(email=MAIL).pk, salt="another"),
    ]
    prefix = link.rsplit("/", 2)[0]
    for token in others:
        answer = browser().post(f"{prefix}/{token}/")
        assert answer.status_code == 410
        assert bare(answer) == bare(used)
        assert bare(browser().get(f"{prefix}/{token}/")) == bare(browser().get(link))


def test_who_chose_a_password_first_or_is_suspended_is_not_let_in_by_it(world, let_in):
    link = let_in(world.dora)
    greta = Member.objects.get(handle="greta")
    members.suspend(by=TEST, member=greta, until=timezone.now() + dt.timedelta(days=1))
    someone = browser()
    assert someone.post(link).status_code == 403
    assert not is_in(someone)
    members.let_in_again(by=TEST, member=greta)
    Login.objects.filter(pk=greta.login.pk).update(last_login=None)
    greta.login.refresh_from_db()
    members.set_password(by=TEST, login=greta.login, password="ein-anderes-geheimnis")
    assert browser().post(link).status_code == 410


def test_whose_password_stands_already_is_told_to_log_in(world, let_in, letters):
    assert let_in(world.dora, password="ein-langes-geheimnis") == "/accounts/login/"
    assert "/first/" not in letters(MAIL)[-1]


def test_of_eight_who_open_it_at_once_one_comes_in(crowd, world, let_in):
    link = let_in(world.dora)
    came = crowd([partial(browser().post, link) for _one in range(8)])
    assert sorted(answer.status_code for answer in came) == [302] + [410] * 7
