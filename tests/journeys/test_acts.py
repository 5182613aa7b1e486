"""What a member does in one tap: rate, mark, follow, judge; with a finger, with keys, and without scripts."""

from __future__ import annotations

import re

import pytest

FILM = "/film/ein-prophet-2009/"
ADDRESS = "member@abspann.example"
PASSWORD = "rost-und-knochen"

WORDS = {
    "": {
        "rated": "Gewertet: 3,5 von 5, sehenswert.",
        "withdrawn": "Deine Wertung ist zurückgezogen.",
        "want": "Möchte ich sehen",
        "follow": "User folgen",
        "unfollow": "Nicht mehr folgen",
        "yes": "Ja",
        "save": "Werten",
        "withdraw": "Zurückziehen",
    },
    "/en": {
        "rated": "Rated: 3.5 of 5, worth seeing.",
        "withdrawn": "Your rating is withdrawn.",
        "want": "Want to see",
        "follow": "Follow user",
        "unfollow": "Unfollow",
        "yes": "Yes",
        "save": "Rate",
        "withdraw": "Withdraw",
    },
}


def _log_in(tab, language: str) -> None:
    tab.go(f"{language}/accounts/login/?next={language}{FILM}")
    tab.page.fill('input[name="login"]', ADDRESS)
    tab.page.fill('input[name="password"]', PASSWORD)
    tab.page.locator('main input[name="password"]').press("Enter")
    tab.page.wait_for_url(f"**{language}{FILM}")


def _ratings(page) -> int:
    return int(re.match(r"\d+", page.locator("#score-members > .fine").inner_text())[0])


def _clear(page) -> None:
    """Begin without a rating and without a mark, whatever was done before."""
    if page.locator('.rate input[name="stars"]:checked').count():
        page.locator(".rate__withdraw").click()
        page.locator('.rate input[name="stars"]:checked').wait_for(state="detached")
    if page.locator("#mark-wants").get_attribute("aria-pressed") == "true":
        page.locator("#mark-wants").click()
        page.locator('#mark-wants[aria-pressed="false"]').wait_for()


def _says(page, words: str) -> None:
    page.locator("#said").filter(has_text=words).wait_for(state="attached")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["", "/en"], ids=["de", "en"])
def test_a_member_rates_marks_follows_and_judges_in_one_tap_each(visit, language, width):
    words = WORDS[language]
    tab = visit(width=width, theme="dark" if width == 390 else "light")
    page = tab.page
    _log_in(tab, language)
    _clear(page)
    before = _ratings(page)

    # One tap on the right half of the fourth star, less one half.
    page.locator(".rate__stars label").nth(6).click()
    _says(page, words["rated"])
    assert _ratings(page) == before + 1
    tab.check()

    page.locator("#mark-wants").click()
    page.locator('#mark-wants[aria-pressed="true"]').wait_for()
    assert page.evaluate("document.activeElement.id") == "mark-wants"

    card = page.locator("article.review").filter(has=page.locator("form.follow")).first
    button, followers = card.locator("form.follow button"), card.locator('[class^="followers-"]')
    if words["unfollow"] in button.inner_text():
        button.click()
        button.filter(has_text=words["follow"]).wait_for()
    count = followers.inner_text()
    button.click()
    button.filter(has_text=words["unfollow"]).wait_for()
    assert followers.inner_text() != count
    button.click()
    button.filter(has_text=words["follow"]).wait_for()
    assert followers.inner_text() == count

    yes = card.locator('.judge button[name="helpful"]').first
    if yes.get_attribute("aria-pressed") == "true":
        yes.click()
        card.locator('.judge button[name="helpful"][value="yes"]').wait_for()
    told = card.locator(".judge > p").inner_text() if card.locator(".judge > p").count() else ""
    card.locator('.judge button[name="helpful"]').first.click()
    card.locator('.judge button[aria-pressed="true"]').wait_for()
    assert card.locator(".judge > p").inner_text() != told
    tab.check()

    # What the taps changed in place is what a page drawn anew says.
    score, bars = page.locator("#score-members").inner_text(), page.locator("#ratings-bars").inner_text()
    page.reload()
    assert page.locator("#score-members").inner_text() == score
    assert page.locator("#ratings-bars").inner_text() == bars
    assert page.locator("#stars-7").is_checked()
    assert page.locator("#mark-wants").get_attribute("aria-pressed") == "true"

    page.locator(".rate__withdraw").click()
    _says(page, words["withdrawn"])
    assert _ratings(page) == before
    assert page.evaluate("document.activeElement.name") == "stars"
    tab.check()


