"""A review from its first word to its withdrawal: drafts, publishing, versions, readers, two tabs, a lost token."""

from __future__ import annotations

import pytest

from tests.journeys.people import choose_stars, log_in, publish_review

WORDS = {
    "": {
        "write": "Kritik schreiben",
        "saved": "Entwurf gespeichert",
        "begun": "Du schreibst an deinem Entwurf",
        "edit": "Bearbeiten",
        "withdraw": "Zurückziehen",
        "follow": "User folgen",
        "unfollow": "Nicht mehr folgen",
        "expired": "abgelaufen",
    },
    "/en": {
        "write": "Write a review",
        "saved": "Draft saved",
        "begun": "You go on with your draft",
        "edit": "Edit",
        "withdraw": "Withdraw",
        "follow": "Follow user",
        "unfollow": "Unfollow",
        "expired": "expired",
    },
}
FILMS = {
    ("", True): "/film/m-1931/",
    ("", False): "/film/ida-2013/",
    ("/en", True): "/film/lawless-die-gesetzlosen-2012/",
    ("/en", False): "/film/jeanne-dielman-1975/",
}
BEGUN = "Das Licht fällt schräg, und niemand spricht."
SECRET = "Der Mann am Fenster ist sein Bruder."
TEXT = f"{BEGUN}\n\n>! {SECRET}\n\nZuletzt bleibt die Stadt."
LATER = f"{TEXT}\n\nBeim zweiten Sehen noch stiller."

languages = pytest.mark.parametrize("language", ["", "/en"], ids=["de", "en"])
ways = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])


@ways
@languages
def test_a_review_is_begun_kept_published_edited_judged_and_withdrawn(visit, language, scripts):
    words, film = WORDS[language], FILMS[language, scripts]
    author = visit(scripts=scripts, width=390)
    page = author.page

    def look(tab) -> None:
        if scripts:
            tab.check()

    log_in(author, language, "member", film)
    page.get_by_role("link", name=words["write"]).click()
    page.wait_for_url(f"**{language}{film}reviews/write/")
    page.locator("#text").fill(TEXT)
    page.locator('button[name="act"][value="preview"]').click()
    page.locator("#preview h2").wait_for()
    assert BEGUN in page.locator("#preview").inner_text()
    assert SECRET not in page.locator("#preview").inner_text()
    if scripts:
        page.locator("#kept").filter(has_text=words["saved"]).wait_for()
        author.check()
        author = author.another()
        page.close()
    else:
        page.locator('button[name="act"][value="draft"]').click()
        page.wait_for_url("**/write/?saved")
        assert words["saved"] in page.locator("#kept").inner_text()
    page = author.page

    author.go(f"{language}/drafts/")
    look(author)
    author.go(f"{language}{film}")
    page.get_by_role("link", name=words["write"]).click()
    page.wait_for_url("**/write/")
    assert words["begun"] in page.locator(".page-head").inner_text()
    assert page.locator("#text").input_value() == TEXT
    choose_stars(page, 7)
    page.locator('button[name="act"][value="publish"]').click()
    page.wait_for_url(lambda url: "/reviews/" in url and "/write/" not in url)
    review = page.url.removeprefix(author.site)
    assert page.locator(".review-page .mark").get_by_text("3,5" if not language else "3.5").count()
    assert not page.get_by_text(SECRET).is_visible()
    page.locator(".review__text summary").click()
    page.get_by_text(SECRET).wait_for(state="visible")
    look(author)

    page.get_by_role("link", name=words["edit"]).click()
    page.wait_for_url("**/edit/")
    look(author)
    page.locator("#text").fill(LATER)
    choose_stars(page, 9)
    page.locator('button[name="act"][value="publish"]').click()
    page.wait_for_url(f"**{review}")
    page.locator('a[href$="/versions/"]').click()
    page.wait_for_url("**/versions/")
    versions = page.locator(".versions > li")
    assert versions.count() == 2
    assert "zweiten Sehen" in versions.nth(0).inner_text()
    assert "zweiten Sehen" not in versions.nth(1).inner_text()
    look(author)

    _find_helpful_and_follow(visit(scripts=scripts), language, review, scripts)

    author.go(review)
    page.get_by_role("link", name=words["withdraw"]).click()
    page.wait_for_url("**/withdraw/")
    look(author)
    page.locator("main form button.button--main").click()
    page.wait_for_url(f"**{language}/drafts/")
    assert page.locator(f'a[href="{review}edit/"]').count()
    look(author)
    stranger = visit(scripts=scripts)
    assert stranger.page.goto(stranger.site + review).status == 404
    assert BEGUN not in stranger.page.content()


