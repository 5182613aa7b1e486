"""Where somebody is logged in, and how that ends."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession

from abspann.core.refusal import Refusal
from abspann.members.commands import end_sessions

PAGE = "/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_the_list_names_the_device_and_keeps_only_the_beginning_of_the_address(world, come_in):
    page = come_in(world.erik, agent=FIREFOX).get(PAGE).content.decode()
    assert "Linux, Firefox" in page
    assert "127.0.0.x" in page
    assert UserSession.objects.get().ip == "127.0.0.0"


def test_one_session_ends_and_the_others_go_on(world, come_in):
    here, there, elsewhere = (come_in(world.erik) for _session in range(3))
    number = UserSession.objects.get(session_key=there.session.session_key).pk
    assert here.post(PAGE, {"end": str(number)}).status_code == 302
    assert [browser.get(PAGE).status_code for browser in (here, there, elsewhere)] == [200, 302, 200]


def test_all_others_end(world, come_in):
    here, there, elsewhere = (come_in(world.erik) for _session in range(3))
    here.post(PAGE, {"end": "others"})
    assert [browser.get(PAGE).status_code for browser in (here, there, elsewhere)] == [200, 302, 302]


def test_nobody_ends_the_sessions_of_others(world, come_in):
    erik, anna = come_in(world.erik), come_in(world.anna)
    number = UserSession.objects.get(user=world.anna.login).pk
    erik.post(PAGE, {"end": str(number)})
    assert anna.get(PAGE).status_code == 200
    with pytest.raises(Refusal):
        end_sessions(by=world.erik, login=world.anna.login)


def test_a_moderator_ends_the_sessions_of_a_member(world, come_in):
    anna = come_in(world.anna)
    end_sessions(by=world.dora, login=world.anna.login)
    assert anna.get(PAGE).status_code == 302


def test_who_logs_out_leaves_no_trace_of_the_session(world, come_in):
    come_in(world.erik).post("/accounts/logout/")
    assert not UserSession.objects.exists()


@pytest.mark.parametrize("wrong", ["", "x", "-1", "9" * 40, "²"])
def test_what_is_no_session_is_refused(world, come_in, wrong):
    assert come_in(world.erik).post(PAGE, {"end": wrong}).status_code == 422
