"""A child of the server ends with it, even when the server was killed and could tell nobody."""

import os
import signal
import threading
import time

SERVER = "ABSPANN_SERVER_PID"
"""Environment variable by which the server tells its children its process id."""


def end_with_server(*, every: float = 1.0) -> None:
    """From now on this process ends within seconds when the server that started it is gone.

    To be called once by each direct child of the server. Does nothing in a process that no server started.
    """
    server = os.environ.pop(SERVER, "")  # popped: a grandchild has another parent and must not end for that
    if server:
        threading.Thread(target=_follow, args=(int(server), every), name="lifeline", daemon=True).start()


def _follow(server: int, every: float) -> None:
    while os.getppid() == server:
        time.sleep(every)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(3)
    os._exit(1)