def _find_helpful_and_follow(tab, language: str, review: str, scripts: bool) -> None:
    """Another member judges and follows: the numbers change in place, and a page drawn anew says the same."""
    words, page = WORDS[language], tab.page
    log_in(tab, language, "keeper", review.removeprefix(language))
    button, followers = page.locator("form.follow button"), page.locator('[class^="followers-"]').first
    if words["unfollow"] in button.inner_text():
        button.click()
        button.filter(has_text=words["follow"]).wait_for()
    before = followers.inner_text()
    assert page.locator(".judge > p").count() == 0
    page.evaluate("window.stayed = true") if scripts else None
    page.locator('.judge button[name="helpful"]').first.click()
    page.locator('.judge button[name="helpful"][aria-pressed="true"]').wait_for()
    assert "1" in page.locator(".judge > p").inner_text()
    button.click()
    button.filter(has_text=words["unfollow"]).wait_for()
    assert followers.inner_text() != before
    if scripts:
        assert page.evaluate("window.stayed")
        tab.check()
    told = followers.inner_text(), page.locator(".judge > p").inner_text()
    tab.go(review)
    assert (followers.inner_text(), page.locator(".judge > p").inner_text()) == told
    button.click()
    button.filter(has_text=words["follow"]).wait_for()
    assert followers.inner_text() == before


@ways
@languages
def test_of_two_tabs_the_second_hears_of_the_first_and_loses_nothing(visit, language, scripts):
    film = FILMS[language, scripts]
    one = visit(scripts=scripts)
    log_in(one, language, "critic", film)
    review = publish_review(one, language, film, f"{BEGUN} {language or '/de'} {scripts}")
    other = one.another()
    one.go(f"{review}edit/")
    other.go(f"{review}edit/")
    one.page.locator("#text").fill("Im ersten Fenster geschrieben.")
    one.page.locator('button[name="act"][value="publish"]').click()
    one.page.wait_for_url(f"**{review}")

    page = other.page
    page.locator("#text").fill("Im zweiten Fenster geschrieben.")
    with page.expect_navigation() as answer:
        page.locator('button[name="act"][value="publish"]').click()
    assert answer.value.status == 409
    assert page.locator("#text").input_value() == "Im zweiten Fenster geschrieben."
    assert "Im ersten Fenster geschrieben." in page.locator('section[aria-labelledby="theirs"]').inner_text()
    if scripts:
        other.check()
    page.locator('button[name="act"][value="publish"]').click()
    page.wait_for_url(f"**{review}")
    assert "Im zweiten Fenster geschrieben." in page.locator("main").inner_text()
    other.go(f"{review}withdraw/")
    page.locator("main form button.button--main").click()
    page.wait_for_url(f"**{language}/drafts/")


@ways
@languages
def test_a_form_that_lost_its_token_shows_the_text_and_sends_it_again(visit, language, scripts):
    words, film = WORDS[language], FILMS[language, scripts]
    text = f"Ohne Zeichen geschrieben {language or '/de'} {scripts}."
    tab = visit(scripts=scripts, width=390)
    page = tab.page
    log_in(tab, language, "moderator", f"{film}reviews/write/")
    page.context.clear_cookies(name="csrftoken")
    page.locator("#text").fill(text)
    if scripts:
        page.locator("#kept").filter(has_text=words["expired"]).wait_for()
        assert page.locator("#text").input_value() == text
    with page.expect_navigation() as answer:
        page.locator('button[name="act"][value="publish"]').click()
    assert answer.value.status == 403
    assert page.locator("#kept").input_value() == text
    if scripts:
        tab.check()
    page.locator("form.kept button.button--main").click()
    page.wait_for_url(lambda url: "/reviews/" in url and "/write/" not in url)
    assert text in page.locator("main").inner_text()
    tab.go(f"{page.url.removeprefix(tab.site)}withdraw/")
    page.locator("main form button.button--main").click()
    page.wait_for_url(f"**{language}/drafts/")
