"""Starts the portal: the web workers, and beside them the background process; and stops them all together."""

import errno
import logging
import os
import resource
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
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
    address, say = _free_address(host, port), _unfailing(say)
    os.environ.update(ABSPANN_HOME=str(home), ABSPANN_THREADS=str(threads))
    os.environ[SERVER] = str(os.getpid())
    files = _raise_file_limit()
    companion = Companion(job, say=say) if job else None
    server = _Server(
        companion,
        ready,
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
    return server.run()


class _Bell(threading.Event):
    """An event that a signal handler can set at any moment: whoever waits without end looks up once a second.

    A signal that comes after Python's last look for signals, but before the wait has begun, does not end the wait.
    """

    def wait(self, timeout: float | None = None) -> bool:
        while not super().wait(1 if timeout is None else timeout):
            if timeout is not None:
                return False
        return True


class _Server(MPServer):
    """Granian, with a companion that is told to stop at the same moment as the web workers."""

    def __init__(self, companion: Companion | None, ready: Callable[[], object], **options: Any) -> None:
        super().__init__(**options)
        self._companion, self._ready = companion, ready
        self.main_loop_interrupt = _Bell()

    def run(self) -> int:
        try:
            self.serve()
        except SystemExit as end:
            return int(end.code or 0)
        finally:
            if self._companion:
                self._companion.stop(within=1)
        return 0

    def startup(self, *args: Any) -> None:
        super().startup(*args)  # type: ignore[no-untyped-call]  # granian leaves it untyped
        # Only now, after the forks: a lock that a thread holds at the moment of a fork stays locked in the child.
        threading.Thread(target=self._go_on_when_answering, name="ready", daemon=True).start()

    def _go_on_when_answering(self) -> None:
        _wait_until_answered(self.bind_addr, self.bind_port)
        self._ready()
        if self._companion:
            self._companion.start()

    def shutdown(self, exit_code: int = 0) -> None:
        if self._companion:
            self._companion.ask_to_stop()
        threading.Thread(target=self._insist, name="insist", daemon=True).start()
        super().shutdown(exit_code)  # type: ignore[no-untyped-call]  # granian leaves it untyped

    def _insist(self) -> None:
        # A web worker that is just starting its event loop loses a signal; asked twice it stops all the same.
        while self.wrks:
            time.sleep(0.3)
            for worker in list(self.wrks):
                worker.terminate()  # type: ignore[no-untyped-call]  # granian leaves it untyped

    def signal_handler_interrupt(self, *_: object, **__: object) -> None:
        # A web worker has this handler too, by inheritance, until it has loaded the app and sets its own.
        if os.getpid() != self.pid:
            os._exit(0)
        super().signal_handler_interrupt()  # type: ignore[no-untyped-call]  # granian leaves it untyped

    def signal_handler_reload(self, *_: object, **__: object) -> None:
        # A closing terminal sends SIGHUP. Granian would start new workers and live on unseen.
        self.signal_handler_interrupt()


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


def _unfailing(say: Say) -> Say:
    """The same, but nobody stops watching over the processes because the terminal is gone."""

    def said(sentence: str) -> None:
        with suppress(OSError):
            say(sentence)

    return said


def _speak_through(say: Say) -> None:
    """What Granian's main process has to report is said by the callback and printed nowhere."""

    class Speaker(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            say(record.getMessage())

    granian = logging.getLogger("_granian")
    granian.addHandler(Speaker())
    granian.propagate = False


def _wait_until_answered(address: str, port: int) -> None:
    """Returns when the port takes a connection: a web worker listens only when it has loaded Django."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104 - compared, not bound
    while True:
        try:
            socket.create_connection((here, port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
