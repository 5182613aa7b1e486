"""Drives an ASGI app without a server: one request in, the answer and what the app saw out."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from abspann.server.guard import Guard
from abspann.server.protocol import BODY, Message, Receive, Scope, Send

HOST = (b"host", b"film.example")
GONE: Message = {"type": "http.disconnect"}


def piece(body: bytes = b"", *, more: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def scope_of(method: str = "GET", path: str = "/", headers: Iterable[tuple[bytes, bytes]] = (), **more: Any) -> Scope:
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "scheme": "http",
        "server": ("127.0.0.1", "80"),
        "client": ("203.0.113.9", "4711"),
        "headers": [HOST, *headers],
        **more,
    }


@dataclass
class Answer:
    """What came back."""

    messages: list[Message] = field(default_factory=list)

    @property
    def status(self) -> int:
        return int(self.messages[0]["status"])

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.messages[0]["headers"])

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.messages[1:])


class Listener:
    """An ASGI app that remembers the scopes it was given and the bodies in them."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []
        self.bodies: list[bytes | None] = []

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        self.bodies.append(scope[BODY].read() if BODY in scope else None)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"heard"})

    def header(self, name: bytes) -> list[bytes]:
        return [value for key, value in self.scopes[-1]["headers"] if key == name]


async def ask(app: Any, scope: Scope, pieces: Iterable[Message] = (piece(),), *, pause: float = 0) -> Answer:
    """Asks once. When the pieces are used up the sender sends nothing more, ever."""
    answer, left = Answer(), iter(pieces)

    async def receive() -> Message:
        await asyncio.sleep(pause)
        for message in left:
            return message
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        answer.messages.append(message)

    await app(scope, receive, send)
    return answer


def answer_to(guard: Guard, scope: Scope, pieces: Iterable[Message] = (piece(),), *, pause: float = 0) -> Answer:
    return asyncio.run(ask(guard, scope, pieces, pause=pause))
