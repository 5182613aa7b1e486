"""Request bodies at the guard: whole or refused, and nothing is left of those that were refused."""

import asyncio

import pytest
from asking import GONE, HOST, Answer, Listener, answer_to, ask, piece, scope_of

from abspann.server.bodies import Limits
from abspann.server.guard import Guard
from abspann.server.protocol import Message, Scope


def post(*pieces: bytes, length: int | None = None, path: str = "/") -> tuple[Scope, list[Message]]:
    """A POST in pieces, with the length announced or else chunked."""
    announced = (b"transfer-encoding", b"chunked") if length is None else (b"content-length", str(length).encode())
    return scope_of("POST", path, [announced]), [*(piece(part, more=True) for part in pieces), piece()]


def refused(answer: Answer, status: int, app: Listener) -> None:
    assert (answer.status, app.scopes) == (status, [])


def test_a_body_in_pieces_arrives_whole_with_its_length(app: Listener) -> None:
    answer_to(Guard(app), *post(b"a" * 40_000, b"b" * 40_000))
    assert app.bodies == [b"a" * 40_000 + b"b" * 40_000]
    assert (app.header(b"content-length"), app.header(b"transfer-encoding")) == ([b"80000"], [])


def test_an_announced_body_arrives_whole(app: Listener) -> None:
    answer_to(Guard(app), *post(b"abc", b"def", length=6))
    assert (app.bodies, app.header(b"content-length")) == ([b"abcdef"], [b"6"])


def test_a_request_without_a_body_has_none(app: Listener) -> None:
    answer_to(Guard(app), scope_of("POST"), [])
    assert app.bodies == [None]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_body_of_a_get_is_thrown_away(app: Listener, method: str) -> None:
    answer_to(Guard(app), scope_of(method, headers=[(b"content-length", b"3")]), [piece(b"abc")])
    assert (app.bodies, app.scopes[0]["headers"]) == ([None], [HOST])


def test_the_body_of_a_get_is_bounded_too(app: Listener) -> None:
    scope = scope_of("GET", headers=[(b"transfer-encoding", b"chunked")])
    refused(answer_to(Guard(app, limits=Limits(size=10)), scope, [piece(b"a" * 11)]), 413, app)


def test_an_announced_length_over_the_limit_is_refused_at_once(app: Listener) -> None:
    answer = answer_to(Guard(app, limits=Limits(size=10)), scope_of("POST", headers=[(b"content-length", b"11")]), [])
    refused(answer, 413, app)
    assert answer.headers[b"connection"] == b"close"


def test_nobody_is_invited_to_send_what_is_refused(app: Listener) -> None:
    headers = [(b"content-length", b"11"), (b"expect", b"100-continue")]
    answer = answer_to(Guard(app, limits=Limits(size=10)), scope_of("POST", headers=headers), [])
    assert [message["type"] for message in answer.messages] == ["http.response.start", "http.response.body"]


def test_a_body_that_grows_over_the_limit_is_refused(app: Listener) -> None:
    refused(answer_to(Guard(app, limits=Limits(size=10)), *post(b"a" * 6, b"a" * 6)), 413, app)


def test_a_path_may_take_more(app: Listener) -> None:
    guard = Guard(app, limits=Limits(size=10, wider={"/in/": 20, "/in/no/": 5}))
    assert answer_to(guard, *post(b"a" * 15, path="/in/x")).status == 200
    assert [answer_to(guard, *post(b"a" * 15, path=path)).status for path in ("/x", "/in/no/x")] == [413, 413]


def test_a_slow_body_is_cut_off(app: Listener) -> None:
    guard = Guard(app, limits=Limits(grace=0.05))
    refused(answer_to(guard, scope_of("POST", headers=[(b"content-length", b"9")]), [piece(b"a", more=True)]), 408, app)


def test_a_large_body_may_take_longer_at_the_least_rate(app: Listener) -> None:
    guard = Guard(app, limits=Limits(grace=0.3, rate=10))
    assert answer_to(guard, *post(*[b"a" * 10] * 5), pause=0.1).status == 200


def test_a_body_in_dust_is_refused(app: Listener) -> None:
    refused(answer_to(Guard(app), *post(*[b"a"] * 2100)), 400, app)


def test_a_body_shorter_than_announced_is_incomplete(app: Listener) -> None:
    refused(answer_to(Guard(app), *post(b"abc", length=4)), 400, app)


def test_a_sender_who_leaves_frees_everything(app: Listener) -> None:
    guard = Guard(app, limits=Limits(in_flight=10))
    scope, _ = post()
    for _ in range(3):
        refused(answer_to(guard, scope, [piece(b"a" * 9, more=True), GONE]), 400, app)
    assert answer_to(guard, *post(b"a" * 9)).status == 200


def test_all_bodies_together_are_bounded(app: Listener) -> None:
    guard = Guard(app, limits=Limits(in_flight=10))

    async def both() -> tuple[Answer, Answer]:
        scope, pieces = post(b"a" * 8)
        first = asyncio.create_task(ask(guard, scope, pieces, pause=0.05))
        await asyncio.sleep(0.07)
        second = await ask(guard, scope, pieces)
        return await first, second

    first, second = asyncio.run(both())
    assert (first.status, second.status, second.headers[b"retry-after"]) == (200, 503, b"5")


def test_a_full_disk_is_a_busy_server(app: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    guard = Guard(app, limits=Limits(in_memory=10, in_flight=20))
    refused(answer_to(guard, *post(b"a" * 11)), 503, app)
    assert answer_to(guard, *post(b"a" * 9)).status == 200
