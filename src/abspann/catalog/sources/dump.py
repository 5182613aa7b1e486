"""Tables of a MySQL dump as omdb.org writes them: quoted values, backslash escapes, `\\N` for what is not known."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from abspann.catalog.sources.files import Lines
from abspann.catalog.sources.told import Refused, Unreadable

csv.field_size_limit(4_000_000)

Cells = tuple[str, ...]
NULL = "\\N"


class Table:
    """A table of a dump, its rows as tuples of the columns asked for; what is not known is an empty text.

    Raises Unreadable where a column asked for is not there; further columns do no harm. Rows with another number of
    cells than the head are left out and noted in `refused`. Without a head, `head` names the columns.
    """

    def __init__(self, path: Path, columns: Sequence[str], *, head: Sequence[str] = ()) -> None:
        self._lines = Lines(path)
        self._columns = columns
        self._head = list(head)
        self.path = path
        self.refused: list[Refused] = []

    def __iter__(self) -> Iterator[tuple[int, Cells]]:
        reader = csv.reader(self._fed(), escapechar="\\", doublequote=False, strict=False)
        head = self._head
        places: list[int] = [] if not head else self._places(head)
        width = len(head)
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as trouble:
                self.refused.append(Refused(self.path.name, reader.line_num, f"This row cannot be read: {trouble}."))
                continue
            if cells is None:
                break
            if not places:
                places, width = self._places(cells), len(cells)
                continue
            if len(cells) != width:
                reason = f"This row has {len(cells)} cells where the table has {width} columns."
                self.refused.append(Refused(self.path.name, reader.line_num, reason))
                continue
            yield reader.line_num, tuple(cells[place] for place in places)
        if not places:
            raise Unreadable(f"{self.path.name} is empty.")
        self.refused += self._lines.refused

    def _fed(self) -> Iterable[str]:
        # Unquoted and escaped, \N is what is not known; within a text a backslash is always written twice.
        for _number, line in self._lines:
            yield f"{line.replace(f',{NULL}', ',').removeprefix(NULL)}\n"

    def _places(self, head: Sequence[str]) -> list[int]:
        missing = [name for name in self._columns if name not in head]
        if missing:
            raise Unreadable(f"{self.path.name} has no column «{missing[0]}».")
        return [head.index(name) for name in self._columns]
