"""The films of a catalog of any size, made out of real words where such are at hand, as a source tells them."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import itertools
import random
from functools import cached_property
from pathlib import Path
from typing import Any

REAL = Path(__file__).parents[2] / "shared" / "data" / "omdb"
PEOPLE_PER_FILM = 0.8

STEEP = 1.5
"""Of a million people with ten million credits the busiest has about a thousand, as in life."""

BUSY = 300
"""As many films were made by person 1, at every size: their page is comparable."""

REMAKES = 0.02
GENRES = {
    "drama": 40,
    "comedy": 25,
    "documentary": 18,
    "thriller": 10,
    "action": 9,
    "romance": 9,
    "horror": 8,
    "crime": 7,
    "adventure": 5,
    "family": 5,
    "animation": 5,
    "music": 4,
    "fantasy": 4,
    "mystery": 4,
    "science-fiction": 4,
    "history": 3,
    "war": 2,
    "western": 2,
    "musical": 1,
    "experimental": 1,
}
COUNTRIES = {
    "US": 35,
    "IN": 9,
    "GB": 8,
    "FR": 8,
    "DE": 7,
    "JP": 7,
    "IT": 6,
    "ES": 4,
    "CA": 4,
    "CN": 3,
    "BR": 3,
    "MX": 2,
    "SE": 2,
    "KR": 2,
    "RU": 2,
    "AR": 2,
    "TR": 2,
    "PL": 2,
    "DK": 1,
    "NL": 1,
    "AT": 1,
    "CH": 1,
    "HU": 1,
    "NG": 1,
}
TONGUES = {
    "US": "en",
    "IN": "hi",
    "GB": "en",
    "FR": "fr",
    "DE": "de",
    "JP": "ja",
    "IT": "it",
    "ES": "es",
    "CA": "en",
    "CN": "zh",
    "BR": "pt",
    "MX": "es",
    "SE": "sv",
    "KR": "ko",
    "RU": "ru",
    "AR": "es",
    "TR": "tr",
    "PL": "pl",
    "DK": "da",
    "NL": "nl",
    "AT": "de",
    "CH": "de",
    "HU": "hu",
    "NG": "en",
}

WORDS = (
    "der die das und the of a la le in Nacht Haus Fluss Winter Sommer Liebe Tod Stadt Meer Licht Schatten Weg Zeit "
    "Kind Mann Frau Krieg Frieden Brief Traum Berg Feuer Wasser Stille Rückkehr Abschied Herz Stein Wind Regen Garten "
    "Zug Hafen Insel Mond Sonne Tag night house river winter love death city sea light shadow road time child man "
    "woman war letter dream mountain fire water silence return heart stone wind rain garden train island moon day"
)
"""For where no titles are at hand; the rest is made of syllables."""


def _syllables(chance: random.Random, count: int, most: int) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < count:
        word = "".join(
            chance.choice("bdfghjklmnprstvwz") + chance.choice("aeiouäöü") for _ in range(chance.randint(2, most))
        )
        made[word.capitalize()] = None
    return list(made)


def _column(name: str, at: int) -> list[str]:
    """A column of one of the real tables, without what is no word; empty where the table is not at hand."""
    if not (REAL / name).is_file():
        return []
    with gzip.open(REAL / name, "rt", encoding="utf-8", errors="replace") as file:
        rows = csv.reader(file, escapechar="\\")
        next(rows)
        return [" ".join(row[at].split())[:200] for row in rows if len(row) > at and row[at].strip()]


def _weighed(weights: dict[str, int]) -> tuple[str, ...]:
    return tuple(itertools.chain.from_iterable([name] * weight for name, weight in weights.items()))


class World:
    """All films there could be. `people`: how many the first so many films share."""

    def __init__(self, films: int) -> None:
        self.films, self.people = films, max(50, int(films * PEOPLE_PER_FILM)) if films else 0
        self._titles: list[str] = []
        self._seen: set[str] = set()
        self._chance = random.Random(4)
        self._genres, self._countries = _weighed(GENRES), _weighed(COUNTRIES)

    @cached_property
    def _real(self) -> list[str]:
        titles = _column("all_movies.csv.gz", 1)
        if not titles:
            words = [*WORDS.split() * 20, *_syllables(self._chance, 30_000, 4)]
            titles = [
                " ".join(self._chance.choices(words, k=self._chance.choice((1, 1, 2, 2, 3, 3, 4, 5)))).capitalize()
                for _ in range(60_000)
            ]
        self._chance.shuffle(titles)
        return titles

    @cached_property
    def _spoken(self) -> tuple[list[str], list[int]]:
        """All words of the real titles, as often as they come, and how many each title has."""
        split = [title.split() for title in self._real]
        return list(itertools.chain.from_iterable(split)), [len(words) for words in split]

    @cached_property
    def _names(self) -> tuple[list[str], list[str]]:
        names = [name.split() for name in _column("all_people_aliases.csv.gz", 1)]
        first = [name[0] for name in names if len(name) > 1] or _syllables(self._chance, 2_000, 3)
        last = [name[-1] for name in names if len(name) > 1] or _syllables(self._chance, 12_000, 3)
        return first, last + _syllables(random.Random(5), 20_000, 4)

    def title(self, n: int) -> str:
        """The n-th title. Some films have that of an earlier one."""
        if n >= len(self._titles):
            self._more(n + 20_000)
        return self._titles[n]

    def _more(self, count: int) -> None:
        real, chance, (words, lengths) = self._real, self._chance, self._spoken
        titles, seen = self._titles, self._seen
        for n in range(len(titles), count):
            if n < len(real):
                title = real[n]
            elif chance.random() < REMAKES:
                title = titles[int(chance.random() * n)]
            else:
                while True:
                    length = chance.choice(lengths)
                    # One-word titles of a language as large as this are compounds, or they would all be taken.
                    title = chance.choice(words) + chance.choice(words).lower()
                    if length > 1:
                        title = " ".join(chance.choices(words, k=length))[:200]
                    if title.lower() not in seen:
                        break
            seen.add(title.lower())
            titles.append(title)

    def name(self, person: int) -> str:
        """The name of a person; some share one."""
        first, last = self._names
        return f"{first[person * 7919 % len(first)]} {last[(person * 104729 + person // len(last)) % len(last)]}"

    def film(self, n: int) -> dict[str, Any]:
        """What there is to know of the n-th film."""
        chance = random.Random(n)
        draw = chance.random
        year = 2025 - int(chance.expovariate(1 / 24)) % 128
        country = self._countries[int(draw() * len(self._countries))]
        countries = [country] if draw() < 0.8 else [country, chance.choice(self._countries)]
        title = self.title(n)
        titles = [
            (language, self.title(int(draw() * n)) if draw() < 0.7 else f"{title} {n % 7 + 2}")
            for language in ("en", "fr", "es")
            if draw() < 0.25
        ]
        count = min(60, 2 + int(chance.expovariate(1 / 8.4)))
        cast: dict[int, None] = {1: None} if n < BUSY else {}
        for _ in range(count):
            cast[2 + int((self.people - 2) * draw() ** STEEP)] = None
        month, day = 1 + int(draw() * 12), 1 + int(draw() * 28)
        return {
            "title": title,
            "year": year if draw() < 0.98 else None,
            "minutes": int(chance.gauss(96, 22)) if draw() < 0.8 else None,
            "fsk": chance.choice((0, 6, 12, 16, 18)) if draw() < 0.05 else None,
            "original": self.title(int(draw() * n)) if draw() < 0.3 else None,
            "language": TONGUES[country],
            "genres": list(dict.fromkeys(chance.choice(self._genres) for _ in range(chance.choice((1, 1, 2, 2, 3))))),
            "countries": list(dict.fromkeys(countries)),
            "titles": titles,
            "release": (chance.choice(("DE", "US", "FR")), f"{year}-{month:02}-{day:02}") if draw() < 0.4 else None,
            "company": f"{self._names[1][int(len(self._names[1]) * draw() ** 3)]} Film" if draw() < 0.6 else None,
            "cast": list(cast),
            "ratings": int(chance.paretovariate(0.8)) - 1,
            "votes": int(10 ** (6 * draw() ** 3)),
        }

    def told(self, n: int, *, key: str = "", ids: bool = True) -> Any:
        """The n-th film as a source tells it."""
        from abspann.catalog.facts import CompanyFacts, FilmFacts
        from abspann.catalog.rules import CompanyJob
        from abspann.catalog.sources.told import ToldCredit, ToldFilm, ToldPerson

        film = self.film(n)
        release = film["release"]
        return ToldFilm(
            key=key or str(n),
            facts=FilmFacts(
                title=film["title"],
                year=film["year"],
                original_title=film["original"],
                original_language=film["language"],
                running_minutes=film["minutes"] if film["minutes"] and film["minutes"] > 0 else None,
                fsk=film["fsk"],
                genres=tuple(film["genres"]),
                countries=tuple(film["countries"]),
                languages=(film["language"],),
                titles=tuple(film["titles"]),
                releases=((release[0], dt.date.fromisoformat(release[1])),) if release else (),
                companies=(CompanyFacts(film["company"], CompanyJob.PRODUCTION),) if film["company"] else (),
                external_ids=(("imdb", imdb_of_film(n)),) if ids else (),
            ),
            credits=tuple(
                ToldCredit(
                    ToldPerson(
                        self.name(person), key=str(person), ids=(("imdb", imdb_of_person(person)),) if ids else ()
                    ),
                    job_at(at),
                    role_at(n, at),
                )
                for at, person in enumerate(film["cast"])
            ),
            votes=film["votes"],
        )


def imdb_of_film(n: int) -> str:
    """The number of the n-th film."""
    return f"tt{n + 1:07}"


def imdb_of_person(n: int) -> str:
    """The number of the n-th person."""
    return f"nm{n:07}"


def job_at(place: int) -> str:
    """What who stands at this place of the credits did."""
    return ("director", "writer", "composer")[place] if place < 3 else "actor"


def role_at(film: int, place: int) -> str | None:
    """The role of who stands there."""
    return f"Rolle {film % 97}-{place}" if place >= 3 else None
