"""A critic adds a poster: refused first, then taken; every page shows it, and nothing bars anybody."""

from __future__ import annotations

import pytest

from abspann.exchange.demo.load import PASSWORD
from tests.core.pictures import encoded, scene

WORDS = {
    "": {"add": "Bild hinzufügen", "broken": "beschädigt", "remove": "Entfernen"},
    "/en": {"add": "Add a picture", "broken": "damaged", "remove": "Remove"},
}
FILM = {"": "/film/ein-prophet-2009", "/en": "/film/bullhead-2011"}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("language", ["", "/en"], ids=["de", "en"])
def test_a_critic_adds_a_poster_and_takes_it_back(visit, language, scripts):
    words, film = WORDS[language], FILM[language]
    content = encoded(scene(600, 900, seed=int(scripts)))
    tab = visit(scripts=scripts, width=390 if scripts else 1440, theme="dark" if language else "light")
    page = tab.page
    tab.go(f"{language}/accounts/login/?next={language}{film}/")
    page.locator('input[name="login"]').fill("critic@abspann.example")
    page.locator('input[name="password"]').fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{language}{film}/")
    page.get_by_role("link", name=words["add"]).click()
    page.wait_for_url(f"**{film}/pictures/add/")
    page.locator('[name="kind"]').select_option("poster")
    page.locator('[name="license"]').select_option("cc-by-4.0")
    page.locator('[name="maker"]').fill("Toni Testperson")
    page.locator('[name="file"]').set_input_files(
        {"name": "plakat.jpg", "mimeType": "image/jpeg", "buffer": content[:3000]}
    )
    page.locator("form.desk-form button").click()
    page.locator("#id_file_error").wait_for()
    assert words["broken"] in page.locator("#id_file_error").inner_text()
    assert page.locator('[name="maker"]').input_value() == "Toni Testperson"
    if scripts:
        tab.check()
    page.locator('[name="file"]').set_input_files({"name": "plakat.jpg", "mimeType": "image/jpeg", "buffer": content})
    page.locator("form.desk-form button").click()
    page.wait_for_url(f"**{film}/pictures/#picture-*")
    shown = page.locator(".picture--poster img").last
    shown.scroll_into_view_if_needed()
    if scripts:
        page.wait_for_function("document.querySelector('.picture--poster img').naturalWidth > 0")
        assert page.evaluate("document.querySelector('.picture--poster img').currentSrc").endswith(".avif")
        tab.check()
    tab.go(f"{language}{film}/")
    assert "/pictures/" in page.locator(".film-head__poster img").get_attribute("src")
    if scripts:
        tab.check()
    tab.go(f"{language}{film}/pictures/")
    page.get_by_role("link", name=words["remove"]).click()
    page.get_by_role("button", name=words["remove"]).click()
    page.wait_for_url(f"**{film}/pictures/")
    tab.go(f"{language}{film}/")
    assert "/poster/" in page.locator(".film-head__poster img").get_attribute("src")
