"""How fast films come in, beside a bare `executemany` of the very same rows into the same tables.

    python -m bench.importing --films 100000 [--count 20000] [--profile]

In one run: `--count` films into an empty catalog, the rows of which are replayed bare into an empty database; then as
many into one that holds `--films`, a tenth of which they are, with another running time (half of them without a number
by which to know them), and with people whom it has, told by a source that counts less than the one that was there; then
the same once more, of which nothing changes; then told by one that counts more, so that it takes over all that it says.
What follows an import (search, browsing) has measurements of its own.
"""

from __future__ import annotations

import argparse
import cProfile
import itertools
import os
import pstats
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.bounds import Bounds
from bench.generate import catalog, options_of
from bench.world import World

BATCH = 1_000
COUNTS_LESS, COUNTS_MORE = "further", "bench"
"""Of sources of one rank the alphabet decides; the catalog was filled by `elsewhere`."""

EMPTY, AMONG, MEMORY = 0.5, 0.2, 500


def main() -> None:
    """Measure in processes of their own, and print."""
    given = options_of(__doc__, count=20_000, profile=False, inside=False, bare=0.0, bare_cpu=0.0)
    if given.inside:
        import django

        django.setup()
        _among(given) if given.bare else _empty(given)
        return
    told = _in_a_process(given, 0, [])
    bare, bare_cpu = told.split()[-2:]
    _in_a_process(given, given.films, ["--bare", bare, "--bare_cpu", bare_cpu])


def _in_a_process(given: argparse.Namespace, films: int, more: list[str]) -> str:
    """Run one half on a copy of a catalog; what it says last is returned, the rest printed."""
    options = ["--films", str(given.films), "--count", str(given.count), *(["--profile"] if given.profile else [])]
    with catalog(films, keep=given.keep, copied=True) as env:
        done = subprocess.run(
            [sys.executable, "-m", "bench.importing", "--inside", *options, *more],
            env=env,
            cwd=Path(__file__).parents[1],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout.rstrip("\n")
    said, _line, last = done.rpartition("\n")
    print(said if not more else done, flush=True)
    return last


def _as_an_import_runs() -> None:
    """With the room that an import takes; what follows it has measurements of its own."""
    from abspann import wiring
    from abspann.catalog.commands.importing import make_room
    from abspann.catalog.events import FilmsTakenIn

    make_room()
    wiring.AT_ONCE = {kind: who for kind, who in wiring.AT_ONCE.items() if kind is not FilmsTakenIn}


class Run:
    """Films that were taken in, batch by batch, and how long that took; making them is not counted."""

    def __init__(
        self, films: Iterator[Any], recorded: list[list[Any]] | None = None, *, source: str = COUNTS_LESS
    ) -> None:
        from abspann.catalog.commands.taking_in import Counts, take_in
        from abspann.core.actor import System

        self.clock = self.cpu = self.longest = 0.0
        self.counts = Counts()
        while heap := list(itertools.islice(films, BATCH)):
            if recorded is not None:
                recorded.append([])
            began, ticks = time.perf_counter(), time.process_time()
            counts = take_in(by=System("import bench"), source=source, batch=heap)
            took = time.perf_counter() - began
            self.cpu += time.process_time() - ticks
            self.clock, self.longest = self.clock + took, max(self.longest, took)
            self.counts.add(counts)

    def print(self, what: str, films: int) -> None:
        """Print it."""
        counts = self.counts
        print(f"{what}: {films / self.clock:,.0f} films/s by the clock, {films / self.cpu:,.0f} by own time")
        print(
            f"  longest batch {self.longest:.2f} s; {counts.new:,} new, {counts.changed:,} changed, "
            f"{counts.unchanged:,} unchanged, {counts.doubtful:,} doubts, {counts.refused:,} refused"
        )


def _empty(given: argparse.Namespace) -> None:
    from django.db import connection

    from abspann.catalog.commands.taking_in import (
        adding_films,
        adding_people,
        companies,
        doubts,
        history,
        new_rows,
        outcomes,
        voices,
    )
    from abspann.core import rows

    _as_an_import_runs()
    print(f"Import, {connection.vendor}, load {os.getloadavg()[0]:.1f}")
    recorded: list[list[Any]] = []
    insert = rows.insert

    def recording(model: Any, columns: Any, told: Any, **more: Any) -> None:
        told = list(told)
        if recorded and told:
            recorded[-1].append((model, columns, told, more))
        insert(model, columns, told, **more)

    world, count = World(given.count), given.count
    heaps = iter([world.told(n) for n in range(count)])
    for writer in (adding_films, adding_people, companies, doubts, history, new_rows, outcomes):
        writer.insert = recording  # type: ignore[attr-defined]
    voices.insert = recording  # type: ignore[attr-defined]
    profile = cProfile.Profile() if given.profile else None
    if profile:
        profile.enable()
    run = Run(heaps, recorded)
    if profile:
        profile.disable()
        pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(35)
    run.print("into an empty catalog", count)
    number = sum(len(told) for heap in recorded for _m, _c, told, _more in heap)
    bare, bare_cpu = _bare(recorded)
    print(f"  {number / run.clock:,.0f} rows/s, bare executemany {number / bare:,.0f} rows/s")
    bounds = Bounds()
    own = bare_cpu / run.cpu if connection.vendor == "sqlite" else None
    bounds.least("into an empty catalog, of bare executemany", bare / run.clock, EMPTY, own)
    bounds.print()
    print(bare / count, bare_cpu / count)


def _bare(recorded: list[list[Any]]) -> tuple[float, float]:
    """Empty the database, and write the same rows, a transaction for each heap, with nothing but executemany."""
    from django.core.management import call_command
    from django.db import connection, transaction

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
    return spent, cpu


def _among(given: argparse.Namespace) -> None:
    from django.db import connection

    _as_an_import_runs()
    count = min(given.count, given.films)
    before = _megabytes()
    world = World(given.films)
    world.title(given.films + count)
    grown = _megabytes() - before

    def told() -> Iterator[Any]:
        step = max(1, given.films // count)
        for n in range(count):
            if n % 10 == 0:
                film = world.told(n * step, key=f"o{n}", ids=n % 20 == 0)
                minutes = (film.facts.running_minutes or 90) + 1
                yield replace(film, facts=replace(film.facts, running_minutes=minutes))
            else:
                yield world.told(n + given.films, key=f"o{n}")

    profile = cProfile.Profile() if given.profile else None
    if profile:
        profile.enable()
    run = Run(told())
    if profile:
        profile.disable()
        pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(35)
    run.print(f"among {given.films:,}", count)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - grown
    Run(told()).print("the same again", count)
    Run(told(), source=COUNTS_MORE).print("told by a source that counts more", count)
    bounds = Bounds()
    own = given.bare_cpu * count / run.cpu if connection.vendor == "sqlite" else None
    bounds.least(f"among {given.films:,}, of bare executemany", given.bare * count / run.clock, AMONG, own)
    bounds.most("memory without what the films are made of, MB", memory, bound=MEMORY)
    bounds.print()


def _megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


if __name__ == "__main__":
    main()
