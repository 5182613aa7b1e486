"""The pages of leaving: asking, the countdown, coming back, the export."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from abspann.members.commands import leaving
from abspann.members.models import Departure, Member
from abspann.reviews import commands as reviews
from abspann.reviews.commands import ReviewDraft
from abspann.reviews.models import Review
from tests.conftest import OWN, PASSWORD, TEST

pytestmark = pytest.mark.django_db
LEAVE, RETURN, EXPORT, DATA = "/accounts/leave/", "/accounts/leave/return/", "/accounts/export/", "/accounts/data/"


@pytest.fixture(autouse=True)
def _forget_tries():
    cache.clear()


@pytest.fixture
def written(world) -> Review:
    draft = ReviewDraft("Wie ein Schlag.", OWN, world.anna, half_stars=7, published_on=dt.date(2022, 5, 5))
    return reviews.publish_review(by=world.anna, film=world.film, draft=draft)[0]


def ask(browser: Client, **sent: str):
    return browser.post(LEAVE, {"texts": "keep", "password": PASSWORD, **sent})


def test_the_page_says_what_happens_and_offers_the_export_first(world, log_in):
    page = log_in(world.anna).get(LEAVE).content.decode()
    assert page.index(EXPORT) < page.index('name="texts"')
    for words in ("Anonymer User", "Alles löschen", "Was niemand rückgängig machen kann"):
        assert words in page
    assert " checked" not in page


def test_with_the_right_password_one_is_gone_from_the_pages_at_once(world, written, log_in, client):
    film = f"/film/{world.film.slug}/"
    assert "Anna" in Client(headers={"host": "localhost"}).get(film).content.decode()
    assert ask(log_in(world.anna)).status_code == 302
    page = Client(headers={"host": "localhost"}).get(film).content.decode()
    assert "Anna" not in page
    assert "Anonymer User" in page
    assert Client(headers={"host": "localhost"}).get("/@anna/").status_code == 404


def test_whoever_is_leaving_sees_how_many_days_are_left_wherever_they_go(world, log_in):
    browser = log_in(world.anna)
    ask(browser)
    Departure.objects.update(due_at=timezone.now() + dt.timedelta(days=5, hours=1))
    assert "Noch 6 Tage" in browser.get(LEAVE).content.decode()
    assert f'href="{LEAVE}"' in browser.get("/").content.decode()


def test_coming_back_brings_the_name_back_to_the_page_it_stood_on(world, written, log_in):
    visitor, browser = Client(headers={"host": "localhost"}), log_in(world.anna)
    address = f"/film/{world.film.slug}/reviews/{written.public_id}/"
    before = visitor.get(address).content
    ask(browser)
    assert visitor.get(address).status_code == 404
    response = browser.post(RETURN)
    assert response.status_code == 302
    assert "Schön, dass du bleibst" in browser.get(response.headers["Location"]).content.decode()
    assert visitor.get(address).content == before


@pytest.mark.parametrize(
    ("sent", "place"),
    [({"texts": ""}, "texts-error"), ({"texts": "half"}, "texts-error"), ({"password": "falsch"}, "proof-error")],
)
def test_what_is_missing_is_said_at_its_place_and_the_choice_stays(world, log_in, sent, place):
    response = ask(log_in(world.anna), **sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="{place}"' in page
    assert PASSWORD not in page
    assert ('value="keep" required checked' in page) == ("texts" not in sent)
    assert not Departure.objects.exists()


def test_without_a_password_the_handle_is_typed(world, log_in):
    world.anna.login.set_unusable_password()
    world.anna.login.save()
    browser = log_in(world.anna)
    assert 'name="handle"' in browser.get(LEAVE).content.decode()
    assert browser.post(LEAVE, {"texts": "all", "handle": "bruno"}).status_code == 422
    assert browser.post(LEAVE, {"texts": "all", "handle": "@anna"}).status_code == 302
    assert not Departure.objects.get().keep


def test_the_password_cannot_be_guessed_here(world, log_in):
    browser = log_in(world.anna)
    for _try in range(10):
        assert ask(browser, password="falsch").status_code == 422
    assert ask(browser).status_code == 429
    assert not Departure.objects.exists()


def test_the_only_keeper_hears_why_not(world, log_in):
    response = ask(log_in(world.karl))
    assert response.status_code == 409
    assert 'role="alert"' in response.content.decode()


def test_after_the_seven_days_nothing_can_be_taken_back(world, log_in):
    browser = log_in(world.anna)
    ask(browser)
    Departure.objects.update(asked_at=timezone.now() - dt.timedelta(8), due_at=timezone.now() - dt.timedelta(hours=1))
    assert RETURN not in browser.get(LEAVE).content.decode()
    assert browser.post(RETURN).status_code == 409
    leaving.erase_due(by=TEST)
    assert browser.get(LEAVE).status_code == 302
    assert not Member.objects.filter(handle="anna").exists()


def test_logging_in_leads_whoever_is_leaving_to_where_they_can_come_back(world, client):
    leaving.ask_to_leave(by=world.anna, keep=True)
    response = client.post("/accounts/login/", {"login": "anna@example.org", "password": PASSWORD})
    assert response.headers["Location"] == LEAVE


def test_the_export_is_an_archive_named_after_its_owner(world, written, log_in):
    response = log_in(world.anna).post(EXPORT)
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="anna-')
    assert response.headers["Cache-Control"] == "private, no-store"
    with zipfile.ZipFile(io.BytesIO(response.getvalue())) as archive:
        assert "Wie ein Schlag." in archive.read("data.json").decode()


def test_the_sixth_export_within_an_hour_must_wait(world, log_in):
    browser = log_in(world.anna)
    for _try in range(5):
        response = browser.post(EXPORT)
        assert response.status_code == 200
        # Read to its end, the stream closes itself; closed by hand it would take the database's connection along.
        assert b"".join(response.streaming_content)
    response = browser.post(EXPORT)
    assert response.status_code == 429


def test_what_happens_to_data_is_told_to_everybody_in_both_languages(client):
    assert "Was mit deinen Daten geschieht" in client.get(DATA).content.decode()
    assert "What happens to your data" in client.get(f"/en{DATA}").content.decode()
