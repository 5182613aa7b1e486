"""The guard, driven as an ASGI app: what it lets through, what it changes, and each of its refusals."""

import asyncio

import pytest
from asking import HOST, Answer, Listener, answer_to, ask, piece, scope_of

from abspann.server.guard import Guard
from abspann.server.protocol import Message, Receive, Scope, Send
from abspann.server.proxies import networks


def refused(answer: Answer, status: int, app: Listener) -> None:
    assert (answer.status, app.scopes) == (status, [])


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "TRACK", "get", "PROPFIND"])
def test_other_methods_are_not_allowed(app: Listener, method: str) -> None:
    answer = answer_to(Guard(app), scope_of(method))
    refused(answer, 405, app)
    assert answer.headers[b"allow"] == b"GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_the_usual_methods_pass(app: Listener, method: str) -> None:
    assert answer_to(Guard(app), scope_of(method)).body == b"heard"


@pytest.mark.parametrize(
    "hosts",
    [
        [],
        [b"a.example", b"a.example"],
        [b""],
        [b"a_b"],
        [b"a@b"],
        [b"a b"],
        [b"a/b"],
        [b"a:x"],
        [b"a,b"],
        [b"\xc3\xa4"],
    ],
)
def test_no_host_two_hosts_and_garbled_hosts_are_unreadable(app: Listener, hosts: list[bytes]) -> None:
    refused(answer_to(Guard(app), scope_of() | {"headers": [(b"host", host) for host in hosts]}), 400, app)


@pytest.mark.parametrize(
    "host", [b"film.example", b"localhost:8000", b"192.0.2.1", b"[2001:db8::1]:8000", b"XN--a.DE."]
)
def test_real_hosts_pass(app: Listener, host: bytes) -> None:
    assert answer_to(Guard(app), scope_of() | {"headers": [(b"host", host)]}).status == 200
    assert app.header(b"host") == [host]


def test_a_target_that_is_no_path_is_unreadable(app: Listener) -> None:
    refused(answer_to(Guard(app), scope_of("OPTIONS", "*")), 400, app)


@pytest.mark.parametrize(
    "headers",
    [
        [(b"content-length", b"3"), (b"content-length", b"3")],
        [(b"content-length", b"3"), (b"transfer-encoding", b"chunked")],
        [(b"content-length", b"-3")],
        [(b"content-length", b"+3")],
        [(b"content-length", b"3, 3")],
        [(b"content-length", b"")],
        [(b"content-length", b"9" * 19)],
        [(b"transfer-encoding", b"gzip, chunked")],
        [(b"transfer-encoding", b"chunked"), (b"transfer-encoding", b"chunked")],
    ],
)
def test_an_unclear_length_is_unreadable(app: Listener, headers: list[tuple[bytes, bytes]]) -> None:
    refused(answer_to(Guard(app), scope_of("POST", headers=headers), [piece(b"abc")]), 400, app)


def test_a_name_with_an_underscore_is_dropped(app: Listener) -> None:
    answer_to(Guard(app), scope_of(headers=[(b"x_forwarded_proto", b"https"), (b"x_a", b"1"), (b"x-a", b"2")]))
    assert app.scopes[0]["headers"] == [(b"x-a", b"2"), HOST]


FORWARDED = [
    (b"forwarded", b"for=192.0.2.1;proto=https"),
    (b"x-forwarded-for", b"192.0.2.1"),
    (b"x-forwarded-proto", b"https"),
    (b"x-forwarded-host", b"evil.example"),
    (b"x-forwarded-port", b"443"),
    (b"x-real-ip", b"192.0.2.1"),
]


def test_a_stranger_s_forwarded_headers_are_dropped_unread(app: Listener) -> None:
    answer_to(Guard(app, trusted=networks(["127.0.0.1"])), scope_of(headers=FORWARDED))
    seen = app.scopes[0]
    assert (seen["headers"], seen["client"], seen["scheme"]) == ([HOST], ("203.0.113.9", "4711"), "http")


def test_a_trusted_proxy_is_believed_and_its_headers_go_no_further(app: Listener) -> None:
    answer_to(Guard(app, trusted=networks(["203.0.113.0/24"])), scope_of(headers=FORWARDED))
    seen = app.scopes[0]
    assert (seen["headers"], seen["client"], seen["scheme"]) == ([HOST], ("192.0.2.1", "4711"), "https")