def test_arrow_keys_send_only_the_stars_at_which_they_come_to_rest(visit):
    tab = visit()
    page = tab.page
    _log_in(tab, "")
    _clear(page)
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.post_data))
    page.locator("#stars-1").focus()
    page.keyboard.press("Space")
    for _step in range(6):
        page.keyboard.press("ArrowRight")
    _says(page, WORDS[""]["rated"])
    assert len(sent) == 1
    assert "stars=3.5" in sent[0]
    assert page.evaluate("document.activeElement.id") == "stars-7"


def test_stars_chosen_by_key_are_not_lost_when_the_reader_leaves_the_page_at_once(visit):
    tab = visit()
    page = tab.page
    _log_in(tab, "")
    _clear(page)
    page.locator("#stars-1").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    tab.go("/")
    page.wait_for_timeout(500)
    tab.go(FILM)
    assert page.locator("#stars-2").is_checked()


def test_a_rating_that_does_not_arrive_says_so_and_leaves_a_button_to_send_it_again(visit):
    tab = visit()
    page = tab.page
    _log_in(tab, "")
    _clear(page)
    page.context.set_offline(True)
    page.locator(".rate__stars label").nth(6).click()
    page.locator(".rate__unsent").filter(has_text="nicht gespeichert").wait_for()
    page.context.set_offline(False)
    page.locator(".rate__save").click()
    _says(page, WORDS[""]["rated"])
    assert not page.locator(".rate__unsent").is_visible()


@pytest.mark.parametrize("language", ["", "/en"], ids=["de", "en"])
def test_without_scripts_the_same_is_done_with_buttons(visit, language):
    words = WORDS[language]
    tab = visit(scripts=False)
    page = tab.page
    _log_in(tab, language)
    if page.locator('.rate input[name="stars"]:checked').count():
        page.get_by_role("button", name=re.compile(words["withdraw"])).click()
        page.wait_for_url("**#act")
    before = _ratings(page)
    page.locator("#stars-7").check(force=True)
    page.get_by_role("button", name=words["save"], exact=True).click()
    page.wait_for_url("**#act")
    assert page.locator("#stars-7").is_checked()
    assert _ratings(page) == before + 1

    state = page.locator("#mark-seen").get_attribute("aria-pressed")
    page.locator("#mark-seen").click()
    assert page.locator("#mark-seen").get_attribute("aria-pressed") != state

    button = page.locator("form.follow button").first
    told = button.inner_text()
    button.click()
    page.wait_for_url("**#review-*")
    assert page.locator("form.follow button").first.inner_text() != told

    page.get_by_role("button", name=re.compile(words["withdraw"])).click()
    assert _ratings(page) == before


def test_a_visitor_chooses_stars_logs_in_and_finds_them_chosen(visit):
    tab = visit(width=390)
    page = tab.page
    tab.go(FILM)
    tab.check()
    page.locator(".rate__stars label").nth(6).click()
    page.wait_for_url("**/accounts/login/**")
    page.fill('input[name="login"]', ADDRESS)
    page.fill('input[name="password"]', PASSWORD)
    page.locator('main input[name="password"]').press("Enter")
    page.wait_for_url(f"**{FILM}?stars=3.5*")
    assert page.locator("#stars-7").is_checked()
    page.locator(".rate__save").click() if page.locator(".rate__save").is_visible() else None
    tab.check()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["", "/en"], ids=["de", "en"])
def test_every_page_of_a_profile_bars_nobody(visit, language, theme):
    tab = visit(theme=theme)
    _log_in(tab, language)
    tab.go(f"{language}/accounts/")
    address = tab.page.locator('main a[href*="/@"]').first.get_attribute("href")
    rooms = ("", "reviews/", "ratings/", "ratings/?stars=4", "watchlist/", "followers/", "following/")
    for path in (*(f"{address}{room}" for room in rooms), f"{language}/accounts/profile/"):
        tab.go(path)
        tab.check()
        tab.page.set_viewport_size({"width": 320, "height": 844})
        tab.check()
        tab.page.set_viewport_size({"width": 1440, "height": 900})
