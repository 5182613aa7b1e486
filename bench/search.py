"""Measure search among many films: `python -m bench.search --films 1000000`.

On SQLite, or on the PostgreSQL that ABSPANN_DATABASE_URL names: `tools/with-postgres python -m bench.search …`.

The catalog is made at run time, in a temporary home or in a database that must be empty: titles of real lengths out of
real words where a list of titles is at hand (`--words FILE`, a CSV whose second column is a title, gzip), else out of
syllables. Beside the milliseconds that passed stand those of computing in this process, and how long a piece of pure
computing of one millisecond took in the same run: on a machine with other work the three tell what is whose.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import itertools
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORDS = Path(__file__).parents[2] / "shared" / "data" / "omdb" / "all_movies.csv.gz"


def titles_of(path: Path, rng: random.Random) -> list[str]:
    """Return real titles, or as many made of syllables where there is no such file."""
    if path.is_file():
        with gzip.open(path, "rt", encoding="utf-8", errors="replace") as file:
            rows = csv.reader(file, escapechar="\\")
            next(rows)
            return [" ".join(row[1].split())[:200] for row in rows if len(row) > 3 and row[1].strip()]
    syllables = ["".join(pair) for pair in itertools.product("bdfgklmnprstvw", "aeiou")]
    words = ["".join(rng.choices(syllables, k=rng.randint(1, 4))) for _ in range(40_000)]
    return [" ".join(rng.choices(words, k=rng.choice((1, 1, 2, 2, 3, 3, 4, 5)))).title() for _ in range(60_000)]


def films(count: int, real: Sequence[str], rng: random.Random) -> Iterator[tuple[str, int]]:
    """Yield so many titles, no two alike, with a year: the real ones first, then of their lengths and words."""
    from abspann.core.text import folded

    words = [word for title in real for word in title.split()]
    lengths = [len(title.split()) for title in real]
    seen: set[str] = set()
    for number in itertools.count():
        if number < len(real):
            title = real[number]
        else:
            length = rng.choice(lengths)
            # One-word titles of a language as large as this are compounds, or they would all be taken.
            one = rng.choice(words) + rng.choice(words).lower()
            title = one if length == 1 else " ".join(rng.choices(words, k=length))[:200]
        if (key := folded(title)) and key not in seen:
            seen.add(key)
            yield title, rng.randint(1920, 2025)
            if len(seen) == count:
                return


def fill(count: int, people: int, credits: int, real: Sequence[str], rng: random.Random) -> list[tuple[int, str, int]]:
    """Put films, people and their credits into an empty catalog, past the commands; return (key, title, year)."""
    from django.db import connection, transaction

    from abspann.core.sorting import sort_key

    names = [word for title in real for word in title.split() if word.isalpha() and len(word) > 2] or ["Anna"]
    made = [(key, title, year) for key, (title, year) in enumerate(films(count, real, rng), 1)]
    stamp = "2026-01-01 00:00:00+00:00"

    def rows(table: str, columns: str, values: Iterator[tuple[object, ...]]) -> None:
        marks = ", ".join(["%s"] * (columns.count(",") + 1))
        with connection.cursor() as cursor:
            while batch := list(itertools.islice(values, 20_000)):
                if connection.vendor == "postgresql":
                    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                        for row in batch:
                            copy.write_row(row)
                else:
                    cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", batch)

    with transaction.atomic():
        rows(
            "catalog_film",
            "id, public_id, slug, title, sort_title, year, created_at, updated_at",
            ((key, f"f{key:x}", f"f-{key}", t, sort_key(t)[:300], year, stamp, stamp) for key, t, year in made),
        )
        rows(
            "catalog_person",
            "id, public_id, slug, name",
            ((key, f"p{key:x}", f"p-{key}", " ".join(rng.choices(names, k=2))[:200]) for key in range(1, people + 1)),
        )
        rows(
            "catalog_credit",
            "film_id, person_id, job, role_aliases, billing",
            (
                (key, person, "actor" if at else "director", "[]", at)
                for key, _title, _year in made
                for at, person in enumerate({int(rng.paretovariate(0.3)) % people + 1 for _ in range(credits)})
            ),
        )
        rated = ((key, int(rng.paretovariate(0.8)) - 1) for key, _title, _year in made)
        rows(
            "reviews_filmscore",
            "film_id, ratings, reviews, rating_count, half_star_sum, review_count",
            ((key, "[]", "[]", min(count, 10**6), 0, 0) for key, count in rated if count),
        )
    return made


def typo(text: str, rng: random.Random) -> str:
    """Put one letter in, leave one out, type another one, or swap two."""
    at, letter = rng.randrange(len(text)), rng.choice(LETTERS)
    return rng.choice(
        (
            text[:at] + letter + text[at:],
            text[:at] + text[at + 1 :],
            text[:at] + letter + text[at + 1 :],
            text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :],
        )
    )


def percentiles(times: list[float]) -> str:
    """Return the median, the 99th of a hundred and the worst, in milliseconds."""
    ordered = sorted(times)
    at = [ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)], ordered[-1]]
    return "  ".join(f"{value * 1e3:8.2f}" for value in at)


def measure(name: str, act: Callable[[str], object], queries: Sequence[str]) -> list[object]:
    """Print how long an act takes, as a clock and as this process's own time has it; return what it returned."""
    clock, own, found = [], [], []
    for query in queries:
        start, begun = time.perf_counter(), time.thread_time()
        found.append(act(query))
        clock.append(time.perf_counter() - start)
        own.append(time.thread_time() - begun)
    print(f"{name:34} clock p50 p99 max {percentiles(clock)}   own time {percentiles(own)}", flush=True)
    return found


