"""A member proposes, an editor takes it, the page shows it, the history tells it, and it is undone."""

from __future__ import annotations

import pytest

from abspann.exchange.demo.load import PASSWORD

WORDS = {
    "": {
        "improve": "Seite verbessern",
        "send": "Vorschlag abschicken",
        "take": "Angekreuztes übernehmen",
        "undo": "Rückgängig",
    },
    "/en": {"improve": "Improve this page", "send": "Send the proposal", "take": "Take what is ticked", "undo": "Undo"},
}
FILM = {"": "/film/ein-prophet-2009", "/en": "/film/bullhead-2011"}


def _log_in(tab, language: str, who: str, address: str) -> None:
    tab.go(f"{language}/accounts/login/?next={language}{address}")
    tab.page.locator('input[name="login"]').fill(f"{who}@abspann.example")
    tab.page.locator('input[name="password"]').fill(PASSWORD)
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_url(f"**{language}{address}")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("language", ["", "/en"], ids=["de", "en"])
def test_a_member_corrects_a_page_and_an_editor_takes_and_undoes_it(visit, language, scripts):
    words, film = WORDS[language], FILM[language]
    sound = f"Tonspur {'neu' if scripts else 'alt'}"
    name = f"Jule Sander {'eins' if scripts else 'zwei'}"

    member = visit(scripts=scripts, width=390)
    page = member.page
    _log_in(member, language, "member", f"{film}/")
    page.get_by_role("link", name=words["improve"]).click()
    page.wait_for_url(f"**{film}/edit/")
    page.locator('[name="sound"]').fill(sound)
    rows = page.locator('[name^="credits-"][name$="-person"]')
    before = rows.count()
    page.locator('button[name="more"][value="credits"]').click()
    rows.nth(before).wait_for()
    assert page.locator('[name="sound"]').input_value() == sound
    rows.last.fill(name)
    page.locator('[name="running_minutes"]').fill("-5")
    page.get_by_role("button", name=words["send"]).click()
    page.locator("#id_running_minutes_error").wait_for()
    assert rows.nth(before + 2).input_value() == name
    if scripts:
        member.check()
    page.locator('[name="running_minutes"]').fill("151")
    page.locator('[name="source"]').fill("Abspann des Films")
    page.get_by_role("button", name=words["send"]).click()
    page.wait_for_url("**/proposals/?sent")
    if scripts:
        member.check()

    editor = visit(scripts=scripts)
    page = editor.page
    _log_in(editor, language, "critic", "/desk/proposals/")
    # The longest waiting stands first, and the demo has some of its own.
    page.locator("ol h3 a").last.click()
    page.wait_for_url("**/desk/proposals/*/")
    assert sound in page.locator("main").inner_text()
    if scripts:
        editor.check()
    page.get_by_role("button", name=words["take"]).click()
    page.wait_for_url(f"**{film}/history/")
    if scripts:
        editor.check()
    editor.go(f"{language}{film}/")
    assert sound in page.locator("main").inner_text()
    editor.go(f"{language}{film}/cast/")
    assert name in page.locator("main").inner_text()

    editor.go(f"{language}{film}/history/")
    page.locator("ol.history > li").first.get_by_role("button", name=words["undo"]).click()
    page.wait_for_load_state()
    editor.go(f"{language}{film}/")
    assert sound not in page.locator("main").inner_text()
