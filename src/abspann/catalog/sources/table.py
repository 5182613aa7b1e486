"""Tables with a head, their values parted by a sign: what spreadsheets and other catalogs write."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from abspann.catalog.sources.files import Lines
from abspann.catalog.sources.told import Refused, Unreadable

NOT_KNOWN = "\\N"


class Row(dict[str, str]):
    """A row by the names of its columns; `line` is where it stands."""

    line: int

    def __init__(self, values: Mapping[str, str], line: int) -> None:
        super().__init__(values)
        self.line = line


def rows_of(
    path: Path, columns: Sequence[str], *, parted_by: str, quoted: bool = False, optional: Sequence[str] = ()
) -> Iterator[Row | Refused]:
    """Yield the rows of a table with these columns, whatever their order; others do no harm.

    `\\N` is an empty text. An optional column that is not there is empty in each row. Raises Unreadable where one of
    the others is missing; a row that is shorter than the head is filled up, a longer one is refused.
    """
    lines = Lines(path)
    fed = (f"{line}\n" for _number, line in lines)
    reader = csv.reader(fed, delimiter=parted_by, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)
    head = [name.strip() for name in next(reader, [])]
    if not head:
        raise Unreadable(f"{path.name} is empty.")
    missing = [name for name in columns if name not in head]
    if missing:
        raise Unreadable(f"{path.name} has no column «{missing[0]}»; it has: {', '.join(head)[:200]}.")
    places = {name: head.index(name) for name in (*columns, *optional) if name in head}
    blank = dict.fromkeys((name for name in optional if name not in head), "")
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as trouble:
            yield Refused(path.name, reader.line_num, f"This row cannot be read: {trouble}.")
            continue
        if cells is None:
            break
        if len(cells) > len(head):
            reason = f"This row has {len(cells)} values where the head names {len(head)} columns."
            yield Refused(path.name, reader.line_num, reason)
        elif cells:
            cells += [""] * (len(head) - len(cells))
            values = {name: "" if cells[at] == NOT_KNOWN else cells[at].strip() for name, at in places.items()}
            yield Row(values | blank, reader.line_num)
    yield from lines.refused
