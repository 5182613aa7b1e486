"""WSGI behind ASGI: the app runs in a fixed number of threads, and an answer leaves its thread in one piece."""

import threading
from queue import SimpleQueue

from abspann.server.call import Call, WSGIApp
from abspann.server.protocol import Receive, Scope, Send


class Bridge:
    """An ASGI app that answers http scopes through a WSGI app; `threads` requests at a time, the others wait in line.

    The request body must lie in the scope (see `protocol.BODY`): the guard in front has read it.
    """

    def __init__(self, app: WSGIApp, *, threads: int = 4) -> None:
        self._app, self._threads = app, threads
        self._line: SimpleQueue[Call] = SimpleQueue()
        self._started = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._started:
            self._start()
        call = Call(scope, receive, send)
        self._line.put(call)
        try:
            for message in await call.last:
                await send(message)
        finally:
            call.leave()

    def _start(self) -> None:
        """Starts the threads: at the first request, because threads do not survive a fork."""
        self._started = True
        for number in range(self._threads):
            threading.Thread(target=self._work, name=f"bridge-{number}", daemon=True).start()

    def _work(self) -> None:
        # A thread keeps its context from call to call, as in any WSGI server: Django's connections live in it.
        while True:
            self._line.get().run(self._app)
