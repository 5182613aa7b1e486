"""What a kind of rows is, and the two forms in which it is written: a JSON Schema, and the columns of a table."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_type_hints

from abspann.members.models import Member

SCHEMAS: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    dt.date: {"type": "string", "format": "date"},
    dt.datetime: {"type": "string", "format": "date-time"},
    tuple[str, ...]: {"type": "array", "items": {"type": "string"}},
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With these a text begins that a spreadsheet would take for a formula."""


def no_files(_member: Member) -> Iterable[tuple[str, Path]]:
    """Most kinds have no files."""
    return ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of rows in an export.

    `name` is its name in every form; `row` a frozen dataclass, of whose fields the schema is made; `rows` reads those
    of one member, `files` finds the files that go with them, by their names in the archive. `keys` are the foreign keys
    whose rows are told here («reviews.Rating.member»): a test asks for all.
    """

    name: str
    title_de: str
    title_en: str
    row: type
    rows: Callable[[Member], Iterable[Any]]
    keys: tuple[str, ...]
    files: Callable[[Member], Iterable[tuple[str, Path]]] = no_files

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the fields, in their order."""
        return tuple(field.name for field in dataclasses.fields(self.row))

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the kind's rows."""
        properties = {name: _schema_of(hint) for name, hint in get_type_hints(self.row).items()}
        item = {
            "type": "object",
            "properties": properties,
            "required": list(self.columns),
            "additionalProperties": False,
        }
        return {"title": self.title_en, "type": "array", "items": item}


def as_json(row: Any) -> dict[str, Any]:
    """Return a row as JSON has it, without loss: days and moments as ISO 8601 writes them."""
    told = {field.name: getattr(row, field.name) for field in dataclasses.fields(row)}
    return {name: _plain(value) for name, value in told.items()}


def as_cells(row: Any) -> list[str]:
    """Return a row as a table has it: what a spreadsheet would calculate is led by an apostrophe, and only read."""
    return [_cell(value) for value in as_json(row).values()]


def _schema_of(hint: Any) -> dict[str, Any]:
    if hint in SCHEMAS:
        return SCHEMAS[hint]
    options = [option for option in get_args(hint) if option is not NoneType]
    return {"anyOf": [SCHEMAS[options[0]], {"type": "null"}]}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return _cell("; ".join(value))
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return str(value)
