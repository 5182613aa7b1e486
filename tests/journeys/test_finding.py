"""Searching with the keyboard: suggestions while typing, chosen, left alone, put away."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.journey
FILM = "/film/der-geschmack-von-rost-und-knochen-2012/"


@pytest.fixture
def field(visit):
    tab = visit()
    tab.go("/")
    field = tab.page.locator("#q")
    field.focus()
    return field


def _is_open(field) -> bool:
    return field.get_attribute("aria-expanded") == "true"


def test_a_suggestion_is_chosen_with_arrow_and_enter_and_its_number_is_said(field):
    page = field.page
    page.keyboard.type("geschmak von r", delay=20)
    first = page.locator("#suggestions [role=option]").first
    first.wait_for()
    assert (field.get_attribute("role"), _is_open(field)) == ("combobox", True)
    assert "Vorschlag" in (page.locator("#said").text_content() or "")
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == first.get_attribute("id")
    assert first.get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{FILM}")


def test_escape_puts_the_list_away_and_enter_searches_for_what_was_typed(field):
    page = field.page
    page.keyboard.type("rost", delay=20)
    page.locator("#suggestions [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert (_is_open(field), field.get_attribute("aria-activedescendant"), field.input_value()) == (False, None, "rost")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=rost")


def test_up_from_the_field_leads_to_all_hits(field):
    page = field.page
    page.keyboard.type("rost", delay=20)
    page.locator("#suggestions [role=option]").first.wait_for()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=rost")


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_no_suggestion_is_cut_off_by_the_edge_of_the_screen(visit, width):
    tab = visit(width=width)
    tab.go("/")
    page = tab.page
    page.locator("#q").focus()
    page.keyboard.type("der", delay=20)
    page.locator("#suggestions [role=option]").first.wait_for()
    box = page.locator("#suggestions").bounding_box()
    field = page.locator("#q").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] >= field["y"] + field["height"] - 1, "it covers the field"
