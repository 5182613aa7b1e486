"""The archive file of a backup: plain files in a tar, compressed or not, written and read member by member.

Written so that any `tar` can open it. Read by rules of our own rather than by tarfile, which follows links, devices and
absolute names and believes declared sizes.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

BLOCK = 512
CHUNK = 1 << 20
LONGEST_NAME = 1024
GZIP = b"\x1f\x8b"
PLAIN_FILE, LONG_NAME = b"0", b"L"
BAD_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|\ud800-\udfff]')

Written = Callable[[int], object]
"""Hears how many bytes more are done."""


class BrokenArchive(Exception):
    """An archive that is not as we write them; the message goes on after «it»: «is cut off»."""


class MemberChanged(Exception):
    """A file was changed or deleted while it was being put into the archive."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file in an archive. `chunks` are its bytes, to be read before the next entry is asked for."""

    name: str
    size: int
    chunks: Iterator[bytes]


def is_member_name(name: str) -> bool:
    """Tell whether a name may stand in a backup: relative, of plain parts, nothing that any system reads otherwise."""
    parts = name.split("/")
    return (
        len(name.encode(errors="replace")) <= LONGEST_NAME
        and not BAD_IN_A_NAME.search(name)
        and all(part not in ("", ".", "..") and len(part.encode()) <= 255 for part in parts)
    )


def digest_of(path: Path) -> tuple[int, str]:
    """Return the size and the SHA-256 of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()


class Writer:
    """Writes members into an open file; `close` ends the archive, but neither closes nor syncs the file."""

    def __init__(self, file: BinaryIO, *, compressed: bool) -> None:
        self._stream = cast("IO[bytes]", gzip.GzipFile("", "wb", 6, file, mtime=0)) if compressed else file
        self._compressed = compressed

    def add_bytes(self, name: str, content: bytes) -> None:
        """Add a small member."""
        self._stream.write(_header(name, len(content)) + content + _padding(len(content)))

    def add_file(self, name: str, path: Path, *, size: int, sha256: str, written: Written) -> None:
        """Add a file, which must still have this size and this SHA-256; otherwise raise MemberChanged."""
        self._stream.write(_header(name, size))
        digest, left = hashlib.sha256(), size
        try:
            with path.open("rb") as file:
                while left and (chunk := file.read(min(left, CHUNK))):
                    digest.update(chunk)
                    self._stream.write(chunk)
                    left -= len(chunk)
                    written(len(chunk))
        except FileNotFoundError as error:
            raise MemberChanged(name) from error
        if left or digest.hexdigest() != sha256:
            raise MemberChanged(name)
        self._stream.write(_padding(size))

    def close(self) -> None:
        """Write the end of the archive."""
        self._stream.write(bytes(2 * BLOCK))
        if self._compressed:
            self._stream.close()


@contextmanager
def opened(path: Path) -> Iterator[Iterator[Entry]]:
    """Open an archive, and yield its entries one after the other; BrokenArchive says what is wrong with it."""
    with path.open("rb") as file:
        compressed = file.read(2) == GZIP
        file.seek(0)
        stream = cast("IO[bytes]", gzip.GzipFile(fileobj=file, mode="rb")) if compressed else file
        try:
            yield _entries(stream)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise BrokenArchive("is cut off or damaged") from error


def keep(entry: Entry, path: Path | None, *, sha256: str) -> None:
    """Read an entry to its end, into a new file when a path is given; raise BrokenArchive for another SHA-256."""
    digest = hashlib.sha256()
    with open_new(path) if path else nullcontext() as file:
        for chunk in entry.chunks:
            digest.update(chunk)
            if file:
                file.write(chunk)
    if digest.hexdigest() != sha256:
        raise BrokenArchive(f"is damaged: {entry.name!r} is not what was backed up")


def open_new(path: Path) -> BinaryIO:
    """Open a file that must not exist yet, and that only its owner may read."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb")


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.GNU_FORMAT, "utf-8", "strict")


def _padding(size: int) -> bytes:
    return bytes(-size % BLOCK)


def _entries(stream: IO[bytes]) -> Iterator[Entry]:
    longer: str | None = None
    while any(header := _exactly(stream, BLOCK)):
        kind, name, size = _understood(header)
        if kind == LONG_NAME:
            if longer is not None or size > LONGEST_NAME + 1:
                raise BrokenArchive("holds a name that is too long")
            longer = _text(_exactly(stream, size).rstrip(b"\0"))
            if any(_exactly(stream, -size % BLOCK)):
                raise BrokenArchive("is damaged")
            continue
        if kind != PLAIN_FILE:
            raise BrokenArchive(f"holds «{name}», which is no plain file")
        chunks = _content(stream, size)
        yield Entry(longer if longer is not None else name, size, chunks)
        for _rest in chunks:
            pass
        longer = None
    _end(stream)


def _understood(header: bytes) -> tuple[bytes, str, int]:
    """Return kind, name and size that a header declares; the checksum of its bytes must be right."""
    stated = _number(header[148:156])
    if header[257:262] != b"ustar" or stated != sum(header[:148]) + 8 * 32 + sum(header[156:]):
        raise BrokenArchive("is damaged, or no archive")
    if header[257:265] != b"ustar  \0" and any(header[345:500]):
        raise BrokenArchive("was written by another program")
    return header[156:157].replace(b"\0", b"0"), _text(header[:100].partition(b"\0")[0]), _number(header[124:136])


def _number(field: bytes) -> int:
    """Return a number as a header has it: octal digits, or binary from 8 GiB on."""
    if field[0] == 0x80:
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b" \0")
    if not re.fullmatch(rb"[0-7]+", digits):
        raise BrokenArchive("is damaged, or no archive")
    return int(digits, 8)


def _text(name: bytes) -> str:
    try:
        return name.decode()
    except UnicodeDecodeError as error:
        raise BrokenArchive("holds a name that is no text") from error


def _content(stream: IO[bytes], size: int) -> Iterator[bytes]:
    left = size
    while left:
        chunk = stream.read(min(left, CHUNK))
        if not chunk:
            raise BrokenArchive("is cut off")
        left -= len(chunk)
        yield chunk
    if any(_exactly(stream, -size % BLOCK)):
        raise BrokenArchive("is damaged")


def _end(stream: IO[bytes]) -> None:
    """An archive ends with two empty blocks at least, and nothing but emptiness follows."""
    if any(_exactly(stream, BLOCK)):
        raise BrokenArchive("is damaged at its end")
    while rest := stream.read(CHUNK):
        if any(rest):
            raise BrokenArchive("goes on after its end")


def _exactly(stream: IO[bytes], size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        chunk = stream.read(size - len(parts))
        if not chunk:
            raise BrokenArchive("is cut off")
        parts += chunk
    return bytes(parts)
