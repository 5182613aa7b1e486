"""The guard at the door: what reaches the app is one readable request, whole, from a known address.

It knows ASGI and nothing else. Behind it stands any ASGI app; the request body lies in the scope (`protocol.BODY`), so
that no thread is given away before the last byte has come.
"""

import re
from collections.abc import Iterable

from abspann.server.bodies import Bodies, Body, Limits
from abspann.server.protocol import BODY, App, Receive, Scope, Send
from abspann.server.proxies import Network, Proxies, scheme
from abspann.server.refusals import BUSY, METHOD, UNREADABLE, Refused, refuse

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
HOST = re.compile(rb"([A-Za-z0-9.-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?")

SORTED_OUT = frozenset(
    {b"host", b"content-length", b"transfer-encoding", b"forwarded", b"x-real-ip", b"expect", b"connection"}
)
"""Headers the guard reads itself; besides all `X-Forwarded-…` and all with an underscore in the name."""

Headers = list[tuple[bytes, bytes]]


class Guard:
    """Lets through to `app` what it can answer, and answers the rest with a refusal.

    `room` is how many requests may be inside at once, in a thread or waiting for one. Refused are: methods other than
    `METHODS`; no, two or garbled hosts; unclear lengths; bodies beyond `limits`; and whoever comes while there is no
    room. Forwarded headers never reach the app: what a `trusted` proxy says becomes the scope's client and scheme.
    """

    def __init__(
        self, app: App, *, trusted: Iterable[Network] = (), limits: Limits | None = None, room: int = 64
    ) -> None:
        self._app, self._room, self._inside = app, room, 0
        self._proxies = Proxies(trusted)
        self._bodies = Bodies(limits or Limits())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "lifespan":
            await _live(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        unread = True
        try:
            request, length = self._examined(scope)
            unread = length != 0
            if length == 0:
                await self._enter(request, receive, send)
                return
            kept = request["method"] not in ("GET", "HEAD")
            with Body(self._bodies, limit=self._bodies.limits.size_at(scope["path"]), kept=kept) as body:
                try:
                    await body.read(receive, length)
                finally:
                    unread = not body.complete
                if body.file is not None:
                    request[BODY] = body.file
                    request["headers"].append((b"content-length", str(body.size).encode()))
                await self._enter(request, receive, send)
        except Refused as no:
            await refuse(no.refusal, scope, receive, send, unread=unread)

    async def _enter(self, request: Scope, receive: Receive, send: Send) -> None:
        if self._inside >= self._room:
            raise Refused(BUSY)
        self._inside += 1
        try:
            await self._app(request, receive, send)
        finally:
            self._inside -= 1

    def _examined(self, scope: Scope) -> tuple[Scope, int | None]:
        """The scope as the app may believe it, and the length of the body to come (None: not told)."""
        if scope["method"] not in METHODS:
            raise Refused(METHOD)
        kept, read = _sorted(scope["headers"])
        hosts = read.get(b"host", [])
        if len(hosts) != 1 or not HOST.fullmatch(hosts[0]) or not scope["path"].startswith("/"):
            raise Refused(UNREADABLE)
        kept.append((b"host", hosts[0]))
        request = {**scope, "headers": kept}
        peer, port = scope.get("client") or ("", 0)
        if self._proxies.trusts(peer):
            request["client"] = (self._proxies.client(peer, read.get(b"x-forwarded-for", [])), port)
            request["scheme"] = scheme(scope["scheme"], read.get(b"x-forwarded-proto", []))
        return request, _length(read, scope["http_version"])


def _sorted(headers: Headers) -> tuple[Headers, dict[bytes, list[bytes]]]:
    """The headers for the app, and those which only the guard may read.

    A name with an underscore is dropped: in WSGI `X_Forwarded_Proto` would be the same as `X-Forwarded-Proto`.
    """
    kept: Headers = []
    read: dict[bytes, list[bytes]] = {}
    for name, value in headers:
        if name in SORTED_OUT or name.startswith(b"x-forwarded-"):
            read.setdefault(name, []).append(value)
        elif b"_" not in name:
            kept.append((name, value))
    return kept, read


def _length(read: dict[bytes, list[bytes]], version: str) -> int | None:
    """The length of the body as announced: 0 for none, None for one of unknown length."""
    lengths, codings = read.get(b"content-length", []), read.get(b"transfer-encoding", [])
    if len(lengths) + len(codings) > 1:
        raise Refused(UNREADABLE)
    if codings:
        if codings[0].strip().lower() != b"chunked":
            raise Refused(UNREADABLE)
        return None
    if lengths:
        if not lengths[0].isdigit() or len(lengths[0]) > 18:
            raise Refused(UNREADABLE)
        return int(lengths[0])
    return 0 if version.startswith("1") else None  # HTTP/2 may send a body unannounced


async def _live(receive: Receive, send: Send) -> None:
    """Answers the server's lifespan: there is nothing to begin and nothing to end."""
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return
