"""Each page in both languages, both themes, on a phone and on a desk: nothing bars anybody, nothing overflows."""

from __future__ import annotations

import pytest

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
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_bars_nobody_on_a_desk_and_on_a_phone(visit, path, language, theme):
    tab = visit(theme=theme)
    tab.go(language + path)
    tab.check()
    tab.page.set_viewport_size({"width": 390, "height": 844})
    tab.check()


@pytest.mark.parametrize("width", [320, 640, 820, 1024, 1920, 3840])
@pytest.mark.parametrize("path", ["/", FILM, f"{FILM}critique/", "/festival/cannes/2012/"])
def test_no_page_scrolls_sideways_at_any_width(visit, path, width):
    tab = visit(width=width)
    tab.go(path)
    assert tab.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
