"""Catalogs of any size, out of real words where such are at hand: as a source tells films, or a database full of them.

    python -m bench.generate --films 1000000 --keep FOLDER

The n-th film is always the same, whatever the size. Titles are the real ones first, then made of their words in their
lengths; years, countries, genres and languages are as unequal as in life, and so are people: a few have hundreds of
credits, most have one. A film has ten credits on average. Nothing of what is read here is written into the project.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import gzip
import itertools
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg

REAL = Path(__file__).parents[2] / "shared" / "data" / "omdb"
PEOPLE_PER_FILM = 0.8
STEEP = 1.5
"""Of a million people with ten million credits the busiest has about a thousand, as in life."""

BUSY = 300
"""As many films were made by person 1, at every size: their page is comparable."""

REMAKES = 0.02
BATCH = 5_000
STAMP = "2026-01-01 00:00:00+00:00"

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


# Straight into a database.


def fill(world: World, *, source: str = "elsewhere") -> None:
    """Put the world's films and people into an empty catalog, past the commands, as if a source had told them."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA cache_size = -400000")
            # What is made here is in order; the checks would take half of the time.
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA ignore_check_constraints = ON")
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        indexes = _without_indexes()
        for start in range(1, world.people + 1, BATCH):
            _put_people(world, source, range(start, min(start + BATCH, world.people + 1)))
        for start in range(0, world.films, BATCH):
            _put_films(world, source, range(start, min(start + BATCH, world.films)))
        with connection.cursor() as cursor:
            for statement in indexes:
                cursor.execute(statement)
            if connection.vendor == "postgresql":
                # What COPY gave keys to, the sequences have not.
                for table in ("catalog_film", "catalog_person"):
                    cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


TABLES = (
    *("film", "person", "credit", "filmfacet", "filmtitle", "release", "externalid", "filmname", "sourcerecord"),
    *("filmcompany",),
)


def _without_indexes() -> list[str]:
    """Drop the indexes of the large tables, but for those of constraints; return how they are made again."""
    from django.db import connection

    with connection.cursor() as cursor:
        tables = tuple(f"catalog_{name}" for name in TABLES)
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT EXISTS "
                "(SELECT FROM pg_constraint WHERE conname = indexname)",
                [list(tables)],
            )
        else:
            marks = ", ".join(["%s"] * len(tables))
            cursor.execute(
                f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
                f"AND tbl_name IN ({marks})",
                tables,
            )
        found = list(cursor.fetchall())
        for name, _made in found:
            cursor.execute(f'DROP INDEX "{name}"')
    return [made for _name, made in found]


def _put_people(world: World, source: str, numbers: range) -> None:
    from abspann.catalog.models import Person, SourceRecord
    from abspann.catalog.rules import person_name
    from abspann.core.rows import insert

    named = [(n, world.name(n)) for n in numbers]
    insert(
        Person,
        ("id", "public_id", "slug", "name", "imdb", "folded", "held"),
        [(n, f"p{n:x}", f"person-{n}", name, imdb_of_person(n), person_name(name), "{}") for n, name in named],
    )
    insert(
        SourceRecord,
        ("source", "key", "person_id", "digest", "taken", "aside", "stands_in"),
        [(source, str(n), n, n, '["name","imdb"]', "{}", False) for n, _name in named],
    )


