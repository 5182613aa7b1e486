"""Pages at two sizes of the catalog in one run: `python -m bench.pages --small 1000 --films 100000`.

Each size stands in a home of its own, and is asked by a process of its own; the two are asked in turn, so that whatever
else the machine does hits both. What a page keeps between two questions is thrown away each time. On PostgreSQL:
`tools/with-postgres python -m bench.pages` (two databases of it).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.bounds import Bounds
from bench.generate import catalog, options_of
from bench.world import BUSY

ROUNDS = 25
"""Of so many questions the quickest counts: what else the machine does only ever adds."""

DEEP = 500
OF_ISSUE = ("film page", "browse, page 1", "browse, page 500", "person page")
RATIO = 1.5


class Asked:
    """A process that answers for one size."""

    def __init__(self, env: dict[str, str]) -> None:
        self._process = subprocess.Popen(  # this very script
            [sys.executable, "-m", "bench.pages", "--answer"],
            env=env,
            cwd=Path(__file__).parents[1],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.ready: dict[str, Any] = self._answer()

    def ask(self, page: str) -> tuple[float, float]:
        """Return how long a page took, by the clock and by the process's own time, in milliseconds."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{page}\n")
        self._process.stdin.flush()
        clock, own = self._answer()
        return clock, own

    def end(self) -> None:
        """Let it go."""
        self._process.communicate()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("The pages' process has ended.")
        return json.loads(line)


def main() -> None:
    """Ask both sizes, and print the table."""
    told = options_of(__doc__, small=1_000, answer=False)
    if told.answer:
        _answer_all()
        return
    with ExitStack() as stack:
        small, large = (Asked(stack.enter_context(catalog(size, keep=told.keep))) for size in (told.small, told.films))
        print(
            f"Pages, {large.ready['engine']}, load {os.getloadavg()[0]:.1f}; milliseconds of the quickest of {ROUNDS}"
        )
        print(f"browse rows built in {large.ready['rebuilt']:.0f} s")
        times: dict[str, list[list[tuple[float, float]]]] = {page: [[], []] for page in large.ready["pages"]}
        for round_ in range(ROUNDS + 3):
            for page, found in times.items():
                for one, into in zip((small, large), found, strict=True):
                    took = one.ask(page)
                    if round_ >= 3:
                        into.append(took)
        small.end()
        large.end()
    bounds = Bounds()
    print(f"{'':34}{told.small:>10,}{told.films:>10,} films{'ratio':>8}{'own time':>10}{'queries':>9}")
    for page, (few, many) in times.items():
        clock, own = (min(took[at] for took in many) / min(took[at] for took in few) for at in (0, 1))
        ms = [min(took[0] for took in found) for found in (few, many)]
        print(f"{page:34}{ms[0]:>10.2f}{ms[1]:>10.2f}      {clock:>8.2f}{own:>10.2f}{large.ready['queries'][page]:>9}")
        if page.startswith(OF_ISSUE):
            bounds.most(f"{page}, of that at {told.small:,}", clock, own, bound=RATIO)
    bounds.print()


def _answer_all() -> None:
    """Answer for the home in whose surroundings this process runs, a line for each line."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from abspann.web.films.drawing import SHELF

    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    rebuilt = _browsable()
    client = Client(headers={"host": "localhost"})
    pages = _pages()

    def get(page: str) -> None:
        response = client.get(pages[page])
        if response.status_code != 200:
            raise RuntimeError(f"{pages[page]} answered {response.status_code}.")

    queries = {}
    for page in pages:
        get(page)
        with CaptureQueriesContext(connection) as seen:
            get(page)
        queries[page] = len(seen)
    about = {"engine": connection.vendor, "pages": list(pages), "queries": queries, "rebuilt": rebuilt}
    print(json.dumps(about), flush=True)
    for line in sys.stdin:
        SHELF.clear()
        begun, ticks = time.perf_counter(), time.process_time()
        get(line.strip())
        print(json.dumps([1e3 * (time.perf_counter() - begun), 1e3 * (time.process_time() - ticks)]), flush=True)


def _browsable() -> float:
    """Build the lists, if the catalog was not kept with them; return how long it took."""
    from django.db import connection

    from abspann.catalog.models import Film
    from abspann.discovery.commands import rebuild_browsing
    from abspann.discovery.models import FacetCount, Kind

    begun = time.perf_counter()
    everything = FacetCount.objects.filter(kind=Kind.ALL).first()
    if everything is None or everything.films != Film.objects.count():
        rebuild_browsing()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return time.perf_counter() - begun


def _pages() -> dict[str, str]:
    from abspann.catalog.models import Film

    films = Film.objects.count()
    deep = {order: _deep_address(order, min(DEEP, films // 24 - 1)) for order in ("title", "newest", "added")}
    return {
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
        f"person page ({BUSY} credits)": "/person/person-1/",
    }


def _deep_address(order: str, pages: int) -> str:
    """The address of a page deep in the list, found as readers find it: by following the cursors."""
    from django.utils import timezone

    from abspann.discovery.queries import Choice, browse

    after = None
    for _page in range(pages - 1):
        after = browse(Choice(order=order), language="de", after=after, at=timezone.localdate()).next
    return f"/films/?sort={order}&after={after}" if order != "title" else f"/films/?after={after}"


if __name__ == "__main__":
    main()
