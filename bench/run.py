"""Measure the demo as served to users, beside nginx serving the very bytes of the film page from a file.

One run on one machine: compare the rows with each other, not with those of another day.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.weight import Weight, weigh

RESULTS = Path(__file__).parent / "results"
FILM = "/film/der-geschmack-von-rost-und-knochen-2012/"
PAGES = {"film page": FILM, "reviews page": f"{FILM}reviews/", "search": "/search/?q=audiard"}
SECONDS = int(os.environ.get("BENCH_SECONDS", "5"))
CONNECTIONS = 8
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; CPU time is that of the server's processes, per request."""

    what: str
    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float
    queries: int | None
    page_bytes: int
    failed: int


def main() -> None:
    """Run everything and print the table, which also goes into bench/results/."""
    with tempfile.TemporaryDirectory(prefix="abspann-bench-") as folder:
        home, port = Path(folder) / "home", _free_port()
        with _portal(home, port) as portal:
            base = f"http://localhost:{port}"
            queries = _queries(home, list(PAGES.values()))
            rows = [_measure(name, f"{base}{path}", portal, queries[path], gzip=True) for name, path in PAGES.items()]
            weight = weigh(f"{base}{FILM}")
            with _nginx(Path(folder), _fetch(f"{base}{FILM}", gzip=True)) as (server, address):
                rows.append(_measure("nginx, the film page's bytes from a file", address, server, None, gzip=True))
        _report(rows, weight)


def _report(rows: list[Row], weight: Weight) -> None:
    file = rows[-1]
    title = (
        f"# {dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC, Python {platform.python_version()}, {os.cpu_count()} CPUs, "
        f"wrk -c{CONNECTIONS} -d{SECONDS}s, load {os.getloadavg()[0]:.1f}"
    )
    first_visit = (
        f"First visit of the film page in a browser, before pictures: {weight.requests} requests, "
        f"{weight.transferred / 1000:.1f} KB as transferred ({weight.detail})."
    )
    film = rows[0]
    bounds = (
        f"Bounds: film page at most 12 queries: {_kept((film.queries or 0) <= 12)}; "
        f"under 15 ms CPU: {_kept(film.cpu_ms < 15)}; under 120 KB: {_kept(weight.transferred < 120_000)}; "
        f"at most 8 requests: {_kept(weight.requests <= 8)}."
    )
    head = "| | requests/s | of nginx | p50 ms | p99 ms | CPU ms/request | SQL queries | HTML, gzip | failed |"
    table = [head, "|---|---|---|---|---|---|---|---|---|", *(_line(row, file) for row in rows)]
    lines = [title, "", *table, "", first_visit, "", bounds]
    text = "\n".join(lines) + "\n"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}.md").write_text(text)
    print(text)


def _line(row: Row, file: Row) -> str:
    queries = "–" if row.queries is None else row.queries
    return (
        f"| {row.what} | {row.per_second:,.0f} | {row.per_second / file.per_second:.4f} | {row.p50_ms:.2f} | "
        f"{row.p99_ms:.2f} | {row.cpu_ms:.3f} | {queries} | {row.page_bytes / 1000:.1f} KB | {row.failed} |"
    )


def _kept(is_kept: bool) -> str:
    return "kept" if is_kept else "MISSED"


@contextmanager
def _portal(home: Path, port: int) -> Iterator[int]:
    """The demo, as `abspann demo` serves it; yields the process id of the server."""
    env = os.environ | {"ABSPANN_HOME": str(home), "ABSPANN_SITE_URL": f"http://localhost:{port}"}
    command = [sys.executable, "-m", "abspann", "demo", "--port", str(port)]
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    try:
        _wait(port, process, seconds=180)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


