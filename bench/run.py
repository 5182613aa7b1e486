"""Measure the demo as served to users, beside nginx's file, a bare Django view and bare commits: `make bench`.

One run on one machine: compare the rows with each other, not with those of another day.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import tempfile
from pathlib import Path

from bench import commits
from bench.load import CONNECTIONS, SECONDS, Row, fetch, measure, measure_rating
from bench.people import People, gather
from bench.servers import free_port, nginx, portal
from bench.weight import Weight, weigh

RESULTS = Path(__file__).parent / "results"
FILM = "/film/der-geschmack-von-rost-und-knochen-2012/"
SIGN_UP = "/accounts/signup/"
PAGES = {
    "film page": FILM,
    "reviews page": f"{FILM}reviews/",
    "search": "/search/?q=audiard",
    "sign-up page": SIGN_UP,
}
RATERS = 200


def main() -> None:
    """Run everything and print the table, which also goes into bench/results/."""
    with tempfile.TemporaryDirectory(prefix="abspann-bench-") as name:
        folder, port = Path(name), free_port()
        home, base = folder / "home", f"http://localhost:{port}"
        with portal(home, port) as server:
            people = gather(home, base, count=RATERS, paths=list(PAGES.values()))
            rows = [measure(what, base + path, server, queries=people.as_visitor[path]) for what, path in PAGES.items()]
            as_member = measure(
                "film page as a member", base + FILM, server, queries=people.as_member[FILM], cookie=people.member
            )
            rows.insert(1, as_member)
            rating = measure_rating("rating, with all that follows", base, server, _raters(folder, people))
            body, weight = fetch(base + FILM), weigh(base + FILM)
        with nginx(folder, body) as (file_server, address):
            file = measure("nginx, the film page's bytes from a file", address, file_server)
        with portal(home, port, command="serve", settings="bench.bare") as bare_server:
            bare = measure("a bare Django view behind the same server", base + "/", bare_server)
        single = commits.per_second(folder, seconds=SECONDS)
    _report([*rows, rating, bare, file], as_member, rating, single, weight)


def _raters(folder: Path, people: People) -> Path:
    """One line for each member, in the shape that rate.lua reads; all rate the same film."""
    path = folder / "raters"
    path.write_text("".join(f"{one['cookie']} {one['token']} {FILM}rating/\n" for one in people.raters))
    return path


def _report(rows: list[Row], as_member: Row, rating: Row, single: float, weight: Weight) -> None:
    file = rows[-1]
    title = (
        f"# {dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC, Python {platform.python_version()}, {os.cpu_count()} CPUs, "
        f"wrk -c{CONNECTIONS} -d{SECONDS}s, load {os.getloadavg()[0]:.1f}"
    )
    first_visit = (
        f"First visit of the film page in a browser, before pictures: {weight.requests} requests, "
        f"{weight.transferred / 1000:.1f} KB as transferred ({weight.detail})."
    )
    ratings = (
        f"Ratings a second, all of one film: {rating.per_second:,.0f}, that is {rating.per_second / single:.3f} of "
        f"{single:,.0f} bare commits of one row (SQLite, WAL, synchronous=FULL, same disk)."
    )
    bounds = "Bounds: " + "; ".join(
        f"{what}: {'kept' if is_kept else 'MISSED'}"
        for what, is_kept in (
            ("film page at most 12 queries", (rows[0].queries or 0) <= 12),
            ("under 15 ms CPU", rows[0].cpu_ms < 15),
            ("as a member at most 12 queries", (as_member.queries or 0) <= 12),
            ("under 15 ms CPU", as_member.cpu_ms < 15),
            ("under 120 KB", weight.transferred < 120_000),
            ("at most 8 requests", weight.requests <= 8),
        )
    )
    head = "| | requests/s | of nginx | p50 ms | p99 ms | CPU ms/request | SQL queries | HTML, gzip | failed |"
    table = [head, "|---|---|---|---|---|---|---|---|---|", *(_line(row, file) for row in rows)]
    text = "\n".join([title, "", *table, "", ratings, "", first_visit, "", f"{bounds}."]) + "\n"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}.md").write_text(text)
    print(text)


def _line(row: Row, file: Row) -> str:
    queries = "–" if row.queries is None else row.queries
    size = f"{row.page_bytes / 1000:.1f} KB" if row.page_bytes else "–"
    return (
        f"| {row.what} | {row.per_second:,.0f} | {row.per_second / file.per_second:.4f} | {row.p50_ms:.2f} | "
        f"{row.p99_ms:.2f} | {row.cpu_ms:.3f} | {queries} | {size} | {row.failed} |"
    )


if __name__ == "__main__":
    main()
