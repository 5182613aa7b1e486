"""How fast films come in, beside a bare `executemany` of the very same rows into the same tables.

    python -m bench.importing [--films 20000] [--standing 100000] [--profile]

In one run: films into an empty catalog, the rows of which are replayed bare into an empty database; then as many films
into a catalog that holds `--standing` others, a tenth of which they are; then the same once more, of which nothing
changes. The folder of the home is a temporary one; ABSPANN_DATABASE_URL names another database to be emptied.
"""

from __future__ import annotations

import argparse
import cProfile
import datetime as dt
import itertools
import os
import pstats
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from typing import Any

BATCH = 1_000
CONSONANTS, VOWELS = "bdfghjklmnprstvwz", "aeiouäöü"


def words(chance: random.Random, count: int) -> list[str]:
    """Words that look like some, the shorter ones more often."""
    made = set()
    while len(made) < count:
        syllables = chance.choice((1, 2, 2, 2, 3, 3))
        made.add("".join(chance.choice(CONSONANTS) + chance.choice(VOWELS) for _ in range(syllables)))
    return sorted(made)


class World:
    """Films of any number, the n-th always the same; words and people as unequal as in life."""

    def __init__(self, people: int) -> None:
        chance = random.Random(1)
        self.vocabulary = words(chance, 20_000)
        self.first, self.last = words(chance, 2_000), words(chance, 30_000)
        self.people = people

    def _unequal(self, chance: random.Random, count: int) -> int:
        return int(count * chance.random() ** 3)

    def film(self, number: int, *, key: str = "", ids: bool = True) -> Any:
        """The n-th film, as a source tells it."""
        from abspann.catalog.facts import CompanyFacts, FilmFacts
        from abspann.catalog.rules import CompanyJob, Genre
        from abspann.catalog.sources.told import ToldCredit, ToldFilm, ToldPerson

        chance = random.Random(number)
        pick, vocabulary = self._unequal, self.vocabulary

        def title() -> str:
            count = chance.choice((1, 1, 2, 2, 2, 3, 4))
            return " ".join(vocabulary[pick(chance, len(vocabulary))] for _ in range(count)).capitalize()

        def person() -> Any:
            which = pick(chance, self.people)
            name = f"{self.first[which % len(self.first)]} {self.last[which * 7 % len(self.last)]}".title()
            return ToldPerson(name, key=str(which), ids=(("imdb", f"nm{which:07}"),) if ids and which % 3 else ())

        year = 1920 + int(105 * chance.random() ** 0.5)
        jobs = ["director", "writer", *["actor"] * chance.choice((3, 5, 8, 12)), "composer"]
        made = title()
        return ToldFilm(
            key=key or str(number),
            facts=FilmFacts(
                title=made,
                year=year,
                original_title=title() if chance.random() < 0.5 else None,
                original_language="fr",
                running_minutes=chance.randint(60, 180),
                color="color",
                genres=tuple(dict.fromkeys(chance.choices(Genre.values, k=chance.choice((1, 2, 3))))),
                countries=tuple(dict.fromkeys(chance.choices(("US", "DE", "FR", "GB", "IT", "JP"), k=2))),
                languages=("en",),
                titles=tuple((lang, title()) for lang in ("en", "fr", "es")[: chance.choice((0, 1, 1, 2, 3))]),
                releases=(("DE", dt.date(year, chance.randint(1, 12), chance.randint(1, 28))),),
                companies=(CompanyFacts(f"{vocabulary[pick(chance, 5_000)].title()} Film", CompanyJob.PRODUCTION),),
                external_ids=(("imdb", f"tt{number:07}"),) if ids else (),
            ),
            credits=tuple(ToldCredit(person(), job, title() if job == "actor" else None) for job in jobs),
            votes=int(10 ** (6 * chance.random())),
        )


def batches(films: Iterator[Any]) -> Iterator[list[Any]]:
    """The films in heaps of BATCH, made before the clock runs."""
    while heap := list(itertools.islice(films, BATCH)):
        yield heap


