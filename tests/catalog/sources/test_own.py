"""The house's own list."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from abspann.catalog.sources.own import KEY, SOURCE
from abspann.catalog.sources.told import Unreadable
from tests.catalog.sources.reading import read, write

TABLE = """Title;Year;Cast;Genres;Titles;released_de;Directors;FSK;Shelf
Der Geschmack von Rost und Knochen;2012;Marion Cotillard (Stéphanie)|Matthias Schoenaerts (Ali);Drama|Liebesfilm;en: Rust and Bone;10.1.2013;Jacques Audiard;12;A4
Ohne Jahr;;;;;;;;
Falsches Jahr;20x;;;;;;;
;2012;;;;;;;
Falsches Genre;2012;;Quatsch;;;;;
Falscher Tag;2012;;;;31.2.2013;;;
Ohne Jahr;;;;;;;;
"""


def test_a_table_from_a_spreadsheet_is_read_whatever_its_sign(tmp_path):
    for sign in (";", ",", "\t"):
        folder = write(tmp_path / f"own{ord(sign)}", {"archiv.csv": TABLE.replace(";", sign)})
        told = read(SOURCE, folder, tmp_path)
        film = told.films[0]
        assert film.key == "der geschmack von rost und knochen (2012)"
        assert (film.facts.year, film.facts.fsk, film.facts.genres) == (2012, 12, ("drama", "romance"))
        assert (film.facts.titles, film.facts.releases) == (
            (("en", "Rust and Bone"),),
            (("DE", dt.date(2013, 1, 10)),),
        )
        assert [(c.person.name, c.job, c.role) for c in film.credits] == [
            ("Jacques Audiard", "director", None),
            ("Marion Cotillard", "actor", "Stéphanie"),
            ("Matthias Schoenaerts", "actor", "Ali"),
        ]
        assert [line for _file, line, _reason in told.refused] == [4, 5, 6, 7, 8]


def test_lines_of_json_say_the_same_with_lists(tmp_path):
    row = {"title": "Liebe", "year": 2012, "titles": {"fr": "Amour"}, "cast": ["Emmanuelle Riva (Anne)"], "imdb": "tt1"}
    told = read(SOURCE, write(tmp_path / "own", {"a.jsonl": json.dumps(row)}), tmp_path)
    film = told.films[0]
    assert (film.facts.titles, film.facts.external_ids) == ((("fr", "Amour"),), (("imdb", "tt1"),))
    assert film.credits[0].role == "Anne"


def test_films_with_long_titles_are_told_apart_and_none_is_refused(tmp_path):
    title = "Die Kaiserliche und Königliche Hoheit exerziert die Leibbatterie, und es regnet dabei sehr"
    rows = [{"title": f"{title} {n}", "year": 1909} for n in (1, 2)]
    told = read(SOURCE, write(tmp_path / "own", {"a.jsonl": "\n".join(map(json.dumps, rows))}), tmp_path)
    keys = [film.key for film in told.films]
    assert (len(set(keys)), max(map(len, keys)) <= KEY, told.refused) == (2, True, [])


def test_a_table_without_titles_is_said_with_what_it_has(tmp_path):
    with pytest.raises(Unreadable, match="no column «title»; it has: Name, Jahr"):
        read(SOURCE, write(tmp_path / "own", {"a.csv": "Name;Jahr\nX;2012\n"}), tmp_path)
