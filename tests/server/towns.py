"""A running server of the small town, and the conversation with it through sockets."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
HOST = b"Host: film.example\r\n"
LARGE = 3_000_000
Answer = tuple[int, dict[bytes, bytes], bytes]


class Town:
    """One running server with its children, and the conversation with it."""

    def __init__(self, home: Path, *, workers: int = 1, port: int | None = None, **environment: str) -> None:
        self.home, self.port = home, port or free_port()
        (home / "file").write_bytes(b"x" * LARGE)
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", str(HERE / "run_town.py"), str(self.port), str(workers), str(home)],
            env=os.environ | {"TOWN_FILE": str(home / "file"), "PYTHONPATH": os.pathsep.join(sys.path)} | environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.first_word = self.hear()

    def hear(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=5)

    def ask(self, request: bytes) -> Answer:
        """Sends a request that ends the connection, and reads the answer to its end."""
        with self.connect() as line:
            line.sendall(request)
            return read(line)

    def get(self, path: str = "/", headers: bytes = b"") -> dict[str, str]:
        """What the town was asked, as it tells it."""
        status, _, body = self.ask(f"GET {path} HTTP/1.1\r\n".encode() + HOST + headers + b"Connection: close\r\n\r\n")
        assert status == 200
        return told(body)

    def jobs(self) -> list[int]:
        """The process ids of the background processes so far, oldest first."""
        file = self.home / "jobs"
        return [int(line) for line in file.read_text().split()] if file.exists() else []

    def family(self) -> list[int]:
        """All living processes that this server started."""
        return [*children_of(self.process.pid)]

    def end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(8)
        finally:
            self.process.kill()
            self.process.wait()
            if self.process.stdout:
                self.process.stdout.close()


def told(body: bytes) -> dict[str, str]:
    return dict(line.split("=", 1) for line in body.decode().splitlines())


def read(line: socket.socket) -> Answer:
    data = b""
    while piece := line.recv(65_536):
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *rest = head.split(b"\r\n")
    headers = {name.lower(): value for name, _, value in (entry.partition(b": ") for entry in rest)}
    if headers.get(b"transfer-encoding") == b"chunked":
        body = unchunked(body)
    return int(first.split()[1]), headers, body


def unchunked(data: bytes) -> bytes:
    body = b""
    while True:
        size, _, data = data.partition(b"\r\n")
        if not int(size, 16):
            return body
        body, data = body + data[: int(size, 16)], data[int(size, 16) + 2 :]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children_of(pid: int) -> Iterator[int]:
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            yield int(entry.parent.name)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def soon(condition: Callable[[], object], *, within: float = 5) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False
