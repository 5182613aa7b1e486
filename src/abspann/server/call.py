"""One request on its way through a WSGI app in a thread, and its answer on the way back to the event loop."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from abspann.server.environ import Environ, environ_of, large_file
from abspann.server.protocol import Message, Receive, Scope, Send

WSGIApp = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

PIECE = 1 << 20
"""An answer shorter than this is handed over whole; a longer one in pieces of at least this many bytes."""

FAILED: list[Message] = [
    {"type": "http.response.start", "status": 500, "headers": [(b"content-type", b"text/plain")]},
    {"type": "http.response.body", "body": b"Internal Server Error"},
]

log = logging.getLogger("abspann.server")


class Call:
    """Made in the event loop, run in a thread; `last` brings the messages that end the answer."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._loop = asyncio.get_running_loop()
        self.last: asyncio.Future[list[Message]] = self._loop.create_future()
        self._scope, self._receive, self._send = scope, receive, send
        self._start: Message = {}
        self._parts: list[bytes] = []
        self._watch: asyncio.Task[None] | None = None  # once there is one, the answer has begun to leave in pieces
        self._gone = False

    def run(self, app: WSGIApp) -> None:
        """Answers the request. Whatever the app does, its answer is closed and the thread lives on."""
        answer: Iterable[bytes] = ()
        try:
            answer = app(environ_of(self._scope), self._start_response)
            self._finish(self._hand_over(answer))
        except BaseException:  # SystemExit too: one request must not take a thread away
            log.exception("The app failed.")
            self._finish([self._rest()] if self._watch else FAILED)
        finally:
            self._close(answer)

    def leave(self) -> None:
        """Nobody waits any longer: a long answer is cut off at its next piece."""
        self._gone = True
        if self._watch:
            self._watch.cancel()

    def _start_response(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[..., Any]:
        if exc_info and self._watch:
            raise exc_info[1].with_traceback(exc_info[2])
        raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        self._start = {"type": "http.response.start", "status": int(status[:3]), "headers": raw}
        return self._parts.append

    def _hand_over(self, answer: Iterable[bytes]) -> list[Message]:
        """Reads the answer, passes on all that is longer than a piece, and returns the last messages."""
        # granian takes whatever it is given into memory, however slowly the reader reads; a file it reads as it goes.
        path = large_file(answer, longer_than=PIECE)
        if path and "http.response.pathsend" in self._scope.get("extensions", ()):
            return [self._start, {"type": "http.response.pathsend", "path": path}]
        size = 0
        for part in answer:
            self._parts.append(part)
            size += len(part)
            if size >= PIECE:
                if self._gone:
                    return []
                asyncio.run_coroutine_threadsafe(self._pass_on(self._rest(more=True)), self._loop).result()
                size = 0
        return [self._rest()] if self._watch else [self._start, self._rest()]

    def _rest(self, *, more: bool = False) -> Message:
        body = b"".join(self._parts)
        self._parts.clear()
        return {"type": "http.response.body", "body": body, "more_body": more}

    async def _pass_on(self, piece: Message) -> None:
        if self._watch is None:
            self._watch = self._loop.create_task(self._wait_for_disconnect())
            await self._send(self._start)
        await self._send(piece)

    async def _wait_for_disconnect(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._gone = True

    def _finish(self, messages: list[Message]) -> None:
        with suppress(RuntimeError):  # the loop is closed when the process is ending: nobody is left to hear it
            self._loop.call_soon_threadsafe(_settle, self.last, messages)

    @staticmethod
    def _close(answer: Iterable[bytes]) -> None:
        try:
            getattr(answer, "close", bool)()
        except BaseException:  # as in `run`
            log.exception("The app failed to close its answer.")


def _settle(last: asyncio.Future[list[Message]], messages: list[Message]) -> None:
    if not last.done():
        last.set_result(messages)
