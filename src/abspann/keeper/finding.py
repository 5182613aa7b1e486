"""What the doctor finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and what to do.

    An error keeps the portal from working, or data from being safe; a warning may become one.
    """

    level: Level
    sentence: str
    remedy: str


Examination = Callable[[], Iterator[Finding]]


def error(sentence: str, remedy: str) -> Finding:
    """Return a finding that is an error."""
    return Finding("error", sentence, remedy)


def warning(sentence: str, remedy: str) -> Finding:
    """Return a finding that is a warning."""
    return Finding("warning", sentence, remedy)
