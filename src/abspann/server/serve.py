"""Starts the portal: the web workers, and beside them the background process; and stops them all together."""

import errno
import logging
import os
import resource
import socket
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from abspann.server.companion import Companion
from abspann.server.lifeline import SERVER

TARGET = "abspann.server.asgi:application"

STOP_SECONDS = 3
"""How long web workers and background process may take to finish what they are doing; then they are killed."""

Say = Callable[[str], object]


class CannotListen(Exception):
    """The address cannot be used; the message is a sentence for the keeper."""


class PortInUse(CannotListen):
    """Another program, perhaps another Abspann, answers there already."""


def serve(
    *,
    home: Path,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int | None = None,
    threads: int = 4,
    job: Sequence[str] = (),
    access_log: bool = False,
    say: Say = lambda _: None,
    ready: Callable[[], object] = lambda: None,
    target: str = TARGET,
) -> int:
    """Serves until SIGTERM, SIGINT or SIGHUP; returns 0 then, and 1 when the web workers could not be kept alive.

    Call it in the main thread, with no database connection open: the web workers are forks of this process. `home` and
    `threads` reach the children as ABSPANN_HOME and ABSPANN_THREADS. `job` is the command of the background process
    (none if empty); it starts, and `ready` is called, as soon as the port answers. `say` hears of mishaps.
    Raises CannotListen (PortInUse) before anything is started.
    """
    address = _free_address(host, port)
    os.environ.update(ABSPANN_HOME=str(home), ABSPANN_THREADS=str(threads))
    os.environ[SERVER] = str(os.getpid())
    files = _raise_file_limit()
    companion = Companion(job, say=say) if job else None
    server = _Server(
        companion,
        target=target,
        address=address,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=workers or min(2, os.cpu_count() or 1),
        backlog=1024,
        backpressure=max(64, min(8192, files // 2)),
        http1_settings=HTTP1Settings(header_read_timeout=10_000, max_buffer_size=65_536),
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.warning,
        log_dictconfig=_logging(),
        log_access=access_log,
    )
    _speak_through(say)
    threading.Thread(target=_when_answering, args=(address, port, companion, ready), daemon=True).start()
    return server.run()


class _Server(MPServer):
    """Granian, with a companion that is told to stop at the same moment as the web workers."""

    def __init__(self, companion: Companion | None, **options: Any) -> None:
        super().__init__(**options)
        self._companion = companion

    def run(self) -> int:
        try:
            self.serve()
        except SystemExit as end:
            return int(end.code or 0)
        finally:
            if self._companion:
                self._companion.stop(within=1)
        return 0

    def shutdown(self, exit_code: int = 0) -> None:
        if self._companion:
            self._companion.ask_to_stop()
        super().shutdown(exit_code)  # type: ignore[no-untyped-call]  # granian leaves it untyped

    def signal_handler_reload(self, *_: object, **__: object) -> None:
        # A closing terminal sends SIGHUP. Granian would start new workers and live on unseen.
        self.signal_handler_interrupt()  # type: ignore[no-untyped-call]  # granian leaves it untyped


def _free_address(host: str, port: int) -> str:
    """The numeric address of the host, if the port is free there.

    Granian opens its sockets with SO_REUSEPORT: a second server would start without a word and get half the visitors.
    """
    try:
        family, kind, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(f"Port {port} on {host} is already in use.") from None
        raise CannotListen(f"Cannot listen on {host}, port {port}: {error.strerror}.") from None
    return str(where[0])


def _raise_file_limit() -> int:
    """Lets this process and its children open as many files as the system allows; returns how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return soft if soft != resource.RLIM_INFINITY else wanted


def _logging() -> dict[str, Any]:
    """Granian's own messages go where the program's go (in a web worker: where Django's settings say)."""
    return {
        "loggers": {
            "_granian": {"handlers": [], "propagate": True},
            "granian.access": {"handlers": ["access"], "level": "INFO", "propagate": False},
        }
    }


def _speak_through(say: Say) -> None:
    """What Granian's main process has to report is said by the callback and printed nowhere."""

    class Speaker(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            say(record.getMessage())

    granian = logging.getLogger("_granian")
    granian.addHandler(Speaker())
    granian.propagate = False


def _when_answering(address: str, port: int, companion: Companion | None, ready: Callable[[], object]) -> None:
    """Waits until the port takes a connection (a web worker listens only when Django is loaded), then goes on."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104 - compared, not bound
    while True:
        try:
            socket.create_connection((here, port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.02)
    ready()
    if companion:
        companion.start()