@pytest.mark.parametrize(
    ("forwarded_for", "client"),
    [
        ([b"6.6.6.6, 192.0.2.1"], "192.0.2.1"),
        ([b"6.6.6.6", b"192.0.2.1, 203.0.113.7"], "192.0.2.1"),
        ([b"203.0.113.5, 203.0.113.7"], "203.0.113.5"),
        ([b"192.0.2.1, garbage"], "203.0.113.9"),
        ([b"192.0.2.1, garbage, 203.0.113.7"], "203.0.113.7"),
        ([b"192.0.2.1:5555"], "192.0.2.1"),
        ([b"[2001:db8::1]:5555"], "2001:db8::1"),
        ([b"2001:db8::1"], "2001:db8::1"),
        ([b"::ffff:192.0.2.1"], "192.0.2.1"),
        ([b""], "203.0.113.9"),
        ([], "203.0.113.9"),
    ],
)
def test_the_client_is_read_from_the_right(app: Listener, forwarded_for: list[bytes], client: str) -> None:
    guard = Guard(app, trusted=networks(["203.0.113.0/24"]))
    answer_to(guard, scope_of(headers=[(b"x-forwarded-for", value) for value in forwarded_for]))
    assert app.scopes[0]["client"][0] == client


@pytest.mark.parametrize(
    ("protos", "scheme"),
    [
        ([b"https"], "https"),
        ([b"HTTPS"], "https"),
        ([b"https, http"], "http"),
        ([b"https", b"ftp"], "http"),
        ([], "http"),
    ],
)
def test_the_scheme_is_the_nearest_proxy_s_word(app: Listener, protos: list[bytes], scheme: str) -> None:
    guard = Guard(app, trusted=networks(["203.0.113.9"]))
    answer_to(guard, scope_of(headers=[(b"x-forwarded-proto", proto) for proto in protos]))
    assert app.scopes[0]["scheme"] == scheme


def test_a_proxy_seen_through_ipv6_is_the_same_proxy(app: Listener) -> None:
    guard = Guard(app, trusted=networks(["203.0.113.9"]))
    answer_to(guard, scope_of(headers=[(b"x-forwarded-proto", b"https")], client=("::ffff:203.0.113.9", "1")))
    assert app.scopes[0]["scheme"] == "https"


def test_networks_refuse_what_is_no_address() -> None:
    with pytest.raises(ValueError, match="'proxy' does not appear to be an IPv4 or IPv6 network"):
        networks(["127.0.0.1", "proxy"])


def test_whoever_finds_no_room_inside_is_asked_to_come_again() -> None:
    async def slow(_scope: Scope, _receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.05)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    async def three() -> list[Answer]:
        guard = Guard(slow, room=2)
        answers = await asyncio.gather(*(ask(guard, scope_of()) for _ in range(3)))
        return [*answers, await ask(guard, scope_of())]

    answers = asyncio.run(three())
    assert [answer.status for answer in answers] == [200, 200, 503, 200]
    assert (answers[2].headers[b"retry-after"], b"connection" in answers[2].headers) == (b"5", False)


def test_an_app_that_fails_leaves_its_room() -> None:
    async def failing(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise RuntimeError

    guard = Guard(failing, room=1)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            answer_to(guard, scope_of())


@pytest.mark.parametrize(
    ("path", "accept", "kind", "body"),
    [
        ("/film/", b"*/*", b"text/plain; charset=utf-8", "Nicht erlaubt. Diese Art von Anfrage gibt es hier nicht.\n"),
        ("/en/film/", b"*/*", b"text/plain; charset=utf-8", "Not allowed. There is no such kind of request here.\n"),
        ("/enten/", b"*/*", b"text/plain; charset=utf-8", "Nicht erlaubt. Diese Art von Anfrage gibt es hier nicht.\n"),
    ],
)
def test_a_refusal_speaks_the_language_of_the_path(path: str, accept: bytes, kind: bytes, body: str) -> None:
    answer = answer_to(Guard(Listener()), scope_of("TRACE", path, [(b"accept", accept)]))
    assert (answer.headers[b"content-type"], answer.body.decode()) == (kind, body)


def test_a_browser_is_refused_with_a_page() -> None:
    answer = answer_to(Guard(Listener()), scope_of("TRACE", "/en/", [(b"accept", b"text/html,*/*;q=0.8")]))
    assert answer.headers[b"content-type"] == b"text/html; charset=utf-8"
    assert answer.body.decode().startswith('<!doctype html>\n<html lang="en"><head>')


def test_a_refusal_is_never_kept_sniffed_or_scripted() -> None:
    headers = answer_to(Guard(Listener()), scope_of("TRACE")).headers
    assert headers[b"content-security-policy"] == b"default-src 'none'; frame-ancestors 'none'"
    assert (headers[b"x-content-type-options"], headers[b"cache-control"]) == (b"nosniff", b"no-store")


def test_a_websocket_is_closed() -> None:
    answer = answer_to(Guard(Listener()), {"type": "websocket", "path": "/"})
    assert answer.messages == [{"type": "websocket.close", "code": 1008}]


def test_the_server_s_life_is_answered() -> None:
    life: list[Message] = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    answer = answer_to(Guard(Listener()), {"type": "lifespan"}, life)
    assert [message["type"] for message in answer.messages] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]
