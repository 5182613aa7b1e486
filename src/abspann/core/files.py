"""Files that are written whole or not at all."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it, not even after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return what is kept at `path`, making it when it is not there. On a disk that is full it is made each time."""
    try:
        return path.read_bytes()
    except OSError:
        content = make()
    try:
        write_whole(path, content)
    except OSError:
        return content
    return content
