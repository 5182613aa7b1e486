"""Lines of JSON, one object each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from abspann.catalog.sources.files import Lines
from abspann.catalog.sources.told import Refused


def objects_in(path: Path) -> Iterator[tuple[int, dict[str, Any]] | Refused]:
    """Yield (line, object) for each line of a file, and Refused for what is none; empty lines are nothing."""
    lines = Lines(path)
    for number, line in lines:
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as trouble:
            yield Refused(path.name, number, f"This line is no JSON: {str(trouble)[:120]}.")
            continue
        if isinstance(value, dict):
            yield number, value
        else:
            yield Refused(path.name, number, "This line holds no object.")
    yield from lines.refused


def text_of(value: Any) -> str:
    """Return a value that should be a text, empty where it is none."""
    return value.strip() if isinstance(value, str) else ""


def texts_of(value: Any) -> list[str]:
    """Return the texts of a value that should be a list of them."""
    return [item.strip() for item in value if isinstance(item, str) and item.strip()] if isinstance(value, list) else []


def number_of(value: Any) -> int | None:
    """Return a value that should be a whole number; 0 stands for what is not known."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value else None
