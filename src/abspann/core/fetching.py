"""The one door to other hosts: answers in JSON, asked for slowly, bounded in time and size, never led elsewhere."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import urllib3

from abspann.version import __version__

LONGEST_ANSWER = 8_000_000
TRIES = 5
BUSY = frozenset({429, 500, 502, 503, 504})
LONGEST_WAIT = 60.0


class NotFetched(Exception):
    """The other house did not give what was asked for; the sentence says why, `status` is its answer (0: none)."""

    def __init__(self, sentence: str, status: int = 0) -> None:
        super().__init__(sentence)
        self.status = status


class Fetcher:
    """Asks one house, at most `per_second` times a second, and again a little later where it is busy.

    `base` is an address from the settings, never from a reader. Redirects are not followed.
    """

    def __init__(self, base: str, *, headers: Mapping[str, str], per_second: float) -> None:
        self._base = base.rstrip("/")
        self._pause = 1 / per_second
        self._next = 0.0
        told = {"User-Agent": f"Abspann/{__version__}", "Accept": "application/json", **headers}
        timeout = urllib3.Timeout(connect=5, read=20)
        self._pool = urllib3.PoolManager(headers=told, timeout=timeout, retries=False, maxsize=1)

    def json(self, path: str, **asked: str) -> dict[str, Any]:
        """Return the object that the house answers; raises NotFetched."""
        address = f"{self._base}/{path.lstrip('/')}"
        if asked:
            address += f"?{urlencode(asked)}"
        for attempt in range(1, TRIES + 1):
            status, body, wait = self._asked(address)
            if status not in BUSY or attempt == TRIES:
                break
            time.sleep(min(wait or 2.0**attempt, LONGEST_WAIT))
        if status != 200:  # OK
            raise NotFetched(f"The answer was {status}." if status else "There was no answer.", status)
        try:
            value = json.loads(body)
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise NotFetched("The answer was no JSON object.", status)
        return value

    def _asked(self, address: str) -> tuple[int, bytes, float]:
        """(status, body, seconds to wait), with status 503 where nobody answers in time."""
        now = time.monotonic()
        if now < self._next:
            time.sleep(self._next - now)
        self._next = max(now, self._next) + self._pause
        try:
            answer = self._pool.request("GET", address, redirect=False, preload_content=False)
            body = answer.read(LONGEST_ANSWER + 1)
            answer.release_conn()
        except urllib3.exceptions.HTTPError:
            return 503, b"", 0.0
        if len(body) > LONGEST_ANSWER:
            raise NotFetched("The answer was larger than any film.", answer.status)
        after = answer.headers.get("Retry-After", "")
        return answer.status, body, float(after) if after.isdigit() else 0.0
