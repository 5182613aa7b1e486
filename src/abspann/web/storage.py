"""Static files as they are served: one style sheet, one script, names that change with the content, compressed."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.files.base import File
from whitenoise.storage import CompressedManifestStaticFilesStorage

FOLDER = Path(__file__).parent / "static"
SHEETS = (
    *("tokens", "base", "parts", "film", "site", "finding", "browse", "acts", "write", "corrections", "doubts"),
    *("moderation", "desk", "imports", "accounts", "signup", "leaving", "pictures", "print"),
)
"""The style sheets in the order in which a page reads them; each is one file for its area."""


SCRIPTS = ("find", "rate")
"""What goes with htmx into the one script that every page asks for; a script of a single rare page stands alone."""


class HouseStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Put the style sheets together into css/abspann.css, the scripts into js/abspann.js: a page asks for one each."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Write the one sheet and the one script before names are given."""
        made = {} if dry_run else {"css/abspann.css": style_sheet(), "js/abspann.js": script()}
        for name, content in made.items():
            self.delete(name)
            self._save(name, File(BytesIO(content)))
            paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)


def style_sheet() -> bytes:
    """Return all style sheets as one."""
    return b"\n".join((FOLDER / "css" / f"{sheet}.css").read_bytes() for sheet in SHEETS)


def script() -> bytes:
    """Return htmx and the scripts of every page as one."""
    htmx = finders.find("django_htmx/htmx-2.min.js")
    assert isinstance(htmx, str)
    own = (FOLDER / "js" / f"{name}.js" for name in SCRIPTS)
    return b"\n;\n".join(path.read_bytes() for path in (Path(htmx), *own))
