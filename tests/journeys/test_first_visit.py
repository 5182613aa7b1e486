"""A first visit: from the front page to the last review, in both languages, with scripts and without."""

from __future__ import annotations

import re

import pytest

FILM = "/film/der-geschmack-von-rost-und-knochen-2012/"
REVIEWS = 32

WORDS = {
    "": {
        "more": "Mehr erfahren",
        "follow": "User folgen",
        "anonymous": "Anonymer User",
        "newest": "Neueste",
        "further": "Weitere Kritiken",
        "unfilter": "Filter aufheben",
        "title": "Der Geschmack von Rost und Knochen",
    },
    "/en": {
        "more": "Read more",
        "follow": "Follow user",
        "anonymous": "Anonymous user",
        "newest": "Newest",
        "further": "Further reviews",
        "unfilter": "Remove the filter",
        "title": "Rust and Bone",
    },
}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("language", ["", "/en"], ids=["de", "en"])
def test_a_visitor_comes_from_the_front_page_to_the_last_review(visit, language, scripts):
    words = WORDS[language]
    tab = visit(scripts=scripts)
    page = tab.page
    tab.go(f"{language}/")
    page.locator(f'main a[href="{language}{FILM}"]').first.click()
    page.wait_for_url(f"**{language}{FILM}")
    assert page.locator("h1").inner_text().replace("\n", " ") == words["title"]
    if scripts:
        tab.check()

    cards = page.locator("article.review")
    assert cards.count() == 4
    assert page.get_by_text(words["anonymous"], exact=True).count() == 1
    assert page.get_by_role("link", name=re.compile(words["follow"])).count() == 3

    more = page.get_by_role("link", name=re.compile(words["more"])).first
    card = more.locator("xpath=ancestor::article[1]")
    # Read before the click: afterwards the first link of that name is another card's.
    name, before = card.get_attribute("id"), len(card.inner_text())
    more.click()
    if scripts:
        page.wait_for_function(
            "([id, length]) => document.getElementById(id).innerText.length > length",
            arg=[name, before],
        )
        assert page.url.endswith(f"{language}{FILM}")
    else:
        page.wait_for_url("**/reviews/*/#text-*")
        page.go_back()

    page.locator(f'main a[href="{language}{FILM}reviews/"]').first.click()
    page.wait_for_url(f"**{FILM}reviews/")
    page.get_by_role("link", name=words["newest"], exact=True).click()
    page.wait_for_url("**sort=newest**")

    seen: list[str] = []
    while True:
        page.wait_for_load_state("networkidle")
        shown = [item.get_attribute("id") or "" for item in page.locator("article.review").all()]
        assert not set(shown) & set(seen)
        seen += shown
        further = page.get_by_role("link", name=words["further"], exact=True)
        if not further.count():
            break
        last = page.url
        further.click()
        page.wait_for_url(lambda address, last=last: address != last)
    assert len(seen) == REVIEWS
    if scripts:
        tab.check()


def test_a_bar_of_the_histogram_filters_in_place_and_can_be_undone(visit):
    tab = visit()
    page = tab.page
    tab.go(f"{FILM}reviews/")
    page.evaluate("window.stayed = true")
    page.locator("#bar-8").click()
    page.wait_for_url("**stars=4**")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.stayed") is True
    values = {value.inner_text() for value in page.locator("article.review .mark .value").all()}
    assert values == {"4,0"}
    page.get_by_role("link", name="Filter aufheben").click()
    page.wait_for_url(lambda address: "stars" not in address)
    tab.check()


def test_the_way_to_the_content_is_the_first_stop_of_the_keyboard(visit):
    tab = visit()
    tab.go(FILM)
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    tab.page.keyboard.press("Enter")
    assert tab.page.evaluate("document.activeElement.id") == "content"


def test_a_film_is_found_with_the_keyboard_alone(visit):
    tab = visit()
    page = tab.page
    tab.go("/")
    page.locator("#q").focus()
    page.keyboard.type("rost kno")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=rost+kno")
    page.locator(f'main a[href="{FILM}"]').first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{FILM}")


@pytest.mark.parametrize("language", ["", "/en"], ids=["de", "en"])
def test_a_festival_leads_to_its_prize_its_film_and_its_people(visit, language):
    tab = visit()
    page = tab.page
    tab.go(f"{language}/festivals/")
    page.locator(f'main a[href="{language}/festival/cannes/"]').first.click()
    page.wait_for_url("**/festival/cannes/")
    page.locator(f'main a[href="{language}/festival/cannes/2012/"]').first.click()
    page.wait_for_url("**/festival/cannes/2012/")
    assert page.locator("main .tile, main .shelf > *").count() >= 22
    tab.check()
    page.locator(f'main a[href="{language}/film/liebe-2012/"]').first.click()
    page.wait_for_url("**/film/liebe-2012/")
    page.locator(f'main a[href="{language}/person/michael-haneke/"]').first.click()
    page.wait_for_url("**/person/michael-haneke/")
    assert page.locator(f'main a[href="{language}/festival/cannes/2012/"]').count() >= 1
    tab.check()
