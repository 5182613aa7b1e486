"""The source as the architecture tests read it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "abspann"

TOWER = (
    "core",
    "events",
    "post",
    "members",
    "catalog",
    "reviews",
    "editorial",
    "diary",
    "discovery",
    "moderation",
    "exchange",
    "web",
    "server",
    "keeper",
)
"""The packages from the ground up; reviews and editorial share a floor."""


def modules() -> Iterator[Path]:
    """All modules of the program but migrations."""
    return (path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts)


@cache
def tree_of(path: Path) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def package_of(path: Path) -> str:
    """The package that a module belongs to; the file's own name for those on top."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")
