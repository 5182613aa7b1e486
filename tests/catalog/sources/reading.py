"""Read a source from small files of our own in its makers' form."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path

import pytest

from abspann.catalog.sources.told import Choice, LeftOut, Missing, Place, Refused, Source, Told, ToldFilm

DATA = Path(__file__).parents[4] / "shared" / "data"


class Reading:
    """What a source told, by kind."""

    def __init__(self, told: list[Told]) -> None:
        self.films = [item for item in told if isinstance(item, ToldFilm)]
        self.refused = [(item.file, item.line, item.reason) for item in told if isinstance(item, Refused)]
        self.missing = {item.name for item in told if isinstance(item, Missing)}
        self.left_out: dict[str, int] = {}
        for item in told:
            if isinstance(item, LeftOut):
                self.left_out[item.kind] = self.left_out.get(item.kind, 0) + item.count


def read(source: Source, path: Path, scratch: Path, **choice) -> Reading:
    """Read everything that a source tells of a path."""
    return Reading(list(source.read(Place(path, scratch), Choice(**choice))))


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write texts into files; a name that ends in .gz is packed."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        content = text.encode()
        (folder / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return folder


def real(name: str) -> Path:
    """The folder of real data, or skip."""
    folder = DATA / name
    if not folder.is_dir():
        pytest.skip(f"The real data «{name}» is not at hand (looked in {DATA}).")
    return folder
