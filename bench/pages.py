"""Pages at two sizes of the catalog in one run: `python -m bench.pages --small 1000 --large 100000`.

Each size stands in a database of its own, filled past the commands with films that resemble real ones in number of
genres, countries, credits and years, and asked within one process, the two sizes in turn. What a page keeps between two
questions is thrown away each time. On PostgreSQL: `tools/with-postgres python -m bench.pages` (two databases of it).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import django
import psycopg

ROUNDS = 25
"""Of so many questions the quickest counts: what else the machine does only ever adds."""

DEEP = 500
CREDITS = 10
MANY_CREDITS = 300
BATCH = 2_000


def main() -> None:
    """Fill and ask both sizes, and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--small", type=int, default=1_000)
    options.add_argument("--large", type=int, default=100_000)
    options.add_argument("--films", type=int, help=argparse.SUPPRESS)
    told = options.parse_args()
    if told.films:
        print(json.dumps(_measured(told.films)))
        return
    sizes = (told.small, told.large)
    found = {size: _in_a_home_of_its_own(size) for size in sizes}
    print(f"{'':34}{told.small:>12,} films{told.large:>12,} films    ratio")
    for name in found[told.small]:
        small, large = (found[size][name] for size in sizes)
        unit = "s" if name.startswith("(") else "ms"
        print(f"{name:34}{small:>15.2f} {unit:2}{large:>15.2f} {unit:2}{large / small:>9.2f}")


