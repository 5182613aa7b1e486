"""AGE-C's films."""

from __future__ import annotations

import json

from abspann.catalog.sources.age_c import SOURCE
from tests.catalog.sources.reading import read, real, write


def person(name: str, born: int = 0) -> dict[str, object]:
    return {"id": name, "slug": "x", "name": name, "birthYear": born, "deathYear": 0}


FILM = {
    "id": "FR2018_007",
    "title": {"native": "Un film", "english": "A Film"},
    "release": {"type": "Theatrical release", "date": "2018-01-04", "year": 2018},
    "filmType": "Documentary",
    "directors": [person("Claire Denis", 1946)],
    "genre": ["Romance", "Documentary – Poetic mode"],
    "production": [{"country": "France"}, {"country": "Korea (the Republic of)"}, {"country": "Unknown"}],
    "roles": [
        {"person": person("B"), "role": "Minor actor/Cameo"},
        {"person": person("A"), "role": "Leading actor"},
        {"person": person("Claire Denis", 1946), "role": "Director of the film"},
        {"person": person("C"), "role": "Unknown"},
    ],
}


def test_a_film_comes_with_its_cast_the_leading_ones_first(tmp_path):
    told = read(SOURCE, write(tmp_path / "a", {"films_facts.jsonl": json.dumps(FILM)}), tmp_path).films[0]
    assert (told.facts.title, told.facts.original_title, told.stands_in) == ("Un film", "Un film", True)
    assert (told.facts.titles, told.facts.genres) == ((("en", "A Film"),), ("documentary", "romance"))
    assert told.facts.countries == ("FR", "KR")
    assert [(c.person.name, c.person.born_year, c.job) for c in told.credits] == [
        ("Claire Denis", 1946, "director"),
        ("A", None, "actor"),
        ("B", None, "actor"),
    ]


def test_every_country_of_the_real_files_is_known(tmp_path):
    told = read(SOURCE, real("age-c"), tmp_path)
    assert (len(told.films), told.refused) == (3_153, [])
    assert sum(1 for film in told.films if not film.facts.countries) <= 4
