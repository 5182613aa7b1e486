"""What there is to say of a list's rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from abspann.catalog.models import Film, Person
from abspann.catalog.records import Record

Options = Sequence[tuple[str, Any]]
Told = Mapping[str, str]


class Asked(Protocol):
    """What a row may want to know of its form."""

    subject: Film | Person | None
    base: Record
    language: str
    namesakes: dict[str, list[Person]]
    errors: dict[str, str]

    def value(self, name: str) -> str:
        """Return what stands in a field."""
        ...


@dataclass(frozen=True, slots=True)
class RowKind:
    """A kind of row: its columns, and what becomes of what is written in them.

    `read` returns the row as records have it, None where nothing was written, and raises Fault. No two rows are the
    same by `once`. The second column, or the only one, is the one without which there is no row: it is drawn for each,
    and faults that name no other stand there.
    """

    columns: Mapping[str, Any]
    read: Callable[[Asked, Told], list[Any] | None]
    once: Callable[[list[Any]], Any]
    drawn: Callable[[Sequence[Any], str], Sequence[Any]] = lambda row, language: row
    empty_rows: int = 3
    options: Mapping[str, Callable[[Asked, str, str], Options]] = field(default_factory=dict)
    """By column: what may be chosen there, of (form, name of the row's fields, what stands there now)."""
    at_first: Mapping[str, str] = field(default_factory=dict)
    """By column: what is chosen in an empty row."""
    areas: tuple[str, ...] = ()
    """The columns of long texts."""
    is_open: Callable[[Asked, str], bool] = lambda form, prefix: False
    """Whether what is seldom needed is needed in this row."""

    @property
    def main(self) -> str:
        """The column without which there is no row."""
        return tuple(self.columns)[:2][-1]


def kept(choices: Options, value: str) -> Options:
    """Return the choices, and with them what stands there already."""
    return choices if not value or value in dict(choices) else [*choices, (value, value)]
