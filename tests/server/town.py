"""A small WSGI app that tells what it was asked, behind the guard and the bridge: what the socket tests talk to."""

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from abspann.server.bodies import Limits
from abspann.server.bridge import Bridge
from abspann.server.guard import Guard
from abspann.server.lifeline import end_with_server
from abspann.server.proxies import networks

StartResponse = Callable[[str, list[tuple[str, str]]], Any]
LARGE = 3_000_000


def town(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """One street per path: /slow sleeps, /large streams, /file sends a file, /fail fails, all others answer."""
    path = environ["PATH_INFO"]
    if path == "/fail":
        raise SystemExit("as a view might")
    if path == "/slow":
        time.sleep(0.5)
    if path == "/large":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return _pieces()
    if path == "/file":
        file = Path(os.environ["TOWN_FILE"]).open("rb")  # noqa: SIM115 - the server closes it
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(LARGE))])
        return environ["wsgi.file_wrapper"](file, 4096)  # type: ignore[no-any-return]  # environ is untyped
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    told = {
        "method": environ["REQUEST_METHOD"],
        "path": path,
        "scheme": environ["wsgi.url_scheme"],
        "client": environ["REMOTE_ADDR"],
        "size": len(body),
        "sum": sum(body),
        "forwarded": sorted(key for key in environ if "FORWARDED" in key or "REAL_IP" in key),
        "cookies": environ.get("HTTP_COOKIE", ""),
        "pid": os.getpid(),
    }
    text = "".join(f"{key}={value}\n" for key, value in told.items()).encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    return [text]


def _pieces() -> Iterator[bytes]:
    for _ in range(LARGE // 1000):
        yield b"x" * 1000


end_with_server(every=0.1)
if multiprocessing.parent_process() and os.getpid() % 2:
    time.sleep(float(os.environ.get("TOWN_LOADS_FOR", "0")))  # of two workers one is quick, one slow
application = Guard(
    Bridge(town, threads=int(os.environ.get("ABSPANN_THREADS", "4"))),
    trusted=networks(os.environ.get("ABSPANN_TRUSTED_PROXIES", "").split(",")),
    limits=Limits(size=4_000_000, grace=float(os.environ.get("TOWN_GRACE", "15")), wider={"/wide/": 8_000_000}),
)
