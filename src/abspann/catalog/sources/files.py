"""Open what other catalogs publish: plain, gzip or bzip2, read as a stream, whatever its size."""

from __future__ import annotations

import bz2
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from abspann.catalog.sources.told import Refused, Unreadable

LONGEST_LINE = 4_000_000
"""In bytes. The longest film of a dump is some hundred kilobytes; a line longer than this is no line."""

PACKED_AT_MOST = 400
"""How many times its packed size a file may have: texts pack to a tenth, bombs to a thousandth."""

FREE_OF_DOUBT = 64_000_000
"""Bytes up to which nobody asks how well a file was packed."""

_GZIP, _BZIP2, _BOM = b"\x1f\x8b", b"BZh", b"\xef\xbb\xbf"


class Lines:
    """The lines of a file as (number, text) from 1 on, decoded as UTF-8, without line ends.

    What cannot be read as a line is left out and noted in `refused`: bytes that are no UTF-8, a file that ends in the
    middle of its packing, one that unpacks to far more than it can hold. Nothing of it is kept but the line at hand.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.refused: list[Refused] = []

    def __iter__(self) -> Iterator[tuple[int, str]]:
        number, read = 0, 0
        most = max(FREE_OF_DOUBT, self.path.stat().st_size * PACKED_AT_MOST)
        with _opened(self.path) as stream:
            while True:
                number += 1
                try:
                    raw = stream.readline(LONGEST_LINE)
                except (EOFError, zlib.error, OSError) as trouble:
                    self._refuse(number, f"The file ends in the middle or is damaged here: {trouble}.")
                    return
                if not raw:
                    return
                read += len(raw)
                if len(raw) >= LONGEST_LINE:
                    self._refuse(number, "This line is longer than any film; the file is read no further.")
                    return
                if read > most:
                    self._refuse(number, "The file unpacks to far more than a catalog holds; it is read no further.")
                    return
                if number == 1:
                    raw = raw.removeprefix(_BOM)
                try:
                    yield number, raw.decode("utf-8").rstrip("\r\n")
                except UnicodeDecodeError:
                    self._refuse(number, "This line is not written in UTF-8.")

    def _refuse(self, number: int, reason: str) -> None:
        self.refused.append(Refused(self.path.name, number, reason))


def _opened(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        head = file.read(3)
    if head[:2] == _GZIP:
        return cast("IO[bytes]", gzip.open(path, "rb"))
    if head == _BZIP2:
        return bz2.open(path, "rb")
    return path.open("rb")


def found(folder: Path, name: str) -> Path | None:
    """Return the file of a name in a folder, plain or packed, if it is there."""
    return next((path for end in ("", ".gz", ".bz2") if (path := folder / f"{name}{end}").is_file()), None)


def files_at(path: Path, *ends: str) -> list[Path]:
    """Return the file at a path, or those of a folder whose names end so, packed or not, by name."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise Unreadable(f"There is no file and no folder at {path}.")
    wanted = tuple(f"{end}{packed}" for end in ends for packed in ("", ".gz", ".bz2"))
    return sorted(file for file in path.iterdir() if file.is_file() and file.name.lower().endswith(wanted))
