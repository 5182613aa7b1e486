"""Wikidata's items, as REST answers them and as the dump holds them."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from abspann.catalog.sources.wikidata import SOURCE
from tests.catalog.sources.reading import read, real, write

KINDS = {"P345": "external-id", "P480": "external-id"}
FILM: dict[str, Any] = {
    "labels": {"de": "Der Geschmack von Rost und Knochen", "en": "Rust and Bone", "fr": "De rouille et d'os"},
    "P31": [("Q11424", {})],
    "P57": [("Q1", {})],
    "P161": [("Q8927", {"P453": ["Q7"]}), ("Q999", {"P4633": ["Ali"]})],
    "P577": [
        ({"time": "+2012-05-17T00:00:00Z", "precision": 11}, {"P291": ["Q142"]}),
        ({"time": "+2013-01-10T00:00:00Z", "precision": 11}, {"P291": ["Q183"]}),
        ({"time": "+2013-02-00T00:00:00Z", "precision": 10}, {"P291": ["Q40"]}),
    ],
    "P1476": [({"text": "De rouille et d'os", "language": "fr"}, {})],
    "P1981": [("Q20644796", {})],
    "P2047": [({"amount": "+7380", "unit": "http://www.wikidata.org/entity/Q11574"}, {})],
    "P136": [("Q130232", {}), ("Q123456789", {})],
    "P495": [("Q142", {}), ("Q31", {})],
    "P364": [("Q150", {})],
    "P345": [("tt2053425", {})],
    "P480": [("777", {})],
    "P272": [("Q50", {})],
    "P166": [
        ("Q840286", {"P585": [{"time": "+2012-05-27T00:00:00Z", "precision": 11}], "P1346": ["Q8927"]}),
        ("Q840286", {"P585": [{"time": "+2012-05-27T00:00:00Z", "precision": 11}]}),
        ("Q424242", {"P585": [{"time": "+2012-05-27T00:00:00Z", "precision": 11}]}),
    ],
}
OTHERS: dict[str, dict[str, Any]] = {
    "Q1": {"labels": {"mul": "Jacques Audiard"}, "P569": [({"time": "+1952-04-30T00:00:00Z", "precision": 11}, {})]},
    "Q7": {"labels": {"en": "Stéphanie"}},
    "Q8927": {"labels": {"de": "Marion Cotillard"}, "P345": [("nm0182839", {})]},
    "Q50": {"labels": {"fr": "Why Not", "en": "Why Not Productions"}},
    "Q60": {"labels": {"de": "Eine Serie"}, "P31": [("Q5398426", {})]},
}


def answered(key: str, item: dict[str, Any]) -> dict[str, Any]:
    """An item as the REST interface answers it."""

    def of(value: Any) -> dict[str, Any]:
        return {"type": "value", "content": value}

    def statement(name: str, value: Any, qualifiers: dict[str, list[Any]], rank: str = "normal") -> dict[str, Any]:
        told = [{"property": {"id": q}, "value": of(v)} for q, values in qualifiers.items() for v in values]
        kind = {"id": name, "data_type": KINDS.get(name, "wikibase-item")}
        return {"rank": rank, "property": kind, "value": of(value), "qualifiers": told}

    statements = {n: [statement(n, *pair) for pair in pairs] for n, pairs in item.items() if n != "labels"}
    if "P1981" in statements:
        statements["P1981"].insert(0, statement("P1981", "Q20644798", {}, rank="deprecated"))
    return {"type": "item", "id": key, "labels": item["labels"], "statements": statements}


def dumped(key: str, item: dict[str, Any]) -> dict[str, Any]:
    """The same item as the dump holds it."""

    def snak(name: str, value: Any) -> dict[str, Any]:
        is_item = isinstance(value, str) and value.startswith("Q")
        held = {"entity-type": "item", "id": value} if is_item else value
        kind = KINDS.get(name, "wikibase-item")
        return {"snaktype": "value", "property": name, "datatype": kind, "datavalue": {"value": held}}

    def claim(name: str, value: Any, qualifiers: dict[str, list[Any]]) -> dict[str, Any]:
        told = {q: [snak(q, v) for v in values] for q, values in qualifiers.items()}
        return {"mainsnak": snak(name, value), "rank": "normal", "qualifiers": told}

    labels = {code: {"language": code, "value": text} for code, text in item["labels"].items()}
    claims = {n: [claim(n, *pair) for pair in pairs] for n, pairs in item.items() if n != "labels"}
    return {"type": "item", "id": key, "labels": labels, "claims": claims}


ITEMS = {"Q2": FILM, **OTHERS}
ONE_A_FILE = {f"{key}.json.gz": json.dumps(answered(key, item)) for key, item in ITEMS.items()}
A_DUMP = {"dump.json": "[\n" + ",\n".join(json.dumps(dumped(key, item)) for key, item in ITEMS.items()) + "\n]\n"}
INDENTED = {f"{key}.json": json.dumps({"entities": {key: dumped(key, item)}}, indent=1) for key, item in ITEMS.items()}


@pytest.mark.parametrize("files", [ONE_A_FILE, A_DUMP, INDENTED], ids=["one a file", "a dump", "indented"])
def test_a_film_reads_the_same_however_its_item_is_written(tmp_path, files):
    told = read(SOURCE, write(tmp_path / "w", files), tmp_path)
    (film,) = told.films
    facts = film.facts
    assert (film.key, facts.title, facts.original_title) == (
        "Q2",
        "Der Geschmack von Rost und Knochen",
        "De rouille et d'os",
    )
    assert (facts.year, facts.running_minutes, facts.fsk) == (2012, 123, 12)
    assert (facts.genres, facts.countries, facts.languages) == (("drama",), ("FR", "BE"), ("fr",))
    assert facts.titles == (("en", "Rust and Bone"), ("fr", "De rouille et d'os"))
    assert facts.releases == (("DE", dt.date(2013, 1, 10)), ("FR", dt.date(2012, 5, 17)))
    assert facts.external_ids == (("wikidata", "Q2"), ("imdb", "tt2053425"), ("p480", "777"))
    assert [company.name for company in facts.companies] == ["Why Not Productions"]
    assert [(c.person.name, c.person.key, c.job, c.role) for c in film.credits] == [
        ("Jacques Audiard", "Q1", "director", None),
        ("Marion Cotillard", "Q8927", "actor", "Stéphanie"),
        ("", "Q999", "actor", "Ali"),
    ]
    assert film.credits[0].person.born_on == dt.date(1952, 4, 30)
    assert film.credits[1].person.ids == (("wikidata", "Q8927"), ("imdb", "nm0182839"))
    (outcome,) = film.outcomes
    assert (outcome.festival, outcome.award, outcome.year, outcome.result) == ("cannes", "best-actress", 2012, "won")
    assert [person.name for person in outcome.people] == ["Marion Cotillard"]
    assert told.left_out == {"series and episodes": 1}
    assert told.missing == {"items"}


def test_what_is_no_item_is_refused_and_the_rest_is_read(tmp_path):
    files = {**ONE_A_FILE, "broken.json": '{"id": "Q3", "labels"', "else.json": '{"id": "P31", "labels": {}}'}
    told = read(SOURCE, write(tmp_path / "w", files), tmp_path)
    assert len(told.films) == 1
    assert sorted(file for file, _line, _reason in told.refused) == ["broken.json", "else.json"]


def test_the_real_items_read(tmp_path):
    told = read(SOURCE, real("wikidata"), tmp_path)
    assert {film.facts.title for film in told.films} == {"Blade Runner", "Inception", "Matrix"}
    assert told.refused == []
    matrix = next(film for film in told.films if film.facts.title == "Matrix")
    assert (matrix.facts.year, matrix.facts.fsk) == (1999, 16)
    assert {outcome.festival for outcome in matrix.outcomes} >= {"oscars", "bafta"}
