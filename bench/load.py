"""Putting load on an address with wrk, and reading what it cost."""

from __future__ import annotations

import os
import re
import subprocess
import urllib.request
from dataclasses import dataclass
from pathlib import Path

SECONDS = int(os.environ.get("BENCH_SECONDS", "5"))
CONNECTIONS = 8
TICKS = os.sysconf("SC_CLK_TCK")
RATE = Path(__file__).parent / "rate.lua"


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


def measure(what: str, address: str, server: int, *, queries: int | None = None, cookie: str = "") -> Row:
    """Ask for a page, compressed, as fast as it comes."""
    headers = ["-H", "Accept-Encoding: gzip", *(["-H", f"Cookie: {cookie}"] if cookie else [])]
    size = len(fetch(address, cookie=cookie))
    return _row(what, [*headers, address], server, queries, size, os.environ.copy())


def measure_rating(what: str, base: str, server: int, raters: Path) -> Row:
    """Rate films, each time as another member."""
    return _row(what, ["-s", str(RATE), base], server, None, 0, os.environ | {"RATERS": str(raters)})


def _row(what: str, arguments: list[str], server: int, queries: int | None, size: int, env: dict[str, str]) -> Row:
    load = ["wrk", "-t1", f"-c{CONNECTIONS}", "--latency"]
    subprocess.run([*load, "-d1s", *arguments], check=True, capture_output=True, env=env)
    before = _cpu(server)
    out = subprocess.run(
        [*load, f"-d{SECONDS}s", *arguments], check=True, capture_output=True, text=True, env=env
    ).stdout
    spent = _cpu(server) - before
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    return Row(
        what=what,
        per_second=float(_found(r"Requests/sec:\s+([\d.]+)", out)),
        p50_ms=_milliseconds(_found(r"(?m)^\s+50%\s+(\S+)", out)),
        p99_ms=_milliseconds(_found(r"(?m)^\s+99%\s+(\S+)", out)),
        cpu_ms=1000 * spent / int(_found(r"(\d+) requests in", out)),
        queries=queries,
        page_bytes=size,
        failed=int(errors[1]) if errors else 0,
    )


def fetch(address: str, *, cookie: str = "") -> bytes:
    """A page as it travels, compressed."""
    headers = {"Accept-Encoding": "gzip"} | ({"Cookie": cookie} if cookie else {})
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as response:
        body: bytes = response.read()
    return body


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


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise SystemExit(f"wrk said nothing of {pattern}:\n{text}")
    return match[1]


def _milliseconds(text: str) -> float:
    value, unit = float(re.sub(r"[a-z]+$", "", text)), re.sub(r"^[\d.]+", "", text)
    return value * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]