def _in_a_home_of_its_own(films: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as home:
        surroundings = os.environ | {"ABSPANN_HOME": home, "DJANGO_SETTINGS_MODULE": "abspann.settings"}
        base = os.environ.get("ABSPANN_DATABASE_URL", "")
        if base:
            surroundings["ABSPANN_DATABASE_URL"] = _database_of_its_own(base, films)
        asked = subprocess.run(  # this very script
            [sys.executable, "-m", "bench.pages", "--films", str(films)],
            env=surroundings,
            cwd=Path(__file__).parents[1],
            check=True,
            stdout=subprocess.PIPE,
        )
        answer: dict[str, float] = json.loads(asked.stdout.splitlines()[-1])
        return answer


def _database_of_its_own(base: str, films: int) -> str:
    server, _slash, _name = base.rpartition("/")
    name = f"bench_pages_{films}"
    with psycopg.connect(base, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")  # type: ignore[call-overload]  # the name is ours
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]  # the name is ours
    return f"{server}/{name}"


def _measured(films: int) -> dict[str, float]:
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    call_command("migrate", verbosity=0)
    begun = time.perf_counter()
    _fill(films)
    filled = time.perf_counter() - begun

    from abspann.discovery.commands import rebuild_browsing

    begun = time.perf_counter()
    rebuild_browsing()
    rebuilt = time.perf_counter() - begun
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return _asked(films) | {"(filling)": filled, "(rebuild browse)": rebuilt}


def _asked(films: int) -> dict[str, float]:
    from django.test import Client

    from abspann.web.films.drawing import SHELF

    client = Client(headers={"host": "localhost"})
    deep = {}
    for order in ("title", "newest", "added"):
        deep[order] = _deep_address(order, min(DEEP, films // 24 - 1))
    pages = {
        "film page": f"/film/film-{films // 2}/",
        "browse, page 1": "/films/",
        "browse, page 500, A–Z": deep["title"],
        "browse, page 500, newest": deep["newest"],
        "browse, page 500, added": deep["added"],
        "browse, one genre": "/films/?genre=drama",
        "browse, genre and country": "/films/?country=US&genre=drama",
        "browse, three values, newest": "/films/?country=FR&decade=1990&genre=western&sort=newest",
        "browse, best rated": "/films/?sort=best",
        "genre page": "/genre/drama/",
        "week in cinemas": "/releases/2012-W20/",
        "people, letter": "/people/m/",
        "person page (300 credits)": "/person/person-1/",
    }
    times: dict[str, list[float]] = {name: [] for name in pages}
    for round_ in range(ROUNDS + 3):
        for name, address in pages.items():
            SHELF.clear()
            begun = time.perf_counter()
            response = client.get(address)
            took = time.perf_counter() - begun
            if response.status_code != 200:
                raise RuntimeError(f"{address} answered {response.status_code}.")
            if round_ >= 3:
                times[name].append(took * 1000)
    return {name: min(took) for name, took in times.items()}


def _deep_address(order: str, pages: int) -> str:
    """The address of a page deep in the list, found as readers find it: by following the cursors."""
    from django.utils import timezone

    from abspann.discovery.queries import Choice, browse

    after = None
    for _page in range(pages - 1):
        after = browse(Choice(order=order), language="de", after=after, at=timezone.localdate()).next
    return f"/films/?sort={order}&after={after}" if order != "title" else f"/films/?after={after}"


# A catalog, made of chance that is the same each time.

WORDS = (
    *(
        "Nacht",
        "Haus",
        "Fluss",
        "Winter",
        "Sommer",
        "Liebe",
        "Tod",
        "Stadt",
        "Meer",
        "Licht",
        "Schatten",
        "Weg",
        "Zeit",
    ),
    *("Kind", "Mann", "Frau", "Krieg", "Frieden", "Brief", "Traum", "Berg", "Feuer", "Wasser", "Stille", "Rückkehr"),
    *("Abschied", "Herz", "Stein", "Wind", "Regen", "Garten", "Zug", "Hafen", "Insel", "Mond", "Sonne", "Tag"),
)
NAMES = (
    *("Martin", "Müller", "Meyer", "Bauer", "Costa", "Dubois", "Eriksson", "Fischer", "Garcia", "Huber", "Ito"),
    *("Jansen", "Kim", "Lang", "Novak", "Rossi"),
)
GENRES = ("drama", "drama", "drama", "comedy", "comedy", "thriller", "documentary", "horror", "romance", "western")
COUNTRIES = ("US", "US", "US", "FR", "DE", "IN", "GB", "JP", "IT", "ES", "CA", "HU")
LANGUAGES = ("en", "en", "en", "fr", "de", "hi", "ja", "it", "es", "hu")


def _fill(films: int) -> None:
    from django.db import transaction

    from abspann.catalog.models import Credit, Film, FilmFacet, FilmTitle, Person, Release
    from abspann.reviews.models import FilmScore

    chance = random.Random(7)  # the same films each time, and nothing secret
    people = films
    with transaction.atomic():
        for start in range(1, people + 1, BATCH):
            _put(
                Person,
                [
                    {"id": n, "public_id": f"p{n:09}", "slug": f"person-{n}", "name": _name(chance)}
                    for n in range(start, min(start + BATCH, people + 1))
                ],
            )
    for start in range(1, films + 1, BATCH):
        rows: dict[Any, list[dict[str, Any]]] = {
            model: [] for model in (Film, FilmFacet, FilmTitle, Release, FilmScore, Credit)
        }
        for n in range(start, min(start + BATCH, films + 1)):
            _film(n, people, chance, rows)
        with transaction.atomic():
            for model, found in rows.items():
                _put(model, found)


def _name(chance: Any) -> str:
    return f"{chance.choice(WORDS)} {chance.choice(NAMES)}"


def _film(n: int, people: int, chance: Any, rows: dict[Any, list[dict[str, Any]]]) -> None:
    from abspann.catalog.models import Credit, Film, FilmFacet, FilmTitle, Release
    from abspann.core.sorting import sort_key
    from abspann.reviews.models import FilmScore

    title = " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 4)))
    year = 2025 - int(chance.expovariate(1 / 22)) % 130
    moment = "2026-01-01 00:00:00+00:00"
    rows[Film].append(
        {
            "id": n,
            "public_id": f"f{n:09}",
            "slug": f"film-{n}",
            "title": title,
            "sort_title": sort_key(title),
            "year": year if chance.random() < 0.97 else None,
            "running_minutes": chance.randint(60, 200) if chance.random() < 0.7 else None,
            "fsk": chance.choice((0, 6, 12, 16, 18)) if chance.random() < 0.05 else None,
            "created_at": moment,
            "updated_at": moment,
        }
    )
    for kind, codes, most in (("genre", GENRES, 3), ("country", COUNTRIES, 2), ("language", LANGUAGES, 2)):
        for position, code in enumerate({chance.choice(codes) for _ in range(chance.randint(1, most))}):
            rows[FilmFacet].append({"film_id": n, "kind": kind, "code": code, "position": position})
    rows[FilmTitle].append({"film_id": n, "language": "en", "text": f"The {title}"})
    if chance.random() < 0.3:
        day = f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        rows[Release].append({"film_id": n, "country": chance.choice(("DE", "US", "FR")), "date": day})
    if chance.random() < 0.1:
        count = chance.randint(1, 40)
        total = sum(chance.randint(1, 10) for _ in range(count))
        spread = json.dumps([0] * 11)
        rows[FilmScore].append(
            {
                "film_id": n,
                "ratings": spread,
                "reviews": spread,
                "rating_count": count,
                "half_star_sum": total,
                "review_count": 0,
            }
        )
    cast = {1} if n <= MANY_CREDITS else set()
    while len(cast) < CREDITS:
        cast.add(chance.randint(2, people))
    for billing, person in enumerate(sorted(cast)):
        job = "director" if billing == 9 else "actor"
        rows[Credit].append(
            {
                "film_id": n,
                "person_id": person,
                "job": job,
                "role": f"Rolle {billing}" if job == "actor" else None,
                "role_aliases": "[]",
                "billing": billing,
            }
        )


def _put(model: Any, rows: list[dict[str, Any]]) -> None:
    from django.db import connection

    if not rows:
        return
    quote = connection.ops.quote_name
    columns = list(rows[0])
    sql = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, columns))}) "  # names are ours
        f"VALUES ({', '.join(['%s'] * len(columns))})"
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, [[row[column] for column in columns] for row in rows])


if __name__ == "__main__":
    main()
