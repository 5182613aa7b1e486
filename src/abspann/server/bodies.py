"""Request bodies: read whole before a thread is given away, bounded in size, time, number of pieces and sum."""

import asyncio
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from types import TracebackType

from abspann.server.protocol import Receive
from abspann.server.refusals import BUSY, INCOMPLETE, TOO_LARGE, TOO_SLOW, UNREADABLE, Refused


@dataclass(frozen=True)
class Limits:
    """Bytes and seconds; `wider` gives some paths (by prefix) a size of their own, the longest prefix wins.

    A `*` in a prefix stands for one step of the path.
    """

    size: int = 2_621_440
    wider: Mapping[str, int] = field(default_factory=dict)
    in_memory: int = 65_536
    in_flight: int = 256 << 20
    grace: float = 15.0
    rate: int = 65_536

    def size_at(self, path: str) -> int:
        prefixes = [prefix for prefix in self.wider if _begins(path, prefix)]
        return self.wider[max(prefixes, key=len)] if prefixes else self.size

    def seconds_for(self, size: int) -> float:
        """How long a body may have taken that has brought `size` bytes: the grace, and more for what came."""
        return self.grace + size / self.rate

    @staticmethod
    def pieces_for(size: int) -> int:
        """How many pieces `size` bytes may come in. Each piece costs the event loop some 50 µs, however small."""
        return 2048 + size // 64


def _begins(path: str, prefix: str) -> bool:
    return bool(re.match("[^/]+".join(map(re.escape, prefix.split("*"))), path))


class Bodies:
    """All bodies in flight in this process: `held` is the sum of their bytes, in memory and on disk."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.held = 0


class Body:
    """One request's body. As a context it gives back its bytes and its file, however the request ends."""

    def __init__(self, bodies: Bodies, *, limit: int, kept: bool) -> None:
        self._bodies, self._limit = bodies, limit
        self.file = SpooledTemporaryFile(bodies.limits.in_memory) if kept else None  # noqa: SIM115 - see __exit__
        self.size = 0
        self.complete = False
        """Whether the sender has sent all and nothing is left to read."""

    def __enter__(self) -> "Body":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.file is not None:
            self._bodies.held -= self.size
            with suppress(OSError):  # what the full disk refused before, it refuses again on closing
                self.file.close()

    async def read(self, receive: Receive, declared: int | None) -> None:
        """Reads all of it, or raises `Refused`: too large, too slow, too many pieces, broken off, or no room here."""
        if declared is not None and declared > self._limit:
            raise Refused(TOO_LARGE)
        try:
            await self._read(receive)
        except TimeoutError:
            raise Refused(TOO_SLOW) from None
        if declared is not None and self.size != declared:
            raise Refused(INCOMPLETE)
        if self.file is not None:
            self.file.seek(0)

    async def _read(self, receive: Receive) -> None:
        limits, loop, pieces = self._bodies.limits, asyncio.get_running_loop(), 0
        began = loop.time()
        async with asyncio.timeout(limits.grace) as clock:
            while not self.complete:
                message = await receive()
                if message["type"] == "http.disconnect":  # gone, or a chunk that cannot be read
                    self.complete = True
                    raise Refused(INCOMPLETE)
                self.complete = not message.get("more_body", False)
                self._take(message.get("body", b""))
                pieces += 1
                if pieces > limits.pieces_for(self.size):
                    raise Refused(UNREADABLE)
                clock.reschedule(began + limits.seconds_for(self.size))

    def _take(self, piece: bytes) -> None:
        if self.size + len(piece) > self._limit:
            raise Refused(TOO_LARGE)
        if self.file is not None:
            if self._bodies.held + len(piece) > self._bodies.limits.in_flight:
                raise Refused(BUSY)
            self._bodies.held += len(piece)
        self.size += len(piece)
        if self.file is not None:
            try:
                self.file.write(piece)
            except OSError:  # the disk is full
                raise Refused(BUSY) from None