def main() -> None:
    """Measure, and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--films", type=int, default=20_000)
    options.add_argument("--standing", type=int, default=100_000)
    options.add_argument("--profile", action="store_true")
    options = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ABSPANN_HOME"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "abspann.settings"
        import django

        django.setup()
        _measure(options)


def _measure(options: argparse.Namespace) -> None:
    from django.core.management import call_command
    from django.db import connection, transaction

    from abspann import wiring
    from abspann.catalog.commands.importing import make_room
    from abspann.catalog.commands.taking_in import standing, take_in, writing
    from abspann.catalog.events import FilmsTakenIn
    from abspann.core import rows
    from abspann.core.actor import System

    # What follows an import (search, similar films) is measured where it is kept.
    wiring.AT_ONCE = {kind: who for kind, who in wiring.AT_ONCE.items() if kind is not FilmsTakenIn}
    call_command("migrate", verbosity=0)
    make_room()
    recorded: list[list[Any]] = []
    cpu = [0.0]
    insert = rows.insert

    def recording(model: Any, columns: Any, told: Any, **more: Any) -> None:
        told = list(told)
        if recorded and told:
            recorded[-1].append((model, columns, told, more))
        insert(model, columns, told, **more)

    def run(films: Iterator[Any], *, record: bool = False) -> tuple[float, float, Any]:
        spent, longest, sums = 0.0, 0.0, None
        cpu[0] = 0.0
        for heap in batches(films):
            if record:
                recorded.append([])
            began, ticks = time.perf_counter(), time.process_time()
            counts = take_in(by=System("import bench"), source="bench", batch=heap)
            took = time.perf_counter() - began
            spent, longest = spent + took, max(longest, took)
            cpu[0] += time.process_time() - ticks
            if sums is None:
                sums = counts
            else:
                sums.add(counts)
        return spent, longest, sums

    world = World(people=max(2_000, options.films * 2))
    writing.insert = standing.insert = recording
    profile = cProfile.Profile() if options.profile else None
    if profile:
        profile.enable()
    spent, longest, counts = run((world.film(n) for n in range(options.films)), record=True)
    if profile:
        profile.disable()
        pstats.Stats(profile).sort_stats("tottime").print_stats(35)
    writing.insert = standing.insert = insert
    number = sum(len(told) for heap in recorded for _m, _c, told, _more in heap)
    print(f"empty catalog: {options.films / spent:,.0f} films/s, {number / spent:,.0f} rows/s, longest {longest:.2f} s")
    print(
        f"  {counts.new:,} new, {counts.changed:,} changed, {counts.unchanged:,} unchanged, {counts.doubtful:,} doubts"
    )
    own_cpu = cpu[0]
    bare, bare_cpu = _bare(recorded, connection, transaction, call_command)
    print(f"bare executemany: {number / bare:,.0f} rows/s; ratio {bare / spent:.2f} (bound 0.5)")
    print(f"  by this process's own time, where others use the machine, too: ratio {bare_cpu / own_cpu:.2f}")
    per_film, cpu_per_film = bare / options.films, bare_cpu / options.films
    recorded.clear()
    if options.standing:
        big = World(people=options.standing * 2)
        spent, longest, _counts = run(big.film(n, key=f"s{n}") for n in range(options.standing))
        print(f"filling {options.standing:,}: {options.standing / spent:,.0f} films/s, longest {longest:.2f} s")
        here = min(options.films, options.standing)
        among = (big.film(n if n % 10 == 0 else n + options.standing, key=f"o{n}") for n in range(here))
        spent, longest, counts = run(among)
        print(
            f"among {options.standing:,}: {here / spent:,.0f} films/s, ratio {per_film * here / spent:.2f} (bound 0.2)"
        )
        print(f"  by this process's own time: ratio {cpu_per_film * here / cpu[0]:.2f}")
        print(f"  longest {longest:.2f} s; {counts.new:,} new, {counts.changed + counts.unchanged:,} met")
        again = (big.film(n if n % 10 == 0 else n + options.standing, key=f"o{n}") for n in range(here))
        spent, longest, counts = run(again)
        print(
            f"the same again: {here / spent:,.0f} films/s, {counts.unchanged:,} unchanged, {counts.changed:,} changed"
        )
    print(
        f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB (with what was recorded)"
    )


def _bare(recorded: list[list[Any]], connection: Any, transaction: Any, call_command: Any) -> tuple[float, float]:
    """Empty the database, and write the same rows, a transaction for each heap, with nothing but executemany."""
    call_command("flush", verbosity=0, interactive=False)
    spent = cpu = 0.0
    for heap in recorded:
        began, ticks = time.perf_counter(), time.process_time()
        with transaction.atomic(), connection.cursor() as cursor:
            for model, columns, told, more in heap:
                names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join(["%s"] * len(columns))
                otherwise = " ON CONFLICT DO NOTHING" if more else ""
                table = model._meta.db_table
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks}){otherwise}", told)
        spent, cpu = spent + time.perf_counter() - began, cpu + time.process_time() - ticks
    call_command("flush", verbosity=0, interactive=False)
    return spent, cpu


if __name__ == "__main__":
    main()