def share(found: Sequence[object], wanted: Sequence[int], first: int) -> float:
    """Return of how many in a hundred searches the wanted film is among the first."""
    hits = sum(key in [film.pk for film in one.films[:first]] for one, key in zip(found, wanted, strict=True))  # type: ignore[attr-defined]
    return 100 * hits / len(wanted)


def main() -> None:
    """Make the catalog, build the index, ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--films", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=0, help="by default a fifth of the films")
    parser.add_argument("--credits", type=int, default=4, help="of each film")
    parser.add_argument("--searches", type=int, default=1_000)
    parser.add_argument("--words", type=Path, default=WORDS)
    given = parser.parse_args()
    rng = random.Random(4)
    with tempfile.TemporaryDirectory(prefix="abspann-bench-") as home:
        os.environ |= {"ABSPANN_HOME": home, "DJANGO_SETTINGS_MODULE": "abspann.settings"}
        import django

        django.setup()
        run(given, rng)


def run(given: argparse.Namespace, rng: random.Random) -> None:
    """One run in a home."""
    from django.core.management import call_command
    from django.db import connection

    from abspann.catalog.models import Film
    from abspann.discovery import commands
    from abspann.discovery.queries import search, suggestions

    call_command("migrate", verbosity=0)
    if Film.objects.exists():
        sys.exit("The database must be empty.")
    real = titles_of(given.words, rng)
    start = time.perf_counter()
    made = fill(given.films, given.people or given.films // 5, given.credits, real, rng)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    print(f"{connection.vendor}, {given.films:,} films: made in {time.perf_counter() - start:.0f} s", flush=True)
    start, begun = time.perf_counter(), time.process_time()
    commands.rebuild_search()
    spent, own = time.perf_counter() - start, time.process_time() - begun
    print(f"index built in {spent:.0f} s ({own:.0f} s of computing here), {given.films / spent:,.0f} films a second")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE discovery_searchentry, discovery_searchname, discovery_searchword")
    chosen = rng.sample(made, given.searches)
    keys = [key for key, _title, _year in chosen]
    for _key, title, _year in chosen[:20]:
        search(title, "de")

    def spin(_query: str) -> None:
        until = time.thread_time() + 0.001
        while time.thread_time() < until:
            pass

    measure("1 ms of pure computing", spin, [""] * given.searches)
    found = measure("search with one typo", lambda q: search(q, "de"), [typo(title, rng) for _k, title, _y in chosen])
    print(f"    among the first five: {share(found, keys, 5):.1f} %")
    found = measure(
        "search with the year", lambda q: search(q, "de"), [f"{title} {year}" for _k, title, year in chosen]
    )
    print(f"    among the first three: {share(found, keys, 3):.1f} %")
    typed = [title[: rng.randint(2, max(2, len(title)))] for _key, title, _year in chosen]
    measure("suggestions", lambda q: suggestions(q, "de"), typed)
    measure("suggestions of two letters", lambda q: suggestions(q, "de"), [title[:2] for _k, title, _y in chosen])


if __name__ == "__main__":
    main()
