"""Measure search among many films: `python -m bench.search --films 1000000`.

On SQLite, or on the PostgreSQL that ABSPANN_DATABASE_URL names: `tools/with-postgres python -m bench.search …`.

Of films drawn at random the titles are asked for, once with one random typo, once as they are with the year, and as
somebody types them. Beside the milliseconds that passed stand those of computing in this process, and how long a piece
of pure computing of one millisecond took in the same run: on a machine with other work the three tell what is whose.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Sequence

from bench.bounds import Bounds
from bench.generate import catalog, options_of
from bench.world import World

LETTERS = "abcdefghijklmnopqrstuvwxyz"


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


class Times:
    """How long an act took each time, as a clock and as this process's own time has it, in milliseconds."""

    def __init__(self, name: str, act: Callable[[str], object], queries: Sequence[str]) -> None:
        clock, own, self.found = [], [], []
        for query in queries:
            start, begun = time.perf_counter(), time.thread_time()
            self.found.append(act(query))
            clock.append(1e3 * (time.perf_counter() - start))
            own.append(1e3 * (time.thread_time() - begun))
        self.clock, self.own = sorted(clock), sorted(own)
        self.worst = queries[max(range(len(own)), key=own.__getitem__)]
        print(f"{name:34} clock p50 p99 max {_line(self.clock)}   own time {_line(self.own)}", flush=True)

    def p99(self) -> tuple[float, float]:
        """The 99th of a hundred, by the clock and by this process's own time."""
        at = int(len(self.clock) * 0.99)
        return self.clock[at], self.own[at]


def _line(ordered: Sequence[float]) -> str:
    at = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)], ordered[-1]
    return "  ".join(f"{value:8.2f}" for value in at)


def main() -> None:
    """Ask a kept catalog, or one that is made for it."""
    given = options_of(__doc__, searches=1_000, misses=False)
    with catalog(given.films, keep=given.keep) as env:
        os.environ |= env
        import django

        django.setup()
        _ask(given.films, given.searches, show_misses=given.misses)


def _index(films: int) -> None:
    """Build the index, if the catalog was not kept with one."""
    from django.db import connection

    from abspann.discovery import commands
    from abspann.discovery.engines import engine

    if connection.vendor == "sqlite" and engine().is_ready():
        return
    if connection.vendor == "postgresql":
        from abspann.discovery.models import SearchEntry

        if SearchEntry.objects.exists():
            return
    start, begun = time.perf_counter(), time.process_time()
    commands.rebuild_search()
    spent, own = time.perf_counter() - start, time.process_time() - begun
    print(f"index built in {spent:.0f} s ({own:.0f} s of computing here), {films / spent:,.0f} films a second")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE discovery_searchentry, discovery_searchname, discovery_searchword")


def _ask(films: int, searches: int, *, show_misses: bool) -> None:
    from django.db import connection

    from abspann.discovery.queries import search, suggestions

    print(f"Search, {connection.vendor}, {films:,} films, load {os.getloadavg()[0]:.1f}")
    _index(films)
    world, rng, bounds = World(films), random.Random(11), Bounds()
    chosen = [(n + 1, world.title(n), world.film(n)["year"]) for n in rng.sample(range(films), searches)]
    for _key, title, _year in chosen[:20]:
        search(title, "de")

    def spin(_query: str) -> None:
        until = time.thread_time() + 0.001
        while time.thread_time() < until:
            pass

    def share(times: Times, first: int, is_it: Callable[[object, int], bool]) -> float:
        hits = 0
        for at, found in enumerate(times.found):
            hit = any(is_it(film, at) for film in found.films[:first])  # type: ignore[attr-defined]
            hits += hit
            if show_misses and not hit:
                print("   ", repr(chosen[at]), [str(film) for film in found.films[:5]])  # type: ignore[attr-defined]
        return 100 * hits / len(times.found)

    Times("1 ms of pure computing", spin, [""] * searches)
    queries = [typo(title, rng) for _key, title, _year in chosen]
    times = Times("search with one typo", lambda q: search(q, "de"), queries)
    bounds.least("of titles with a typo the film in the first five, %", share(times, 5, _has_title(chosen)), 97)
    bounds.most("search with a typo, p99, ms", *times.p99(), bound=20)
    chosen = [one for one in chosen if one[2]]
    dated = [f"{title} {year}" for _key, title, year in chosen]
    times = Times("search with the year", lambda q: search(q, "de"), dated)
    right = share(times, 3, lambda film, at: film.pk == chosen[at][0])  # type: ignore[attr-defined]
    bounds.least("with the year the film in the first three, %", right, 99.5)
    typed = [title[: rng.randint(2, max(2, len(title)))] for _key, title, _year in chosen]
    times = Times("suggestions", lambda q: suggestions(q, "de"), typed)
    bounds.most("suggestions, p99, ms", *times.p99(), bound=10)
    two = Times("suggestions of two letters", lambda q: suggestions(q, "de"), [title[:2] for _k, title, _y in chosen])
    bounds.most("suggestions of two letters, p99, ms", *two.p99(), bound=10)
    bounds.print()


def _has_title(chosen: Sequence[tuple[int, str, int | None]]) -> Callable[[object, int], bool]:
    """Whether a film is the one that was meant; of several with the very same title any is."""
    return lambda film, at: film.pk == chosen[at][0] or film.title == chosen[at][1]  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
