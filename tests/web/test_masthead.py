"""The masthead: what is yours stands in a menu that needs no script."""

from __future__ import annotations

import re

import pytest

from abspann.members.commands.leaving import ask_to_leave

pytestmark = pytest.mark.django_db


def _menu(client) -> str:
    page = client.get("/").content.decode()
    found = re.search(r'<nav class="yours".*?<details><summary>.*?</summary>(.*?)</details></nav>', page, re.DOTALL)
    return found[1] if found else ""


def test_a_visitor_is_shown_the_way_in_and_no_menu(client, world):
    assert _menu(client) == ""
    assert 'href="/accounts/login/"' in client.get("/").content.decode()


def test_a_members_menu_holds_what_is_theirs_and_the_way_out(log_in, world):
    menu = _menu(log_in(world.anna))
    for address in ("/accounts/", "/@anna/", "/@anna/watchlist/", "/drafts/", "/proposals/"):
        assert f'href="{address}"' in menu
    assert 'action="/accounts/logout/"' in menu
    assert "/moderation/" not in menu
    assert "/desk/" not in menu


def test_offices_stand_in_the_menu_where_the_masthead_has_no_room_for_them(log_in, world):
    menu = _menu(log_in(world.karl))
    assert 'href="/desk/"' in menu
    assert 'href="/moderation/"' in menu


def test_whoever_is_leaving_is_led_to_their_account_alone(log_in, world):
    ask_to_leave(by=world.anna, keep=True)
    menu = _menu(log_in(world.anna))
    assert 'href="/accounts/"' in menu
    assert "/drafts/" not in menu
