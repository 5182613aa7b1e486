"""Taking one's data along, leaving, coming back, leaving again; and the house after the wait is over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile

import pytest

from tests.exchange.test_export import fits
from tests.journeys.conftest import HOMES
from tests.journeys.people import OWN_PASSWORD, log_in, publish_review, sign_up, type_in

WORDS = {
    "": {"nobody": "Anonymer User", "days": "7", "stays": "„Anonymer User“"},
    "/en": {"nobody": "Anonymous user", "days": "7", "stays": "“Anonymous user”"},
}
FILM = "/film/cosmopolis-2012/"
NIGHT = """
import datetime as dt, sys
import django
django.setup()
from django.utils import timezone
from abspann.events.worker import do_the_nights_work
from abspann.members.models import Departure
now = timezone.now()
due = Departure.objects.filter(member__handle=sys.argv[1])
assert due.update(asked_at=now - dt.timedelta(8), due_at=now - dt.timedelta(1)) == 1
do_the_nights_work()
"""
"""The seven days are over, and it becomes night: in a process of its own, as the worker does it."""

languages = pytest.mark.parametrize("language", ["", "/en"], ids=["de", "en"])
ways = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])


def _night_falls(handle: str) -> None:
    env = os.environ | {"ABSPANN_HOME": str(HOMES[-1]), "DJANGO_SETTINGS_MODULE": "abspann.settings"}
    env.pop("ABSPANN_DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", NIGHT, handle], env=env, check=True, timeout=120)


@ways
@languages
def test_a_member_takes_their_data_along_leaves_comes_back_and_leaves_for_good(visit, tmp_path, language, scripts):
    words = WORDS[language]
    handle = f"vera-{'s' if scripts else 'n'}-{'en' if language else 'de'}"
    name = f"Vera Lindqvist {handle[5:]}"
    text = f"Eine Fahrt durch die Stadt, und am Ende steigt niemand aus ({handle[5:]})."
    tab = visit(scripts=scripts, width=390)
    page = tab.page

    def look(seen=tab) -> None:
        if scripts:
            seen.check()

    address = sign_up(tab, language, handle, name)
    review = publish_review(tab, language, FILM, text)

    tab.go(f"{language}/accounts/export/")
    look()
    with page.expect_download() as loaded:
        page.locator("main form button.button--main").click()
    loaded.value.save_as(tmp_path / "export.zip")
    with zipfile.ZipFile(tmp_path / "export.zip") as archive:
        assert archive.testzip() is None
        told, schema = json.loads(archive.read("data.json")), json.loads(archive.read("schema.json"))
        assert text.encode() in archive.read("reviews.csv")
    assert fits(told, schema)
    assert [row["text"] for row in told["reviews"]] == [text]
    assert told["account"][0]["handle"] == handle

    _leave(tab, language, look)
    assert words["days"] in page.locator("main h1").inner_text()
    assert words["stays"] in page.locator("main").inner_text()
    look()
    tab.go(f"{language}/accounts/export/")
    look()
    visitor = visit(scripts=scripts)
    assert visitor.page.goto(f"{tab.site}{language}/@{handle}/").status == 404
    visitor.go(f"{language}{FILM}reviews/")
    card = visitor.page.locator("article.review", has_text=text)
    assert words["nobody"] in card.inner_text()
    assert name not in visitor.page.content()
    look(visitor)

    tab.go(f"{language}/accounts/leave/")
    page.locator("main form button.button--main").click()
    page.wait_for_url("**/accounts/leave/?returned")
    look()
    assert visitor.page.goto(f"{tab.site}{language}/@{handle}/").status == 200
    visitor.go(review)
    assert name in visitor.page.locator("main").inner_text()

    _leave(tab, language, lambda: None)
    _night_falls(handle)
    visitor.go(f"{language}{FILM}reviews/")
    assert words["nobody"] in card.inner_text()
    assert card.locator('a[href*="/@"]').count() == 0
    assert name not in visitor.page.content()
    look(visitor)
    gone, never = (visitor.page.request.get(f"{tab.site}{language}/@{who}/") for who in (handle, "nie-gewesen"))
    assert gone.status == never.status == 404
    assert gone.text().replace(handle, "…") == never.text().replace("nie-gewesen", "…")
    assert visitor.page.request.get(tab.site + review).status == 404
    visitor.page.goto(f"{tab.site}{language}/@{handle}/")
    look(visitor)

    # The session is dead, and the door knows nobody of that name.
    tab.go(f"{language}/")
    assert page.locator('.yours a[href$="/accounts/"]').count() == 0
    tab.go(f"{language}/accounts/login/")
    type_in(tab, address, OWN_PASSWORD)
    page.locator("#trouble").wait_for()


def _leave(tab, language: str, look) -> None:
    """From the account to the countdown, first without choosing."""
    page = tab.page
    tab.go(f"{language}/accounts/")
    page.locator(f'main a[href="{language}/accounts/leave/"]').click()
    page.wait_for_url("**/accounts/leave/")
    look()
    page.locator("form.farewell button.button--grave").click()
    page.locator("#texts-error").wait_for()
    look()
    page.locator('input[name="texts"][value="keep"]').check()
    page.locator("#password").fill(OWN_PASSWORD)
    page.locator("form.farewell button.button--grave").click()
    page.locator(".notice__mark").wait_for()


@languages
def test_who_is_leaving_logs_in_and_is_led_to_what_is_left(visit, language):
    handle = f"theo-{'en' if language else 'de'}"
    tab = visit()
    address = sign_up(tab, language, handle, "Theo Anders")
    _leave(tab, language, lambda: None)
    elsewhere = visit()
    log_in(elsewhere, language, address, "/accounts/leave/", OWN_PASSWORD)
    elsewhere.check()
    elsewhere.page.locator("main form button.button--main").click()
    elsewhere.page.wait_for_url("**/accounts/leave/?returned")
