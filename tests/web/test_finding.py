"""The pages of the search."""

from __future__ import annotations

import pytest

from abspann.catalog import commands as catalog
from abspann.catalog.facts import FestivalFacts, FilmFacts
from abspann.discovery import commands as discovery
from tests.conftest import TEST

pytestmark = pytest.mark.django_db
FILM = "/film/der-geschmack-von-rost-und-knochen-2012/"
SUGGESTIONS = "/search/suggestions/"


@pytest.fixture
def house(world):
    catalog.put_festival(by=TEST, facts=FestivalFacts("cannes", "Festival de Cannes", city="Cannes"))
    discovery.index_due()
    return world


def page(client, query: str, address: str = "/search/", **further) -> str:
    response = client.get(address, {"q": query, **further})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("query", ["rust and bone", "de rouille et d os", "Geschmak von Rost", "rost knochen 2012"])
def test_the_search_leads_to_the_film(house, client, query):
    text = page(client, query)
    assert f'href="{FILM}"' in text
    assert "De rouille et d’os, 2012, Jacques Audiard" in text


def test_a_person_is_told_from_another_by_a_film(house, client):
    text = page(client, "cotillard")
    assert 'href="/person/marion-cotillard/"' in text
    assert '<span class="fine">Der Geschmack von Rost und Knochen</span>' in text


def test_festivals_and_members_stand_beside_films(house, client):
    assert 'href="/festival/cannes/"' in page(client, "cannes")
    assert 'href="/@anna/"' in page(client, "anna")


def test_a_page_of_hits_is_for_no_search_engine_and_kept_for_no_member(house, client, log_in):
    response = client.get("/search/", {"q": "rost"})
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex, follow">' in response.content.decode()
    assert "no-store" in log_in(house.anna).get("/search/", {"q": "rost"}).headers["Cache-Control"]


def test_what_is_near_only_is_asked_after(house, client):
    text = page(client, "Geschmak von Rost")
    assert "Meintest du" in text
    assert "?q=Der%20Geschmack%20von%20Rost%20und%20Knochen" in text
    assert "Meintest du" not in page(client, "rost")


def test_nothing_found_says_so_and_offers_a_next_step(house, client):
    text = page(client, "xyzzy")
    assert "Im Haus heißt nichts so" in text
    assert 'href="/films/"' in text


def test_an_empty_query_is_asked_for_one(house, client):
    assert "Wonach suchst du" in page(client, "") or "Suche" in page(client, "")


def test_more_films_are_shown_on_request(house, client):
    for n in range(30):
        catalog.put_film(by=TEST, facts=FilmFacts(title=f"Serie {n}"))
    discovery.index_due()
    text = page(client, "serie")
    assert (text.count('class="hit"'), "films=more" in text) == (20, True)
    assert "Die 20 nächsten Treffer" in text, "no number of all that there are"
    text = page(client, "serie", films="more")
    assert (text.count('class="hit"'), "films=more" in text) == (30, False)
    assert ("30 Treffer" in text, "grenzt die Suche ein" in text) == (True, False)


def test_without_an_index_the_page_says_that_it_is_being_set_up(film, client):
    discovery.queue_for_search(kind="film", refs=[film.pk])
    assert "Die Suche wird gerade eingerichtet" in page(client, "rost")


def test_suggestions_are_options_of_a_list_that_names_their_number(house, client):
    text = page(client, "ros", SUGGESTIONS)
    assert text.count('role="option"') == 2  # the film, and the way to all hits
    assert f'href="{FILM}"' in text
    assert 'data-said="1 Vorschlag"' in text
    assert "<html" not in text


def test_suggestions_forgive_a_typo(house, client):
    assert f'href="{FILM}"' in page(client, "geschmak von r", SUGGESTIONS)


@pytest.mark.parametrize("query", ["", " ", "r", "xyzzy"])
def test_where_nothing_fits_there_is_no_option(house, client, query):
    assert "role=" not in page(client, query, SUGGESTIONS)


@pytest.mark.parametrize(
    "query",
    ["a" * 10_000, "\0", "\u202e\u2066x", '%_*~"()', "😀" * 300, "สวัสดี" * 40, "<script>alert(1)</script>", "'\"><b>"],
)
@pytest.mark.parametrize("address", ["/search/", SUGGESTIONS, "/en/search/"])
def test_a_hostile_query_is_answered_and_escaped(house, client, query, address):
    text = page(client, query, address)
    assert "<script>alert" not in text
    assert "<b>" not in text


def test_a_search_asks_the_database_as_often_for_many_hits_as_for_one(house, client, django_assert_max_num_queries):
    for n in range(15):
        catalog.put_film(by=TEST, facts=FilmFacts(title=f"Rost {n}"))
    discovery.index_due()
    client.get("/search/", {"q": "rost"})
    from django.db import connection

    with django_assert_max_num_queries(9 if connection.vendor == "sqlite" else 50):
        client.get("/search/", {"q": "rost"})


def test_who_left_is_neither_found_nor_suggested(house, client):
    from abspann.members.commands import leaving

    leaving.ask_to_leave(by=house.anna, keep=True)
    for address in ("/search/", SUGGESTIONS):
        assert "@anna" not in page(client, "anna", address)