def _put_films(world: World, source: str, numbers: range) -> None:
    """The n-th film has the key n + 1."""
    from abspann.catalog.models import (
        Credit,
        ExternalId,
        Film,
        FilmCompany,
        FilmFacet,
        FilmName,
        FilmTitle,
        Release,
        SourceRecord,
    )
    from abspann.catalog.rules import film_names
    from abspann.core.rows import insert
    from abspann.core.sorting import sort_key
    from abspann.reviews.models import FilmScore

    rows: dict[Any, list[tuple[Any, ...]]] = {
        model: []
        for model in (Film, FilmFacet, FilmTitle, Release, ExternalId, FilmName, SourceRecord, FilmScore, Credit)
    }
    made_by: list[tuple[int, str]] = []
    nothing = "[0,0,0,0,0,0,0,0,0,0,0]"
    taken = '["title","year","running_minutes","original_title","original_language","genres","countries","credits"]'
    for n in numbers:
        film, key = world.film(n), n + 1
        title, original, ratings = film["title"], film["original"], min(film["ratings"], 100_000)
        minutes = film["minutes"] if film["minutes"] and film["minutes"] > 0 else None
        rows[Film].append(
            (
                *(key, f"f{key:x}", f"film-{key}", title, sort_key(title)[:300], original, film["language"]),
                *(film["year"], minutes, film["fsk"], film["votes"], "{}", STAMP, STAMP),
            )
        )
        for kind, codes in (
            ("genre", film["genres"]),
            ("country", film["countries"]),
            ("language", [film["language"]]),
        ):
            rows[FilmFacet].extend((key, kind, code, at) for at, code in enumerate(codes))
        titles = dict.fromkeys(film["titles"])
        rows[FilmTitle].extend((key, language, text, source) for language, text in titles)
        if film["release"]:
            rows[Release].append((key, *film["release"], source))
        rows[ExternalId].append((key, "imdb", imdb_of_film(n), source))
        names = film_names((title, original, *(text for _language, text in titles)))
        rows[FilmName].extend((key, name) for name in names)
        rows[SourceRecord].append((source, str(n), key, n, taken, "{}", False))
        if film["company"]:
            made_by.append((key, film["company"]))
        if ratings:
            stars = sum(ord(letter) for letter in title) % 8 + 2
            rows[FilmScore].append((key, nothing, nothing, ratings, stars * ratings, 0))
        rows[Credit].extend(
            (key, person, job_at(at), role_at(n, at), "[]", at) for at, person in enumerate(film["cast"])
        )
    columns = {
        Film: (
            *("id", "public_id", "slug", "title", "sort_title", "original_title", "original_language", "year"),
            *("running_minutes", "fsk", "votes", "held", "created_at", "updated_at"),
        ),
        FilmFacet: ("film_id", "kind", "code", "position"),
        FilmTitle: ("film_id", "language", "text", "source"),
        Release: ("film_id", "country", "date", "source"),
        ExternalId: ("film_id", "scheme", "value", "source"),
        FilmName: ("film_id", "folded"),
        SourceRecord: ("source", "key", "film_id", "digest", "taken", "aside", "stands_in"),
        FilmScore: ("film_id", "ratings", "reviews", "rating_count", "half_star_sum", "review_count"),
        Credit: ("film_id", "person_id", "job", "role", "role_aliases", "billing"),
    }
    for model, found in rows.items():
        insert(model, columns[model], found)
    from abspann.catalog.commands.taking_in.writing import companies_of

    keys = companies_of(name for _film, name in made_by)
    insert(
        FilmCompany,
        ("film_id", "company_id", "job", "country", "position"),
        [(film, keys[name], "production", None, 0) for film, name in made_by],
    )


# Homes.


@contextmanager
def catalog(films: int, *, keep: Path | None = None, copied: bool = False) -> Iterator[dict[str, str]]:
    """Lend the surroundings of a home with so many films, made if it is not there yet; `copied`: to be written to.

    With ABSPANN_DATABASE_URL set, the films lie in a database of their own beside the one that it names.
    """
    with tempfile.TemporaryDirectory(prefix="abspann-bench-") as scratch:
        engine = "postgresql-" if os.environ.get("ABSPANN_DATABASE_URL") else ""
        folder = (keep or Path(scratch)) / f"{engine}films-{films}"
        env = _surroundings(folder, f"bench_{films}")
        if not _is_there(folder, films):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            if "ABSPANN_DATABASE_URL" in env:
                _make_database(f"bench_{films}")
            subprocess.run(
                [sys.executable, "-m", "bench.generate", "--films", str(films), "--here"],
                env=env,
                cwd=Path(__file__).parents[1],
                check=True,
            )
            (folder / "made").touch()
        if copied:
            other = Path(scratch) / "copy"
            shutil.copytree(folder, other)
            env = _surroundings(other, "bench_copy")
            if "ABSPANN_DATABASE_URL" in env:
                _make_database("bench_copy", template=f"bench_{films}")
        yield env


def _surroundings(folder: Path, database: str) -> dict[str, str]:
    env = os.environ | {"ABSPANN_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "abspann.settings"}
    if url := os.environ.get("ABSPANN_DATABASE_URL", ""):
        env["ABSPANN_DATABASE_URL"] = f"{url.rpartition('/')[0]}/{database}"
    return env


def _is_there(folder: Path, films: int) -> bool:
    url = os.environ.get("ABSPANN_DATABASE_URL", "")
    if not (folder / "made").exists() or not url:
        return (folder / "made").exists()
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute("SELECT FROM pg_database WHERE datname = %s", [f"bench_{films}"]).rowcount == 1


def _make_database(name: str, *, template: str = "template1") -> None:
    with psycopg.connect(os.environ["ABSPANN_DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")  # type: ignore[call-overload]  # the name is ours
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")  # type: ignore[call-overload]  # as above


def _make(films: int) -> None:
    """Fill the home in whose surroundings this process runs."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    fill(World(films))
    print(f"{films:,} films made in {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)


def options_of(what: str | None, argv: Sequence[str] | None = None, **more: Any) -> argparse.Namespace:
    """Read the options that all large measurements share, and further ones as (default)."""
    options = argparse.ArgumentParser(description=what, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--films", type=int, default=100_000)
    options.add_argument("--keep", type=Path, help="a folder in which catalogs are kept for the next time")
    for name, default in more.items():
        if isinstance(default, bool):
            options.add_argument(f"--{name}", action="store_true")
        else:
            options.add_argument(f"--{name}", type=type(default), default=default)
    return options.parse_args(argv)


def main() -> None:
    """Make a catalog to be kept."""
    given = options_of(__doc__, here=False)
    if given.here:
        _make(given.films)
        return
    if given.keep is None:
        sys.exit("Say where to keep it: --keep FOLDER.")
    with catalog(given.films, keep=given.keep) as env:
        print(env["ABSPANN_HOME"])


if __name__ == "__main__":
    main()
