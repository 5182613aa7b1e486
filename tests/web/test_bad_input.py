"""What cannot be answered gets the right status and a sentence in the reader's language; nothing is lost."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection

from abspann.reviews.queries import reviews_page

FILM = "/film/der-geschmack-von-rost-und-knochen-2012/"


def _main(response) -> str:
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/film/gibt-es-nicht-1900/", "Unter dieser Adresse ist kein Film bekannt."),
        ("/en/film/gibt-es-nicht-1900/", "No film is known at this address."),
        ("/person/niemand/", "Unter dieser Adresse ist niemand bekannt."),
        ("/en/person/niemand/", "Nobody is known at this address."),
        ("/festival/nirgends/", "Unter dieser Adresse ist kein Festival bekannt."),
        ("/gar/nichts/", "Unter dieser Adresse steht keine Seite."),
        ("/en/gar/nichts/", "There is no page at this address."),
    ],
)
def test_an_unknown_address_is_a_404_in_the_readers_language(everything, client, address, sentence):
    response = client.get(address)
    assert response.status_code == 404
    assert sentence in _main(response)


@pytest.mark.parametrize(
    "query", ["stars=6", "stars=3.3", "stars=0", "stars=-1", "stars=٣", "sort=oldest", "after=abc"]
)
def test_a_list_that_cannot_be_is_a_404_and_no_first_page(everything, client, query):
    assert client.get(f"{FILM}reviews/?{query}").status_code == 404


def test_the_sentence_about_stars_names_what_was_asked(everything, client):
    assert "3.3" in _main(client.get(f"/en{FILM}reviews/?stars=3.3"))


def test_a_cursor_of_another_list_is_a_404(everything, client):
    first = reviews_page(everything.film, viewer=None, order="newest", half_stars=None, after=None, size=1)
    assert client.get(f"{FILM}reviews/?sort=newest&after={first.next}").status_code == 200
    assert client.get(f"{FILM}reviews/?sort=best&after={first.next}").status_code == 404
    assert client.get(f"/films/?after={first.next}").status_code == 404


@pytest.mark.parametrize("query", ["genre=quatsch", "decade=201", "decade=2015", "country=%27", "sort=x"])
def test_films_cannot_be_chosen_by_what_does_not_exist(everything, client, query):
    assert client.get(f"/films/?{query}").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["", "%", "_", "\0", "\\", "' OR 1=1 --", "<script>", "🎬", "กขค", "a b c d e f g h i j k l m n", "a" * 10_000],
)
def test_any_search_is_answered(everything, client, query):
    assert client.get("/search/", {"q": query}).status_code == 200


@pytest.mark.parametrize(
    "fault", ["database is locked", "attempt to write a readonly database", "database or disk is full"]
)
@pytest.mark.parametrize(("address", "sentence"), [(FILM, "Die Datenbank"), (f"/en{FILM}", "The database")])
def test_a_database_that_cannot_answer_is_a_503_that_asks_to_come_back(everything, client, fault, address, sentence):
    def refuse(*_args):
        raise OperationalError(fault)

    with connection.execute_wrapper(refuse):
        response = client.get(address)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert sentence in _main(response)


def test_a_fault_of_ours_is_a_500_that_belongs_to_the_house(everything, client):
    client.raise_request_exception = False

    def fail(*_args):
        raise RuntimeError("a fault of ours")

    with connection.execute_wrapper(fail):
        response = client.get(FILM)
    assert response.status_code == 500
    assert "Filmriss" in _main(response)


def test_a_former_address_leads_on_for_good(world, client):
    from abspann.catalog.commands import put_film
    from abspann.catalog.facts import FilmFacts
    from tests.conftest import TEST

    put_film(by=TEST, slug=world.film.slug, facts=FilmFacts(title="Rost und Knochen", year=2012))
    response = client.get(f"/en{FILM}reviews/?stars=3.5")
    assert (response.status_code, response.headers["Location"]) == (
        301,
        "/en/film/rost-und-knochen-2012/reviews/?stars=3.5",
    )
