"""Films as Wikipedia's lists tell them."""

from __future__ import annotations

import json

from abspann.catalog.sources.wikipedia import SOURCE
from tests.catalog.sources.reading import read, real, write

ROWS = [
    {
        "title": "Rust and Bone",
        "year": 2012,
        "cast": ["Marion Cotillard", "Matthias Schoenaerts", "Marion Cotillard"],
        "genres": ["Drama", "Romance", "Unheard of"],
        "href": "Rust_and_Bone",
        "extract": "A film about a trainer of whales.",
    },
    {"title": "Caught", "year": 1900, "cast": [], "genres": [], "href": None},
    {"title": "Rust and Bone", "year": 2012, "cast": [], "genres": [], "href": "Rust_and_Bone"},
    {"year": 1900, "title": " "},
    ["no", "object"],
]


def test_films_come_with_their_cast_and_a_credited_text(tmp_path):
    lines = "\n".join(json.dumps(row) for row in ROWS) + "\nno json\n"
    told = read(SOURCE, write(tmp_path / "w", {"films.jsonl.gz": lines}), tmp_path)
    first, second = told.films
    assert (first.key, first.stands_in, first.facts.genres) == ("Rust_and_Bone", True, ("drama", "romance"))
    assert first.facts.titles == (("en", "Rust and Bone"),)
    assert [credit.person.name for credit in first.credits] == ["Marion Cotillard", "Matthias Schoenaerts"]
    assert first.synopses[0].provenance.source_url == "https://en.wikipedia.org/wiki/Rust_and_Bone"
    assert first.synopses[0].provenance.license == "cc-by-sa-4.0"
    assert (second.key, second.synopses) == ("1900/Caught", ())
    assert [line for _file, line, _reason in told.refused] == [3, 4, 5, 6]


def test_the_real_files_read_whole(tmp_path):
    told = read(SOURCE, real("wikipedia"), tmp_path)
    assert len(told.films) > 36_000
    assert all("second time" in reason for _file, _line, reason in told.refused)
