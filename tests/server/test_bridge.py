"""The bridge: what a WSGI app is told, and how its answers, long, short and failed, come back."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from asking import GONE, Answer, ask, piece, scope_of

from abspann.server.bridge import Bridge
from abspann.server.call import PIECE
from abspann.server.environ import environ_of
from abspann.server.protocol import BODY

Start = Callable[..., Any]
PATHSEND: dict[str, Any] = {"http.response.pathsend": {}}


class Closing:
    """An answer that remembers whether it was closed."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self.parts = iter(parts)
        self.closed = threading.Event()

    def __iter__(self) -> Iterator[bytes]:
        return self.parts

    def close(self) -> None:
        self.closed.set()


def through(app: Callable[[dict[str, Any], Start], Iterable[bytes]], **scope: Any) -> Answer:
    return asyncio.run(ask(Bridge(app, threads=1), scope_of(**scope)))


def test_the_environ_holds_the_bytes_that_were_sent() -> None:
    headers = [
        (b"content-type", b"text/x"),
        (b"x-b", b"1"),
        (b"x-b", b"\xe4"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
    ]
    scope = scope_of("POST", "/a", headers, raw_path=b"/a%FF%C3%BC+b", query_string=b"q=%FF", scheme="https")
    environ = environ_of(scope | {BODY: BytesIO(b"body")})
    assert environ["PATH_INFO"].encode("latin-1") == b"/a\xff\xc3\xbc+b"
    assert environ["wsgi.input"].read() == b"body"
    assert {key: environ[key] for key in ("QUERY_STRING", "REQUEST_METHOD", "SERVER_PROTOCOL", "wsgi.url_scheme")} == {
        "QUERY_STRING": "q=%FF",
        "REQUEST_METHOD": "POST",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "https",
    }
    assert {key: environ[key] for key in ("CONTENT_TYPE", "HTTP_X_B", "HTTP_COOKIE", "REMOTE_ADDR", "HTTP_HOST")} == {
        "CONTENT_TYPE": "text/x",
        "HTTP_X_B": "1,ä",
        "HTTP_COOKIE": "a=1; b=2",
        "REMOTE_ADDR": "203.0.113.9",
        "HTTP_HOST": "film.example",
    }


def test_a_short_answer_leaves_in_one_piece_and_is_closed() -> None:
    closing = Closing([b"one ", b"two"])

    def app(_environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        start("404 Not Found", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])(b"zero ")
        return closing

    answer = through(app)
    assert answer.messages == [
        {"type": "http.response.start", "status": 404, "headers": [(b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]},
        {"type": "http.response.body", "body": b"zero one two", "more_body": False},
    ]
    assert closing.closed.wait(1)


def test_a_long_answer_leaves_in_large_pieces() -> None:
    def app(_environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        start("200 OK", [])
        return (b"x" * 1000 for _ in range(2500))

    answer = through(app)
    assert len(answer.body) == 2_500_000
    assert [message.get("more_body") for message in answer.messages] == [None, True, True, False]


def test_a_long_answer_stops_when_the_reader_has_left() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            time.sleep(0.001)
            yield b"x" * PIECE

    closing = Closing(endless())

    def app(_environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        start("200 OK", [])
        return closing

    asyncio.run(asyncio.wait_for(ask(Bridge(app, threads=1), scope_of(), [piece(), GONE]), 2))
    assert closing.closed.wait(1)


def file_app(path: Path) -> Callable[[dict[str, Any], Start], Iterable[bytes]]:
    def app(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        start("200 OK", [])
        wrapped: Iterable[bytes] = environ["wsgi.file_wrapper"](path.open("rb"), 4096)
        return wrapped

    return app


def test_a_large_file_is_left_to_the_server(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"x" * (PIECE + 1))
    answer = through(file_app(path), extensions=PATHSEND)
    assert answer.messages[1:] == [{"type": "http.response.pathsend", "path": str(path)}]


def test_a_small_file_and_a_server_that_sends_none_get_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 100_000)
    assert through(file_app(path), extensions=PATHSEND).body == b"x" * 100_000
    path.write_bytes(b"x" * (PIECE + 1))
    assert len(through(file_app(path)).body) == PIECE + 1


def test_a_file_that_was_replaced_meanwhile_is_sent_as_it_was_opened(tmp_path: Path) -> None:
    path, new = tmp_path / "file", tmp_path / "new"
    path.write_bytes(b"old" * PIECE)
    new.write_bytes(b"new" * PIECE)

    def app(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        answer = file_app(path)(environ, start)
        new.rename(path)
        return answer

    assert through(app, extensions=PATHSEND).body == b"old" * PIECE


@pytest.mark.parametrize("error", [ValueError, SystemExit, KeyboardInterrupt])
def test_an_app_that_fails_is_answered_for_and_keeps_its_thread(
    error: type[BaseException], caplog: pytest.LogCaptureFixture
) -> None:
    def app(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/fail":
            raise error
        start("200 OK", [])
        return [b"fine"]

    async def both() -> list[Answer]:
        bridge = Bridge(app, threads=1)
        return [await ask(bridge, scope_of(path="/fail")), await ask(bridge, scope_of())]

    first, second = asyncio.run(both())
    assert (first.status, first.body, second.body) == (500, b"Internal Server Error", b"fine")
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_an_answer_that_fails_half_way_is_closed(caplog: pytest.LogCaptureFixture) -> None:
    def failing() -> Iterator[bytes]:
        yield b"x" * PIECE
        raise ValueError

    closing = Closing(failing())

    def app(_environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        start("200 OK", [])
        return closing

    answer = through(app)
    assert (answer.status, len(answer.body), closing.closed.wait(1)) == (200, PIECE, True)
    assert len(caplog.records) == 1


def test_no_more_calls_run_at_once_than_there_are_threads() -> None:
    inside, most = [0], [0]

    def app(_environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        time.sleep(0.02)
        inside[0] -= 1
        start("200 OK", [])
        return [b""]

    async def crowd() -> None:
        bridge = Bridge(app, threads=2)
        await asyncio.gather(*(ask(bridge, scope_of()) for _ in range(8)))

    asyncio.run(crowd())
    assert most == [2]
