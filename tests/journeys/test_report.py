"""A report from the form to the answer: hidden, contradicted, restored; and a member warned, and suspended."""

from __future__ import annotations

import re

import pytest

from tests.journeys.people import OWN_PASSWORD, letter_to, log_in, publish_review, sign_up, type_in

WORDS = {
    "": {
        "received": "Danke.",
        "reporters": "Deine Meldung: entschieden",
        "again": "zeigen es wieder",
        "other": "Jemand anders antwortet",
        "suspended": "gesperrt",
    },
    "/en": {
        "received": "Thank you.",
        "reporters": "Your report: decided",
        "again": "and show it",
        "other": "somebody else answers",
        "suspended": "You are suspended",
    },
}
FILM = "/film/m-1931/"

languages = pytest.mark.parametrize("language", ["", "/en"], ids=["de", "en"])
ways = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])


def _decide(tab, act: str, facts: str, **choices: str) -> None:
    """From a case to a decision: the button, the reasons, the preview, and told."""
    page = tab.page
    page.locator(f'ul.acts a[href$="/{act}/"]').click()
    page.wait_for_url(f"**/{act}/")
    for field, value in {"ground": "insult", **choices}.items():
        page.locator(f"#id_{field}").select_option(value)
    page.locator("#id_facts").fill(facts)
    page.locator("form.desk-form button.button--main").click()
    page.locator("section.preview").wait_for()
    assert facts in page.locator("section.preview").inner_text()
    page.locator('section.preview button[name="send"]').click()
    page.wait_for_url(re.compile(r"/decisions/\w+/$"))


@ways
@languages
def test_a_visitor_reports_a_moderator_hides_the_author_contradicts_and_another_restores(visit, language, scripts):
    words = WORDS[language]
    tag = f"{'s' if scripts else 'n'}-{'en' if language else 'de'}"
    text = f"Wer so etwas dreht, hat nichts verstanden ({tag})."

    def look(tab) -> None:
        if scripts:
            tab.check()

    author = visit(scripts=scripts)
    address = sign_up(author, language, f"ada-{tag}", "Ada Brenner")
    review = publish_review(author, language, FILM, text)

    reporter = visit(scripts=scripts, width=390)
    page = reporter.page
    reporter.go(review)
    page.locator(".review-page .report-link a").click()
    page.wait_for_url(re.compile(r"/report/\?kind=review&id=\w+$"))
    look(reporter)
    page.locator("#id_explanation").fill(f"Das beleidigt Menschen ({tag}).")
    page.locator("form.desk-form button.button--main").click()
    page.locator("#troubles").wait_for()
    look(reporter)
    assert page.locator("#id_explanation").input_value() == f"Das beleidigt Menschen ({tag})."
    page.locator("#id_category").select_option("abuse")
    page.locator("#id_passage").fill("hat nichts verstanden")
    page.locator("#id_name").fill("Berit Aal")
    page.locator("#id_email").fill(f"berit-{tag}@abspann.example")
    page.locator("#id_good_faith").check()
    page.locator("form.desk-form button.button--main").click()
    page.wait_for_url(re.compile(r"/report/[\w-]+/$"))
    receipt = page.url.removeprefix(reporter.site)
    assert words["received"] in page.locator(".page-head").inner_text()
    look(reporter)
    assert receipt in letter_to(reporter, language, f"berit-{tag}@abspann.example")

    moderator = visit(scripts=scripts)
    page = moderator.page
    log_in(moderator, language, "moderator", "/moderation/")
    look(moderator)
    page.locator(".cases li", has_text=text).locator("h3 a").click()
    page.wait_for_url("**/moderation/review/*/")
    assert tag in page.locator(".reports").inner_text()
    look(moderator)
    page.locator('ul.acts a[href$="/hide/"]').click()
    page.locator("form.desk-form button.button--main").click()
    page.locator("#troubles").wait_for()
    look(moderator)
    page.go_back()
    page.go_back()
    _decide(moderator, "hide", "Der Satz greift Menschen an.")
    decision = page.url.removeprefix(moderator.site).removeprefix(language)
    look(moderator)

    assert reporter.page.goto(reporter.site + review).status == 404
    reporter.go(f"{language}{FILM}reviews/")
    assert text not in reporter.page.content()
    letter_to(reporter, language, f"berit-{tag}@abspann.example", words["reporters"])

    page = author.page
    letter = letter_to(author, language, address, decision)
    assert "Der Satz greift Menschen an." in letter
    assert "Berit" not in letter
    look(author)
    author.go(review)
    look(author)
    author.go(f"{language}{decision}")
    assert "Der Satz greift Menschen an." in page.locator(".statement").inner_text()
    page.locator("form.desk-form button.button--main").click()
    page.locator("#troubles").wait_for()
    look(author)
    page.locator("#id_text").fill(f"Gemeint ist der Film ({tag}).")
    page.locator("form.desk-form button.button--main").click()
    page.locator('section[aria-labelledby="appeal"]').wait_for()
    assert tag in page.locator('section[aria-labelledby="appeal"]').inner_text()
    look(author)

    moderator.go(f"{language}{decision}")
    assert words["other"] in moderator.page.locator("main").inner_text()
    keeper = visit(scripts=scripts)
    page = keeper.page
    log_in(keeper, language, "keeper", "/moderation/")
    page.locator(f'section[aria-labelledby="appeals"] a[href$="{decision}"]').click()
    page.locator("#id_outcome").select_option("reversed")
    page.locator("#id_answer").fill("Der Satz gilt dem Film.")
    look(keeper)
    page.locator("form.desk-form button.button--main").click()
    page.locator("form.desk-form").wait_for(state="detached")
    look(keeper)

    reporter.go(review)
    assert text in reporter.page.locator("main").inner_text()
    reporter.go(receipt)
    assert words["again"] in reporter.page.locator(".page-head").inner_text()
    look(reporter)
    letter_to(reporter, language, f"berit-{tag}@abspann.example", words["again"])
    assert "Der Satz gilt dem Film." in letter_to(author, language, address, "Der Satz gilt dem Film.")
    for room in ("decisions/", "audit/"):
        keeper.go(f"{language}/moderation/{room}")
        look(keeper)


