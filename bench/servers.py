"""What is measured, and what it is measured against: each a server of its own on a free port."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def portal(home: Path, port: int, *, command: str = "demo", settings: str = "abspann.settings") -> Iterator[int]:
    """The portal, as `abspann demo` serves it; yields the process id of the server."""
    env = os.environ | {
        "ABSPANN_HOME": str(home),
        "ABSPANN_SITE_URL": f"http://localhost:{port}",
        "DJANGO_SETTINGS_MODULE": settings,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "abspann", command, "--port", str(port)], env=env, stdout=subprocess.DEVNULL
    )
    try:
        _wait(port, process, seconds=180)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


@contextmanager
def nginx(folder: Path, body: bytes) -> Iterator[tuple[int, str]]:
    """Nginx with as many workers as the portal has, serving one compressed file with its headers."""
    root, port = folder / "nginx", free_port()
    root.mkdir()
    (root / "film.html.gz").write_bytes(body)
    user = "user root;" if os.geteuid() == 0 else ""
    (root / "nginx.conf").write_text(
        f"{user} worker_processes 2; daemon off; pid {root}/pid; error_log {root}/error.log;\n"
        "events { worker_connections 256; }\n"
        f"http {{ access_log off; server {{ listen 127.0.0.1:{port}; root {root}; location / {{\n"
        "  default_type text/html; add_header Content-Encoding gzip; try_files /film.html.gz =404; } } }\n"
    )
    process = subprocess.Popen(
        [shutil.which("nginx") or "/usr/sbin/nginx", "-p", str(root), "-c", str(root / "nginx.conf")]
    )
    try:
        _wait(port, process, seconds=10)
        yield process.pid, f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait(port: int, process: subprocess.Popen[bytes], *, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise SystemExit(f"The server ended with status {process.returncode}.")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"Nothing answers on port {port}.")
