"""AGE-C, European films of 2018 to 2023 with their casts by kind of role (King's Digital Lab), one object a line.

A folder holds `films_facts.jsonl`, packed or not. People are told apart by their names, some with a year of birth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from babel import Locale
from django.utils.translation import gettext_lazy as _

from abspann.catalog.facts import FilmFacts
from abspann.catalog.rules import Genre, Job
from abspann.catalog.sources.files import files_at
from abspann.catalog.sources.objects import number_of, objects_in, text_of, texts_of
from abspann.catalog.sources.told import (
    Choice,
    LeftOut,
    Place,
    Refused,
    Source,
    Told,
    ToldCredit,
    ToldFilm,
    ToldPerson,
    Unreadable,
)

GENRES = {
    "Action": Genre.ACTION, "Adventure": Genre.ADVENTURE, "Biopic": Genre.BIOGRAPHY, "Children's Film": Genre.FAMILY,
    "Comedy": Genre.COMEDY, "Crime": Genre.CRIME, "Detective Thriller": Genre.THRILLER, "Drama": Genre.DRAMA,
    "Experimental film": Genre.EXPERIMENTAL, "Fantasy": Genre.FANTASY,
    "Historical film (Heritage Film)": Genre.HISTORY, "Horror": Genre.HORROR, "Mockumentary": Genre.SATIRE,
    "Musical": Genre.MUSICAL, "Road Movie": Genre.ROAD_MOVIE, "Romance": Genre.ROMANCE,
    "Science Fiction": Genre.SCIENCE_FICTION, "Thriller": Genre.THRILLER, "War Film": Genre.WAR,
    "Western": Genre.WESTERN,
}  # fmt: skip
KINDS = {"Documentary": Genre.DOCUMENTARY, "Animation": Genre.ANIMATION}

ROLES = {
    "Director of the film": Job.DIRECTOR, "Screenwriter": Job.WRITER, "Leading actor": Job.ACTOR,
    "Supporting actor": Job.ACTOR, "Minor actor/Cameo": Job.ACTOR, "Documentary subject": Job.ACTOR,
    "Voice actor": Job.VOICE, "Narrator/voice over": Job.VOICE, "Producer": Job.PRODUCER,
}  # fmt: skip
"""The jobs in billing order. Who is the subject of a documentary is on its screen, and so in its cast."""

COUNTRIES = {
    "Bosnia and Herzegovina": "BA", "Czechia": "CZ", "Côte d'Ivoire": "CI", "Hong Kong": "HK", "Kosovo": "XK",
    "Korea (the Republic of)": "KR", "Palestine, State of": "PS", "Russian Federation (the)": "RU", "Turkey": "TR",
    "United Kingdom of Great Britain and Northern Ireland (the)": "GB", "United States of America (the)": "US",
    "Venezuela (Bolivarian Republic of)": "VE", "Viet Nam": "VN",
}  # fmt: skip
"""Names that differ from those of the Unicode CLDR by more than an article."""

GERMAN_SPEAKING = ("DE", "AT")


def read(place: Place, choice: Choice) -> Iterator[Told]:
    """Read the films in the order of the file."""
    files = [path for path in files_at(place.path, ".jsonl") if "people" not in path.name]
    if not files:
        raise Unreadable(f"There is no films_facts.jsonl, packed or not, in {place.path}.")
    seen: set[str] = set()
    for path in files:
        for row in objects_in(path):
            told = row if isinstance(row, Refused) else _film(path.name, *row, choice)
            if isinstance(told, ToldFilm):
                if told.key in seen:
                    yield Refused(path.name, told.line, f"Film {told.key} stands here for the second time.")
                    continue
                seen.add(told.key)
                if choice.limit is not None and len(seen) > choice.limit:
                    return
            yield told


def _film(file: str, line: int, row: dict[str, Any], choice: Choice) -> Told:
    key = text_of(row.get("id"))
    titles = _object(row.get("title"))
    native, english = text_of(titles.get("native")), text_of(titles.get("english"))
    if not key or not (native or english):
        return Refused(file, line, "This film has no number or no title.")
    release = _object(row.get("release"))
    year = number_of(release.get("year"))
    if choice.min_votes:
        return LeftOut("films with few votes")
    if choice.only_released and (year is None or release.get("type") != "Theatrical release"):
        return LeftOut("films not released")
    countries = tuple(dict.fromkeys(code for code in map(_country, _names(row.get("production"), "country")) if code))
    german = key[:2] in GERMAN_SPEAKING
    kind = KINDS.get(text_of(row.get("filmType")))
    genres = (kind, *(GENRES.get(name) for name in texts_of(row.get("genre"))))
    english_wanted = english and english != native and (not choice.languages or "en" in choice.languages)
    return ToldFilm(
        key=key,
        facts=FilmFacts(
            title=native or english,
            original_title=native if native and not german else None,
            year=year,
            genres=tuple(dict.fromkeys(genre.value for genre in genres if genre)),
            countries=countries,
            titles=(("en", english),) if english_wanted else (),
            external_ids=(("age-c", key),),
        ),
        credits=tuple(_credits(row)),
        stands_in=not german,
        file=file,
        line=line,
    )


def _credits(row: dict[str, Any]) -> Iterator[ToldCredit]:
    order = list(ROLES)
    told = [
        (text_of(part.get("role")), person)
        for part in _objects(row.get("roles"))
        if (person := _person(part.get("person")))
    ]
    told += [("Director of the film", person) for part in _objects(row.get("directors")) if (person := _person(part))]
    known: set[tuple[str, str]] = set()
    for role, person in sorted((pair for pair in told if pair[0] in ROLES), key=lambda pair: order.index(pair[0])):
        if (person.key, ROLES[role]) not in known:
            known.add((person.key, ROLES[role]))
            yield ToldCredit(person, ROLES[role])


def _person(value: Any) -> ToldPerson | None:
    row = _object(value)
    name = text_of(row.get("name"))
    if not name or name == "Unknown":
        return None
    born, died = number_of(row.get("birthYear")), number_of(row.get("deathYear"))
    return ToldPerson(name, key=text_of(row.get("id")) or name, born_year=born, died_year=died)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _names(value: Any, field: str) -> list[str]:
    return [text_of(item.get(field)) for item in _objects(value)]


def _country(name: str) -> str | None:
    return COUNTRIES.get(name) or _codes().get(_plain(name))


@lru_cache(1)
def _codes() -> dict[str, str]:
    return {
        _plain(name): code for code, name in Locale("en").territories.items() if len(code) == 2
    }  # ISO 3166-1's codes, not the regions'


def _plain(name: str) -> str:
    return re.sub(r" \(.*\)\Z", "", name).replace("&", "and").casefold()


SOURCE = Source(
    name="age-c",
    title="AGE-C",
    url="https://age-c.eu",
    license="mit",
    credit="AGE-C, King’s Digital Lab",
    terms=_("Free to use with its copyright notice kept (MIT)."),
    rank=60,
    read=read,
)
