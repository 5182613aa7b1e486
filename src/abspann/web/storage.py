"""Static files as they are served: one style sheet, names that change with the content, compressed beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.base import File
from whitenoise.storage import CompressedManifestStaticFilesStorage

FOLDER = Path(__file__).parent / "static" / "css"
SHEETS = (
    *("tokens", "base", "parts", "film", "site", "finding", "browse", "acts", "write", "corrections", "doubts"),
    *("moderation", "desk", "imports", "accounts", "signup", "leaving", "pictures", "print"),
)
"""The style sheets in the order in which a page reads them; each is one file for its area."""


class HouseStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Put the style sheets together into css/abspann.css, so that a page asks for one."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Write the one sheet before names are given."""
        if not dry_run:
            name = "css/abspann.css"
            self.delete(name)
            self._save(name, File(BytesIO(style_sheet())))
            paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)


def style_sheet() -> bytes:
    """Return all style sheets as one."""
    return b"\n".join((FOLDER / f"{sheet}.css").read_bytes() for sheet in SHEETS)
