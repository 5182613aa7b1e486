"""An ASGI request as WSGI sees it."""

import os
import sys
from collections.abc import Iterable
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.util import FileWrapper

from abspann.server.protocol import BODY, Scope

Environ = dict[str, Any]


class LargeSteps(FileWrapper):
    """A file the app sends, read 64 KiB at a time whatever step the app asked for."""

    def __init__(self, filelike: Any, blksize: int = 0) -> None:
        super().__init__(filelike, max(blksize, 65_536))


def environ_of(scope: Scope) -> Environ:
    """The WSGI environ of an ASGI scope: bytes as latin-1, the path unquoted from the bytes that were sent."""
    # granian's "path" has lost every byte that is not UTF-8; Django wants to see them and answer 404 itself.
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    version = scope["http_version"]
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": (unquote_to_bytes(path) if b"%" in path else path).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": "HTTP/1.0" if version == "1" else f"HTTP/{version}",
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": scope.get(BODY) or BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": LargeSteps,
    }
    for name, value in scope["headers"]:
        _add_header(environ, name.decode("latin-1").upper().replace("-", "_"), value.decode("latin-1"))
    return environ


def _add_header(environ: Environ, name: str, value: str) -> None:
    """Adds one header; a repeated one is joined as HTTP joins lists, cookies as cookies."""
    key = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else "HTTP_" + name
    if key in environ:
        value = environ[key] + ("; " if name == "COOKIE" else ",") + value
    environ[key] = value


def large_file(answer: Iterable[bytes], *, longer_than: int) -> str | None:
    """The path of the file that the answer is, if it is a whole one of that length and still lies at its path."""
    if not isinstance(answer, LargeSteps):
        return None
    file = getattr(answer.filelike, "file", answer.filelike)
    if type(file) is not BufferedReader or not isinstance(file.name, str) or file.tell():
        return None
    path, opened = Path(file.name).absolute(), os.fstat(file.fileno())
    try:
        same = os.path.samestat(opened, path.stat())
    except OSError:
        return None
    return str(path) if same and opened.st_size > longer_than else None