@ways
@languages
def test_a_member_is_warned_then_suspended_and_out_at_once(visit, language, scripts):
    tag = f"{'s' if scripts else 'n'}-{'en' if language else 'de'}"
    member = visit(scripts=scripts)
    address = sign_up(member, language, f"kim-{tag}", "Kim Sander")
    review = publish_review(member, language, FILM, f"Noch ein Satz von Kim ({tag}).")
    case = f"/moderation/review/{review.rstrip('/').rpartition('/')[2]}/"

    moderator = visit(scripts=scripts)
    log_in(moderator, language, "moderator", case)
    _decide(moderator, "warn", "Der Ton ist rau.")
    warned = moderator.page.url.removeprefix(moderator.site).removeprefix(language)
    letter_to(member, language, address, warned)
    member.go(f"{language}/accounts/")
    assert member.page.locator('.yours a[href$="/accounts/"]').count() == 1

    moderator.go(f"{language}{case}")
    _decide(moderator, "suspend", "Es ist wieder geschehen.", days="7")
    suspended = moderator.page.url.removeprefix(moderator.site).removeprefix(language)
    if scripts:
        moderator.check()
    member.go(f"{language}/")
    assert member.page.locator('.yours a[href$="/accounts/"]').count() == 0
    member.go(f"{language}/accounts/login/")
    type_in(member, address, OWN_PASSWORD)
    member.page.locator("main", has_text=WORDS[language]["suspended"]).wait_for()
    if scripts:
        member.check()
    member.go(f"{language}/")
    assert member.page.locator('.yours a[href$="/accounts/"]').count() == 0

    # Whoever cannot log in contradicts by the link in the letter.
    letter_to(member, language, address, suspended)
    member.page.locator("article.letter", has_text=suspended).locator(f'a[href*="{suspended}"]').first.click()
    member.page.locator("#id_text").fill("Es war ein anderer Kim.")
    member.page.locator("form.desk-form button.button--main").click()
    member.page.locator('section[aria-labelledby="appeal"]').wait_for()
    if scripts:
        member.check()
    keeper = visit(scripts=scripts)
    log_in(keeper, language, "keeper", suspended)
    keeper.page.locator("#id_outcome").select_option("reversed")
    keeper.page.locator("#id_answer").fill("Eine Verwechslung.")
    keeper.page.locator("form.desk-form button.button--main").click()
    keeper.page.locator("form.desk-form").wait_for(state="detached")
    log_in(member, language, address, "/accounts/", OWN_PASSWORD)
