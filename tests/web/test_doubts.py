"""Doubts, merging by hand and undoing it, as editors use them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from abspann.catalog import commands as catalog
from abspann.catalog.facts import FilmFacts, PersonFacts
from abspann.catalog.models import Doubt, Film, Merge, Person, SourceRecord
from abspann.discovery.commands import index_due
from abspann.reviews.commands import rate_film
from tests.conftest import TEST

LONG = "der-geschmack-von-rost-und-knochen-2012"


@pytest.fixture
def other(world) -> Film:
    return catalog.put_film(by=TEST, facts=FilmFacts(title="Rost & Knochen", year=2011, fsk=12))


@pytest.fixture
def doubt(world, other) -> Doubt:
    return Doubt.objects.create(
        film=world.film,
        other_film=other,
        score=0.83,
        evidence=[["year", 2012, 2011], ["title", "Rost und Knochen", "Rost und Knochen"]],
        raised_at=timezone.now(),
    )


def _checked(page: str) -> str:
    return re.search(r'name="kept" value="([^"]+)" checked', page)[1]


def test_the_likeliest_doubts_stand_first_and_by_kind(world, other, doubt, log_in):
    people = [catalog.put_person(by=TEST, facts=PersonFacts(name)) for name in ("Eine", "Andere")]
    Doubt.objects.create(person=people[0], other_person=people[1], score=0.91, raised_at=timezone.now())
    client = log_in(world.erik)
    page = client.get("/desk/doubts/").content.decode()
    assert page.index("Andere") < page.index("Rost &amp; Knochen")
    assert "zu 83 % gleich" in page
    assert "Andere" not in client.get("/desk/doubts/?kind=film").content.decode()
    assert client.get("/desk/doubts/?kind=x").status_code == 404
    assert "Zweifelsfälle" in client.get("/desk/").content.decode()


def test_a_doubt_shows_both_sides_marks_what_differs_and_offers_who_has_more(world, other, doubt, log_in):
    rate_film(by=world.anna, film=other, member=world.anna, half_stars=8)
    page = log_in(world.erik).get(f"/desk/doubts/{doubt.pk}/").content.decode()
    assert _checked(page) == other.public_id
    assert "<mark>2012</mark>" in page
    assert "<mark>2011</mark>" in page
    assert "Jacques Audiard" in page
    assert "1 Bewertung, 0 Kritiken" in page
    assert page.count("FSK ab 12") == 2
    assert "<mark>FSK" not in page


def test_of_two_alike_who_came_first_is_offered(world, other, doubt, log_in):
    page = log_in(world.erik).get(f"/en/desk/doubts/{doubt.pk}/").content.decode()
    assert _checked(page) == world.film.public_id
    assert "One film, or two?" in page


def test_deciding_that_it_is_one_merges_and_the_former_address_leads_on(world, other, doubt, log_in, client):
    log_in(world.erik)
    answer = client.post(f"/desk/doubts/{doubt.pk}/", {"act": "one", "kept": world.film.public_id})
    merge = Merge.objects.get()
    assert answer["Location"] == f"/merges/{merge.public_id}/"
    for prefix in ("", "/en"):
        for rest in ("", "reviews/", "history/"):
            moved = client.get(f"{prefix}/film/{other.slug}/{rest}")
            assert (moved.status_code, moved["Location"]) == (301, f"{prefix}/film/{LONG}/{rest}")
    page = client.get(f"/film/{LONG}/history/").content.decode()
    assert "„Rost &amp; Knochen“ ist in dieser Seite aufgegangen." in page
    assert f"/merges/{merge.public_id}/undo/" in page
    assert client.get(f"/desk/doubts/{doubt.pk}/").status_code == 404
    back = client.post(f"/merges/{merge.public_id}/undo/")
    assert back["Location"] == f"/film/{other.slug}/"
    assert client.get(f"/film/{other.slug}/").status_code == 200
    assert client.post(f"/merges/{merge.public_id}/undo/").status_code == 409
    assert "wieder getrennt" in client.get(f"/film/{LONG}/history/").content.decode()


def test_deciding_that_they_are_two_is_remembered_and_decided_once(world, other, doubt, log_in, client):
    log_in(world.erik)
    assert client.post(f"/desk/doubts/{doubt.pk}/", {"act": "two"})["Location"] == "/desk/doubts/"
    assert "Rost &amp; Knochen" not in client.get("/desk/doubts/").content.decode()
    page = client.get(f"/desk/doubts/{doubt.pk}/").content.decode()
    assert "Das sind zwei Filme." in page
    again = client.post(f"/desk/doubts/{doubt.pk}/", {"act": "one", "kept": other.public_id})
    assert again.status_code == 409
    assert "schon jemand entschieden" in again.content.decode()
    assert Film.objects.filter(pk=other.pk).exists()


def test_without_a_choice_nothing_is_merged(world, other, doubt, log_in):
    client = log_in(world.erik)
    for address in (f"/desk/doubts/{doubt.pk}/", f"/film/{LONG}/merge/{other.slug}/"):
        answer = client.post(address, {"act": "one", "kept": "nobody"})
        assert answer.status_code == 422
        assert "Wähle, welche Seite bleibt." in answer.content.decode()
    assert not Merge.objects.exists()


@pytest.mark.parametrize(
    "asked", ["rost &", "http://localhost:8000/en/film/rost-knochen-2011/?x=1", "/film/rost-knochen-2011"]
)
def test_the_other_film_is_found_by_title_or_address(world, other, log_in, asked):
    client = log_in(world.erik)
    assert other.slug == "rost-knochen-2011"
    assert f"/film/{LONG}/merge/" in client.get(f"/film/{LONG}/edit/").content.decode()
    index_due()
    page = client.get(f"/film/{LONG}/merge/", {"q": asked}).content.decode()
    assert f"/film/{LONG}/merge/{other.slug}/" in page


def test_what_is_not_found_is_said_and_a_film_never_finds_itself(world, log_in):
    client = log_in(world.erik)
    index_due()
    for asked in ("gibt es nicht", f"/film/{LONG}/", "der geschmack", "%"):
        assert (
            "Unter diesen Worten ist nichts zu finden"
            in client.get(f"/film/{LONG}/merge/", {"q": asked}).content.decode()
        )


def test_members_are_not_offered_to_merge(world, other, log_in):
    client = log_in(world.anna)
    assert f"/film/{LONG}/merge/" not in client.get(f"/film/{LONG}/edit/").content.decode()
    assert client.post(f"/film/{LONG}/merge/{other.slug}/", {"kept": other.public_id}).status_code == 403
    assert Film.objects.filter(pk=other.pk).exists()


def test_people_are_merged_by_hand_and_their_addresses_lead_on(world, log_in):
    client = log_in(world.erik)
    kept = Person.objects.get(name="Marion Cotillard")
    gone = catalog.put_person(by=TEST, facts=PersonFacts("M. Cotillard", born_year=1975))
    index_due()
    page = client.get(f"/person/{kept.slug}/merge/", {"q": "m. cot"}).content.decode()
    address = f"/person/{kept.slug}/merge/{gone.slug}/"
    assert address in page
    assert _checked(client.get(address).content.decode()) == kept.public_id
    merge_page = client.post(address, {"kept": kept.public_id})["Location"]
    for rest in ("", "history/", "edit/"):
        moved = client.get(f"/en/person/{gone.slug}/{rest}")
        assert (moved.status_code, moved["Location"]) == (301, f"/en/person/{kept.slug}/{rest}")
    page = client.get(merge_page).content.decode()
    assert "brachte diese Person ein" in page or "Änderung 1" in page
    undone = client.post(f"{merge_page}undo/")
    assert undone["Location"] == f"/person/{gone.slug}/"
    assert Person.objects.get(pk=kept.pk).born_year is None


def test_a_merge_under_a_later_one_says_what_to_undo_first(world, other, log_in):
    third = catalog.put_film(by=TEST, facts=FilmFacts(title="Dritter", year=2012))
    first = catalog.merge_films(by=world.erik, kept=world.film, gone=other)
    catalog.merge_films(by=world.erik, kept=world.film, gone=third)
    client = log_in(world.erik)
    page = client.get(f"/merges/{first.public_id}/").content.decode()
    assert "„Dritter“ ist später zusammengelegt worden" in page
    assert f"/merges/{first.public_id}/undo/" not in page
    assert client.post(f"/merges/{first.public_id}/undo/").status_code == 409


def test_an_odd_number_of_a_doubt_is_a_404(world, log_in):
    assert log_in(world.erik).get("/desk/doubts/99999999999999999999/").status_code == 404


def test_a_source_is_split_off_in_the_browser(world, log_in):
    client, address = log_in(world.erik), f"/film/{LONG}/split/"
    assert "nichts abzutrennen" in client.get(address).content.decode()
    assert address not in client.get(f"/film/{LONG}/merge/").content.decode()
    record = SourceRecord.objects.create(source="omdb", key="7", film=world.film, digest=1)
    assert address in client.get(f"/film/{LONG}/merge/").content.decode()
    for wrong in ({"record": "x"}, {"title": " "}, {"year": "20122"}):
        sent = {"record": record.pk, "title": "Anderer", "year": "2010"} | wrong
        answer = client.post(address, sent)
        assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (422, True), wrong
    assert f'value="{record.pk}" checked' in answer.content.decode()
    assert client.post(address, sent | {"year": "2010"})["Location"] == "/film/anderer-2010/"
    assert Film.objects.get(slug="anderer-2010").source_records.get() == record


def test_the_list_goes_on_by_key_and_asks_no_more_for_many_than_for_one(world, other, doubt, log_in):
    client = log_in(world.erik)
    client.get("/desk/doubts/")
    with CaptureQueriesContext(connection) as few:
        client.get("/desk/doubts/")
    films = [Film.objects.create(slug=f"f{n}", title=f"Film {n}", sort_title=f"film {n}") for n in range(34)]
    Doubt.objects.bulk_create(Doubt(film=other, other_film=film, score=0.5, raised_at=timezone.now()) for film in films)
    with CaptureQueriesContext(connection) as many:
        page = client.get("/desk/doubts/").content.decode()
    assert len(many) == len(few)
    rest = client.get("/desk/doubts/" + unescape(re.search(r'href="(\?after=[^"]+)"', page)[1])).content.decode()
    assert [page.count("% gleich"), rest.count("% gleich")] == [30, 5]
