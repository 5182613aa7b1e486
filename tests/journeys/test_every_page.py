"""Each page in both languages and both themes, on a phone and on a desk: nothing bars anybody, nothing overflows."""

from __future__ import annotations

import re

import pytest

from tests.journeys.people import log_in

FILM = "/film/der-geschmack-von-rost-und-knochen-2012/"
PAGES = [
    "/",
    FILM,
    f"{FILM}reviews/",
    f"{FILM}reviews/?stars=4.0&sort=newest",
    f"{FILM}critique/",
    f"{FILM}cast/",
    "/films/",
    "/films/?genre=drama&decade=2010",
    "/search/?q=audiard",
    "/search/?q=xyzzy",
    "/person/jacques-audiard/",
    "/festivals/",
    "/festival/cannes/",
    "/festival/cannes/2012/",
    "/reviews/",
    "/critiques/",
    "/accounts/login/",
    "/gibt/es/nicht/",
    "/films/?country=JP&genre=war",
    "/genre/drama/",
    "/country/fr/",
    "/decade/2010/",
    "/releases/2013-W02/",
    "/people/",
    "/people/c/",
    "/person/jacques-audiard/director/",
    "/festivals/2012/",
    "/company/concorde-filmverleih/",
    "/series/paradies-trilogie/",
    f"{FILM}pictures/",
    "/accounts/signup/",
    f"/search/?q={'unendlich' * 22}",
]


# Words decide what overflows, colors what can be read: each language and each theme once, not each with each.
@pytest.mark.parametrize(("language", "theme"), [("", "light"), ("/en", "dark")], ids=["de", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_bars_nobody_on_a_desk_and_on_a_phone(visit, path, language, theme):
    tab = visit(theme=theme)
    tab.go(language + path)
    tab.check()
    tab.page.set_viewport_size({"width": 390, "height": 844})
    tab.check()


@pytest.mark.parametrize("path", ["/", FILM, f"{FILM}critique/", "/festival/cannes/2012/"])
def test_no_page_scrolls_sideways_at_any_width(visit, path):
    tab = visit()
    tab.go(path)
    for width in (320, 640, 820, 1024, 1920, 3840):
        tab.page.set_viewport_size({"width": width, "height": 900})
        too_wide = tab.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert too_wide <= 0, f"at {width}"


SEEN = pytest.mark.parametrize(
    ("language", "width", "theme"), [("", 320, "dark"), ("/en", 1440, "light")], ids=["de", "en"]
)
"""Behind the doors each page is seen at both ends: the longer words narrow and dark, the others wide and light."""

ROOMS = {
    None: [
        "/accounts/data/",
        "/accounts/signup/waiting/",
        "/accounts/password/reset/key/done/",
        "/report/",
        f"{FILM}history/",
        "/person/jacques-audiard/history/",
        "/demo/mail/",
    ],
    "member": [
        FILM,
        f"{FILM}reviews/write/",
        f"{FILM}edit/",
        "/person/jacques-audiard/edit/",
        "/films/new/",
        "/drafts/",
        "/proposals/",
        "/report/",
        "/accounts/export/",
        "/accounts/leave/",
        "/moderation/",
    ],
    "critic": [
        "/desk/",
        "/desk/read/",
        "/desk/proposals/",
        "/desk/doubts/",
        f"{FILM}merge/",
        f"{FILM}split/",
        f"{FILM}pictures/add/",
        "/person/jacques-audiard/merge/",
    ],
    "moderator": [
        "/moderation/",
        "/moderation/decisions/",
        "/moderation/audit/",
        "/accounts/invitations/",
        "/accounts/applications/",
    ],
}
"""Who sees which pages; those of the account and of profiles are seen in test_door and test_acts."""


@SEEN
@pytest.mark.parametrize("who", ROOMS, ids=str)
def test_a_page_behind_a_door_bars_nobody(visit, who, language, width, theme):
    tab = visit(theme=theme, width=width)
    if who:
        log_in(tab, language, who, "/accounts/")
    for path in ROOMS[who]:
        tab.go(language + path)
        tab.check()


@SEEN
def test_the_pages_of_a_review_and_of_a_case_bar_nobody(visit, language, width, theme):
    reader = visit(theme=theme, width=width)
    reader.go(f"{language}{FILM}reviews/")
    report = reader.page.locator("article.review .report-link a").first.get_attribute("href")
    review = re.search(r"id=(\w+)", report)[1]
    for path in (f"{language}{FILM}reviews/{review}/", report):
        reader.go(path)
        reader.check()
    tab = visit(theme=theme, width=width)
    log_in(tab, language, "moderator", f"/moderation/review/{review}/")
    tab.check()
    tab.page.locator('ul.acts a[href$="/hide/"]').click()
    tab.page.wait_for_url("**/hide/")
    tab.check()


def test_no_name_of_a_detail_breaks_within_a_word_on_the_narrowest_phone(visit):
    tab = visit(width=320)
    tab.go(FILM)
    broken = tab.page.evaluate(
        """() => [...document.querySelectorAll('#details ~ .credits dt')].filter(dt => {
            const range = document.createRange(); range.selectNodeContents(dt);
            const words = dt.textContent.trim().split(/\\s+/).length;
            const lines = new Set([...range.getClientRects()].map(rect => Math.round(rect.top))).size;
            return lines > words;
        }).map(dt => dt.textContent)"""
    )
    assert broken == []
