"""A critic reads in the text of a page, corrects it, and sees its film page."""

from __future__ import annotations

import pytest

from abspann.exchange.demo.load import PASSWORD

PAGE = """Der Landarzt Jost (Henk Adler) kommt nach zwanzig Jahren zurück in sein Dorf an der {place} und trifft dort auf Maren (Silke Brandt), die ihn nicht erkennt. Was als Besuch gedacht war, wird ein Winter.
Mit „Die Rückkehr nach {place}“ legt Regisseur Paul Ossendorf („Der lange Steg“) ein Drama vor, das seine Landschaft ernst nimmt. Die Kamera bleibt stehen, wo andere Filme schneiden, und Henk Adler spielt den Arzt mit einer Müdigkeit, die nie kokett wird. „Die Rückkehr nach {place}“ ist am stärksten, wenn niemand spricht, und das geschieht zum Glück oft, denn die Dialoge sind gele
Wattläuferin
1.204 Follower
88 Kritiken
User folgen
4,0
Veröffentlicht am 7. März 2021
Ein stiller Film über das Heimkommen. Ich mochte vor allem die Szenen im Watt, in denen minutenlang nichts geschieht und doch alles gesagt wird.
Anonymer User
2,5
Veröffentlicht am 12. Oktober 2021
Schön anzusehen, aber mir war das zu lang. Nach einer Stunde habe ich auf die Uhr geschaut, und da blieb mein Blick dann ...
Mehr erfahren
Gedreht wurde der Film auf der Hallig {place}. Im Wettbewerb des „Filmfest Husum 2020“ gewann er den Publikumspreis.
"""

WORDS = {
    "": {"apply": "Anwenden", "read_in": "Seite einlesen"},
    "/en": {"apply": "Apply", "read_in": "Read a page in"},
}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("language", ["", "/en"], ids=["de", "en"])
def test_a_critic_makes_a_film_page_of_a_pages_text(visit, language, scripts):
    place = f"Norder{'oog' if scripts else 'hever'}{'en' if language else ''}"
    words = WORDS[language]
    tab = visit(scripts=scripts)
    page = tab.page
    tab.go(f"{language}/desk/")
    page.wait_for_url(f"**{language}/accounts/login/**")
    page.locator('input[name="login"]').fill("critic@abspann.example")
    page.locator('input[name="password"]').fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{language}/desk/")
    if scripts:
        tab.check()

    page.get_by_role("link", name=words["read_in"]).first.click()
    page.wait_for_url("**/desk/read/")
    page.locator("textarea").fill(PAGE.format(place=place))
    page.locator("main form button.button--main").click()
    page.wait_for_url("**/desk/page/*/")
    assert page.locator("h1").inner_text() == f"Die Rückkehr nach {place}"
    if scripts:
        tab.check()

    page.locator('select[name$="license"]').select_option("permission")
    page.locator('input[name$="source"]').fill("Filmclub Husum, Programmheft")
    page.locator("main").get_by_role("button", name=words["apply"], exact=True).click()
    page.locator(f'main a[href^="{language}/film/die-rueckkehr-nach-"]').first.click()
    page.wait_for_url(f"**{language}/film/die-rueckkehr-nach-*/")
    text = page.locator("main").inner_text()
    followers = "1,204 followers" if language else "1.204 Follower"
    for shown in ("Henk Adler", "Silke Brandt", "Wattläuferin", followers, "Gedreht wurde der Film", "Filmclub Husum"):
        assert shown in text, shown
    if scripts:
        tab.check()
