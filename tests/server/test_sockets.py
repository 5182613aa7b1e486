"""The running server against slow, broken and lying senders: each is answered or cut off, and nobody else waits."""

import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from towns import HOST, LARGE, Town, read, soon, told

pytestmark = pytest.mark.enable_socket

POST = b"POST / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n"


def quickest(town: Town) -> float:
    """Seconds of the quickest of five requests: on a busy machine one may be late, behind a full house all are."""
    taken = []
    for _ in range(5):
        began = time.monotonic()
        town.get()
        taken.append(time.monotonic() - began)
    return min(taken)


def test_300_slow_senders_delay_nobody(town: Town) -> None:
    with ExitStack() as lines:
        for _ in range(300):
            lines.enter_context(town.connect()).sendall(POST + b"Content-Length: 1000\r\n\r\nslow")
        assert quickest(town) < 1


def test_100_slow_readers_delay_nobody(town: Town) -> None:
    with ExitStack() as lines:
        for _ in range(100):
            lines.enter_context(town.connect()).sendall(b"GET /file HTTP/1.1\r\n" + HOST + b"\r\n")
        assert quickest(town) < 1


def test_a_chunked_post_arrives_whole(town: Town) -> None:
    chunks = b"".join(b"%x\r\n%b\r\n" % (size, b"\x01" * size) for size in (1, 70_000, 2_000_000)) + b"0\r\n\r\n"
    status, _, body = town.ask(POST + b"Transfer-Encoding: chunked\r\n\r\n" + chunks)
    assert (status, told(body)["size"], told(body)["sum"]) == (200, "2070001", "2070001")


def test_an_announced_post_arrives_whole(town: Town) -> None:
    status, _, body = town.ask(POST + b"Content-Length: 100000\r\n\r\n" + b"\x02" * 100_000)
    assert (status, told(body)["size"], told(body)["sum"]) == (200, "100000", "200000")


def test_the_body_of_a_get_does_not_reach_the_next_request(town: Town) -> None:
    first = b"GET / HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\n\r\nGET /"
    with town.connect() as line:
        line.sendall(first + b"HEAD /second HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
        _, _, body = read(line)
    assert body.count(b"HTTP/1.1 200 OK") == 1
    assert told(body.partition(b"HTTP/1.1")[0])["size"] == "0"


SPOOFS = [b"X_Forwarded_Proto: https\r\n", b"X-Forwarded_Proto: https\r\n", b"X_Forwarded_For: 192.0.2.1\r\n"]
CLAIMS = b"X-Forwarded-Proto: https\r\nX-Forwarded-For: 6.6.6.6, 192.0.2.1\r\nX-Forwarded-Host: evil.example\r\n"


def test_a_stranger_cannot_pose_as_proxy(town: Town) -> None:
    for headers in [*SPOOFS, CLAIMS, CLAIMS + SPOOFS[0]]:
        answer = town.get(headers=headers)
        assert (answer["scheme"], answer["client"], answer["forwarded"]) == ("http", "127.0.0.1", "[]")


def test_a_trusted_proxy_is_believed_but_no_underscore(strict_town: Town) -> None:
    for spoof in SPOOFS:
        answer = strict_town.get(headers=spoof)
        assert (answer["scheme"], answer["client"], answer["forwarded"]) == ("http", "127.0.0.1", "[]")
    answer = strict_town.get(headers=CLAIMS)
    assert (answer["scheme"], answer["client"], answer["forwarded"]) == ("https", "192.0.2.1", "[]")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"TRACE / HTTP/1.1\r\n" + HOST + b"\r\n", 405),
        (b"CONNECT film.example:443 HTTP/1.1\r\n" + HOST + b"\r\n", 405),
        (b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400),
        (POST + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400),
        (POST + b"Content-Length: x\r\n\r\nabc", 400),
        (POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n", 400),
        (POST + b"Transfer-Encoding: gzip\r\n\r\nabc", 400),
        (POST + b"Content-Length: 5000000\r\nExpect: 100-continue\r\n\r\n", 413),
        (b"GET / HTTP/1.1\r\n" + HOST + b"X-A: " + b"a" * 300_000 + b"\r\n\r\n", 431),
    ],
)
def test_what_cannot_be_read_is_refused_and_the_connection_ends(town: Town, request_: bytes, status: int) -> None:
    assert town.ask(request_)[0] == status


def test_whoever_sends_too_much_reads_why(town: Town) -> None:
    for announced in (b"Content-Length: 5000000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n4c4b40\r\n"):
        status, headers, body = town.ask(POST + announced + b"a" * 5_000_000 + b"\r\n0\r\n\r\n")
        assert (status, headers[b"connection"]) == (413, b"close")
        assert body.decode() == "Zu groß. Das ist mehr, als hier auf einmal angenommen wird.\n"


def test_the_answer_to_too_much_does_not_wait_for_the_rest(town: Town) -> None:
    with town.connect() as line:
        line.sendall(POST + b"Content-Length: 5000000\r\n\r\nabc")
        line.settimeout(1)
        assert line.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_path_with_a_wider_limit_takes_more(town: Town) -> None:
    request = POST.replace(b" / ", b" /wide/ ") + b"Content-Length: 5000000\r\n\r\n"
    assert town.ask(request + b"a" * 5_000_000)[0] == 200


def test_a_slow_body_is_cut_off(strict_town: Town) -> None:
    with strict_town.connect() as line:
        line.sendall(POST + b"Content-Length: 10\r\n\r\nabc")
        began = time.monotonic()
        line.settimeout(4)
        status, headers, _ = read(line)
    assert (status, headers[b"connection"], time.monotonic() - began < 4) == (408, b"close", True)


def test_senders_who_leave_in_the_middle_leave_nothing(strict_town: Town) -> None:
    worker = Path("/proc", strict_town.get()["pid"], "fd")
    before = len(list(worker.iterdir()))
    for _ in range(50):
        with strict_town.connect() as line:
            line.sendall(POST + b"Content-Length: 100000\r\n\r\n" + b"a" * 90_000)
    assert soon(lambda: len(list(worker.iterdir())) <= before)
    assert strict_town.get()["method"] == "GET"


@pytest.mark.parametrize("path", ["/large", "/file"])
def test_a_large_answer_arrives_whole(town: Town, path: str) -> None:
    status, _, body = town.ask(f"GET {path} HTTP/1.1\r\n".encode() + HOST + b"Connection: close\r\n\r\n")
    assert (status, body) == (200, b"x" * LARGE)


def test_two_cookies_are_set_and_two_are_read(town: Town) -> None:
    with town.connect() as line:
        line.sendall(b"GET / HTTP/1.1\r\n" + HOST + b"Cookie: a=1\r\nCookie: b=2\r\nConnection: close\r\n\r\n")
        data = b"".join(iter(lambda: line.recv(65_536), b""))
    assert (data.count(b"set-cookie: "), b"cookies=a=1; b=2\n" in data) == (2, True)


def test_a_failing_app_is_answered_for(town: Town) -> None:
    assert town.ask(b"GET /fail HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")[0] == 500
