"""Reading the demo's files, all of them, before anything is written."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


class BrokenDemo(Exception):
    """A file of the demo cannot be read; the message names the file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class DemoData:
    """What the files hold, as they hold it."""

    members: list[dict[str, Any]]
    people: list[dict[str, Any]]
    festivals: list[dict[str, Any]]
    films: dict[str, dict[str, Any]]
    ratings: list[dict[str, str]]
    votes: list[dict[str, str]]
    follows: list[dict[str, str]]
    marks: list[dict[str, str]]
    changes: list[dict[str, Any]]
    proposals: list[dict[str, Any]]
    reports: list[dict[str, Any]]


def read(folder: Path = DATA) -> DemoData:
    """Read the whole folder; raise BrokenDemo at the first file that is not what it should be."""
    films = {path.stem: _toml(path) for path in sorted((folder / "films").glob("*.toml"))}
    if not films:
        raise BrokenDemo(f"{folder / 'films'} holds no films.")
    for slug, film in films.items():
        if not isinstance(film.get("title"), str):
            raise BrokenDemo(f"{folder / 'films' / slug}.toml: the film has no title.")
    return DemoData(
        members=_rows(folder / "members.toml", "members"),
        people=_rows(folder / "people.toml", "people"),
        festivals=_rows(folder / "festivals.toml", "festivals"),
        films=films,
        ratings=list(_csv(folder / "ratings.csv", ("member", "film", "half_stars", "rated_on"))),
        votes=list(_csv(folder / "votes.csv", ("film", "review", "member", "helpful"))),
        follows=list(_csv(folder / "follows.csv", ("follower", "followed"))),
        marks=list(_csv(folder / "marks.csv", ("member", "film", "kind"))),
        changes=_rows(folder / "proposals.toml", "changes"),
        proposals=_rows(folder / "proposals.toml", "proposals"),
        reports=_rows(folder / "reports.toml", "reports"),
    )


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BrokenDemo(f"{path}: {error}") from error


def _rows(path: Path, name: str) -> list[dict[str, Any]]:
    rows = _toml(path).get(name)
    if not isinstance(rows, list):
        raise BrokenDemo(f"{path}: there is no list of {name}.")
    return rows


def _csv(path: Path, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != columns:
                raise BrokenDemo(f"{path}: the columns must be {', '.join(columns)}.")
            yield from reader
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BrokenDemo(f"{path}: {error}") from error