@contextmanager
def _nginx(folder: Path, body: bytes) -> Iterator[tuple[int, str]]:
    """Nginx with as many workers as the portal has, serving one compressed file with its headers."""
    root, port = folder / "nginx", _free_port()
    root.mkdir()
    (root / "film.html.gz").write_bytes(body)
    user = "user root;" if os.geteuid() == 0 else ""
    (root / "nginx.conf").write_text(
        f"{user} worker_processes 2; daemon off; pid {root}/pid; error_log {root}/error.log;\n"
        "events { worker_connections 256; }\n"
        f"http {{ access_log off; server {{ listen 127.0.0.1:{port}; root {root}; location / {{\n"
        "  default_type text/html; add_header Content-Encoding gzip; try_files /film.html.gz =404; } } }\n"
    )
    process = subprocess.Popen(
        [shutil.which("nginx") or "/usr/sbin/nginx", "-p", str(root), "-c", str(root / "nginx.conf")]
    )
    try:
        _wait(port, process, seconds=10)
        yield process.pid, f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(10)


def _measure(what: str, address: str, server: int, queries: int | None, *, gzip: bool) -> Row:
    header = ["-H", "Accept-Encoding: gzip"] if gzip else []
    load = ["wrk", "-t1", f"-c{CONNECTIONS}", "--latency", *header, address]
    subprocess.run([*load, "-d1s"], check=True, capture_output=True)
    before = _cpu(server)
    out = subprocess.run([*load, f"-d{SECONDS}s"], check=True, capture_output=True, text=True).stdout
    spent = _cpu(server) - before
    done = int(_found(r"(\d+) requests in", out))
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    return Row(
        what=what,
        per_second=float(_found(r"Requests/sec:\s+([\d.]+)", out)),
        p50_ms=_milliseconds(_found(r"(?m)^\s+50%\s+(\S+)", out)),
        p99_ms=_milliseconds(_found(r"(?m)^\s+99%\s+(\S+)", out)),
        cpu_ms=1000 * spent / done,
        queries=queries,
        page_bytes=len(_fetch(address, gzip=gzip)),
        failed=int(errors[1]) if errors else 0,
    )


def _queries(home: Path, paths: list[str]) -> dict[str, int]:
    """Count the queries of each page, the second time it is asked for, in a process of its own."""
    script = (
        "import json, sys, django; django.setup()\n"
        "from django.db import connection; from django.test import Client\n"
        "from django.test.utils import CaptureQueriesContext\n"
        "client, counts = Client(headers={'host': 'localhost'}), {}\n"
        "for path in sys.argv[1:]:\n"
        "    client.get(path)\n"
        "    with CaptureQueriesContext(connection) as seen: client.get(path)\n"
        "    counts[path] = len(seen)\n"
        "print(json.dumps(counts))\n"
    )
    env = os.environ | {"ABSPANN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "abspann.settings"}
    done = subprocess.run([sys.executable, "-c", script, *paths], env=env, check=True, capture_output=True, text=True)
    counts: dict[str, int] = json.loads(done.stdout)
    return counts


def _cpu(root: int) -> float:
    """Seconds of CPU time of a process and all below it but the background worker, which does not answer requests."""
    total, waiting = 0.0, [root]
    while waiting:
        pid = waiting.pop()
        try:
            stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        except OSError:
            continue
        if b"\0worker" in command:
            continue
        total += (int(stat[11]) + int(stat[12])) / TICKS
        waiting += map(int, children)
    return total


def _fetch(address: str, *, gzip: bool) -> bytes:
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"} if gzip else {})
    with urllib.request.urlopen(request, timeout=30) as response:
        body: bytes = response.read()
    return body


def _wait(port: int, process: subprocess.Popen[bytes], *, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise SystemExit(f"The server ended with status {process.returncode}.")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"Nothing answers on port {port}.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise SystemExit(f"wrk said nothing of {pattern}:\n{text}")
    return match[1]


def _milliseconds(text: str) -> float:
    value, unit = float(re.sub(r"[a-z]+$", "", text)), re.sub(r"^[\d.]+", "", text)
    return value * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]


if __name__ == "__main__":
    main()
