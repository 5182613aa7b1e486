"""TMDB, as a house of our own on this machine answers in its shapes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from abspann.catalog.sources.tmdb import SOURCE
from abspann.catalog.sources.told import Choice, Place, Unreadable
from abspann.core import fetching
from tests.catalog.sources.reading import Reading

KEY = "a-key"
FILM: dict[str, Any] = {
    "id": 97365,
    "title": "Der Geschmack von Rost und Knochen",
    "original_title": "De rouille et d'os",
    "original_language": "fr",
    "release_date": "2012-05-17",
    "status": "Released",
    "runtime": 123,
    "budget": 0,
    "overview": "Ali und Stéphanie.",
    "vote_count": 1500,
    "genres": [{"id": 18, "name": "Drama"}, {"id": 10749, "name": "Liebesfilm"}],
    "production_countries": [{"iso_3166_1": "FR"}, {"iso_3166_1": "BE"}],
    "spoken_languages": [{"iso_639_1": "fr"}],
    "production_companies": [{"name": "Why Not Productions", "origin_country": "FR"}],
    "belongs_to_collection": None,
    "external_ids": {"imdb_id": "tt2053425", "wikidata_id": "Q2"},
    "credits": {
        "cast": [
            {"id": 2, "name": "Matthias Schoenaerts", "character": "Alain van Versch / Ali", "order": 1},
            {"id": 1, "name": "Marion Cotillard", "character": "Stéphanie", "order": 0},
        ],
        "crew": [{"id": 3, "name": "Jacques Audiard", "job": "Director"}, {"id": 4, "name": "X", "job": "Gaffer"}],
    },
    "release_dates": {
        "results": [
            {
                "iso_3166_1": "DE",
                "release_dates": [
                    {"certification": "12", "release_date": "2013-01-10T00:00:00.000Z", "type": 3},
                    {"certification": "", "release_date": "2012-12-01T00:00:00.000Z", "type": 1},
                ],
            }
        ]
    },
    "translations": {
        "translations": [
            {
                "iso_639_1": "de",
                "data": {"title": "Der Geschmack von Rost und Knochen", "overview": "Ali und Stéphanie."},
            },
            {"iso_639_1": "en", "data": {"title": "Rust and Bone", "overview": "Ali and Stéphanie."}},
        ]
    },
}


class House(BaseHTTPRequestHandler):
    """Answers as TMDB does; what it was asked is in `asked`, and it is busy as often as `busy` says."""

    asked: list[str] = []
    busy = 0

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        House.asked.append(parts.path)
        if self.headers["Authorization"] != f"Bearer {KEY}":
            self._answer(401, {"status_message": "Invalid API key"})
        elif House.busy:
            House.busy -= 1
            self._answer(429, {}, {"Retry-After": "1"})
        elif parts.path == "/3/movie/97365":
            self._answer(200, FILM)
        elif parts.path == "/3/find/tt2053425" and asked["external_source"] == "imdb_id":
            self._answer(200, {"movie_results": [{"id": 97365}]})
        elif parts.path == "/3/search/movie":
            rows = {"rust and bone": [{"id": 97365}], "twins": [{"id": 1}, {"id": 2}]}
            self._answer(200, {"results": rows.get(asked["query"].casefold(), [])})
        elif parts.path == "/3/movie/5":
            self._answer(302, {}, {"Location": "/3/movie/97365"})
        else:
            self._answer(404, {"status_message": "not found"})

    def _answer(self, status: int, value: Any, headers: dict[str, str] | None = None) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        for name, text in (headers or {}).items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@pytest.fixture
def house(monkeypatch) -> Iterator[str]:
    monkeypatch.setattr(fetching.time, "sleep", lambda seconds: None)
    House.asked, House.busy = [], 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), House)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/3"
    server.shutdown()
    thread.join()
    server.server_close()


def ask(house: str, path: Path, *, key: str = KEY, **choice: Any) -> Reading:
    return Reading(list(SOURCE.read(Place(path, path.parent, key, house), Choice(**choice))))


def test_a_film_comes_with_credits_releases_and_translations(house, tmp_path):
    (tmp_path / "wishes.txt").write_text("97365\n")
    (film,) = ask(house, tmp_path / "wishes.txt").films
    facts = film.facts
    assert (film.key, facts.title, facts.original_title) == ("97365", FILM["title"], FILM["original_title"])
    assert (facts.year, facts.fsk, facts.budget_amount) == (2012, 12, None)
    assert facts.releases == (("DE", dt.date(2013, 1, 10)),)
    assert facts.titles == (("en", "Rust and Bone"),)
    assert facts.external_ids == (("tmdb", "97365"), ("imdb", "tt2053425"), ("wikidata", "Q2"))
    assert [(c.person.name, c.job, c.role, c.role_aliases) for c in film.credits] == [
        ("Jacques Audiard", "director", None, ()),
        ("Marion Cotillard", "actor", "Stéphanie", ()),
        ("Matthias Schoenaerts", "actor", "Alain van Versch", ("Ali",)),
    ]
    assert {text.provenance.language: text.provenance.source for text in film.synopses} == {"de": "TMDB", "en": "TMDB"}


@pytest.mark.parametrize(
    "wish", ["tt2053425", "Rust and Bone (2012)", "Rust and Bone", '{"id": 97365, "adult": false}']
)
def test_a_film_is_wished_by_number_title_or_line_of_the_daily_list(house, tmp_path, wish):
    (tmp_path / "wishes.txt").write_text(wish)
    assert [film.key for film in ask(house, tmp_path / "wishes.txt").films] == ["97365"]
    assert [film.key for film in ask(house, tmp_path / wish.replace("/", "")).films] == ["97365"]


def test_what_is_not_known_or_not_clear_is_refused_and_no_redirect_is_followed(house, tmp_path):
    (tmp_path / "wishes.txt").write_text("Twins\nNowhere (1999)\n404\n5\n97365\n")
    told = ask(house, tmp_path / "wishes.txt")
    assert [line for _file, line, _reason in told.refused] == [1, 2, 3, 4]
    assert len(told.films) == 1


def test_a_busy_house_is_asked_again(house, tmp_path):
    House.busy = 2
    (tmp_path / "wishes.txt").write_text("97365")
    assert len(ask(house, tmp_path / "wishes.txt").films) == 1
    assert House.asked == ["/3/movie/97365"] * 3


def test_a_wrong_key_and_no_key_are_said(house, tmp_path):
    (tmp_path / "wishes.txt").write_text("97365")
    with pytest.raises(Unreadable, match="does not accept the key"):
        ask(house, tmp_path / "wishes.txt", key="another")
    with pytest.raises(Unreadable, match="ABSPANN_TMDB_KEY"):
        ask(house, tmp_path / "wishes.txt", key="")


def test_a_house_that_does_not_answer_is_said_for_each_film(tmp_path, monkeypatch):
    monkeypatch.setattr(fetching.time, "sleep", lambda seconds: None)
    (tmp_path / "wishes.txt").write_text("97365\n")
    told = ask("http://127.0.0.1:1/3", tmp_path / "wishes.txt")
    assert [reason for _file, _line, reason in told.refused] == ["TMDB: The answer was 503."]


@pytest.mark.django_db
def test_the_command_asks_tmdb_with_the_keepers_key(house, settings, capsys):
    from abspann.catalog.models import Film
    from abspann.keeper.importing import run_import

    settings.TMDB_KEY, settings.TMDB_URL = KEY, house
    choice = {"dry_run": False, "limit": None, "only_released": False, "min_votes": 0, "languages": ()}
    assert run_import("tmdb", Path("Rust and Bone (2012)"), **choice) == 0
    film = Film.objects.get()
    assert (film.title, film.votes) == (FILM["title"], 1500)
    assert "1 new" in capsys.readouterr().out
    settings.TMDB_KEY = ""
    assert run_import("tmdb", Path("Rust and Bone (2012)"), **choice) == 3
