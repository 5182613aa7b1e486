"""A process that runs beside the web server: started with it, restarted when it dies, stopped with it."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before a restart: doubled each time, until the process has once run longer than the longest pause."""


class Companion:
    """Keeps one command running. `say` hears, in one sentence, when it had to be restarted."""

    def __init__(self, command: Sequence[str], *, say: Callable[[str], object]) -> None:
        self._command, self._say = tuple(command), say
        self._stopping, self._starting = threading.Event(), threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, name="companion", daemon=True)

    def start(self) -> None:
        if not self._stopping.is_set():
            self._keeper.start()

    def ask_to_stop(self) -> None:
        """SIGTERM, and no restart any more. Returns at once; may be called twice and before `start`."""
        with self._starting:
            self._stopping.set()
            if self._process is not None:
                self._process.terminate()

    def stop(self, *, within: float) -> None:
        """Stopped when this returns: politely for so many seconds, then with its children by force."""
        self.ask_to_stop()
        if not self._keeper.is_alive():
            return
        self._keeper.join(within)
        if self._keeper.is_alive() and self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._keeper.join(1)

    def _keep(self) -> None:
        pause = FIRST_PAUSE
        while self._launch():
            began = time.monotonic()
            code = self._process.wait() if self._process else 0
            if self._stopping.is_set():
                return
            if time.monotonic() - began > LONGEST_PAUSE:
                pause = FIRST_PAUSE
            self._say(f"The background process ended by itself ({code}); starting it again in {pause:.0f} s.")
            self._stopping.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _launch(self) -> bool:
        with self._starting:
            if self._stopping.is_set():
                return False
            # A session of its own: Ctrl-C in the terminal reaches the server alone, which passes it on once.
            self._process = subprocess.Popen(  # noqa: S603  # a command of ours, without a shell
                self._command, stdin=subprocess.DEVNULL, start_new_session=True
            )
            return True
