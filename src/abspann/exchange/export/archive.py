"""An export as one file: everything as JSON with its schema, and each kind as a table."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, Any

from django.conf import settings
from django.utils import timezone

from abspann.exchange.export.kind import Kind, as_cells, as_json
from abspann.exchange.export.kinds import KINDS
from abspann.members.models import Member

FORMAT = 1
IN_MEMORY = 8 << 20
"""Bytes; an archive that is larger is written to a temporary file, which is gone when it was sent."""

README_DE = """\
{site}: deine Daten
{line}

Stand: {made_at}. In dieser Datei steht alles, was {site} über dich gespeichert hat.

data.json     Alles zusammen und ohne Verlust, für Programme.
schema.json   Was in data.json stehen kann, als JSON Schema (2020-12).
*.csv         Dasselbe als Tabellen (UTF-8, durch Komma getrennt). Beginnt ein Text mit einem
              Zeichen, das eine Tabellenkalkulation für eine Formel hielte, steht ein Apostroph davor.
pictures/     Die Bilder, die du hinzugefügt hast.

{kinds}

Adressen wie /film/… gehören hinter {url}.
"""
README_EN = """\
{site}: your data
{line}

As of {made_at}. This file holds everything that {site} has stored about you.

data.json     All of it, without loss, for programs.
schema.json   What data.json can hold, as a JSON Schema (2020-12).
*.csv         The same as tables (UTF-8, separated by commas). A text that begins with a sign
              which a spreadsheet would take for a formula is led by an apostrophe.
pictures/     The pictures that you added.

{kinds}

Addresses such as /film/… belong behind {url}.
"""


def archive_of(member: Member) -> IO[bytes]:
    """Return a ZIP archive of what the house holds of a member, to be read from its beginning."""
    now = timezone.now()
    tables = [(kind, list(kind.rows(member))) for kind in KINDS]
    told: dict[str, Any] = {"format": FORMAT, "site": settings.SITE_URL, "made_at": now.isoformat()}
    told |= {kind.name: [as_json(row) for row in rows] for kind, rows in tables}
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # whoever sends it closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme(tables, now))
        archive.writestr("data.json", json.dumps(told, ensure_ascii=False, indent=1))
        archive.writestr("schema.json", json.dumps(schema(), ensure_ascii=False, indent=1))
        for kind, rows in tables:
            archive.writestr(f"{kind.name}.csv", _table(kind, rows))
            for name, path in kind.files(member):
                with suppress(FileNotFoundError):  # removed since its row was read
                    archive.write(path, name, zipfile.ZIP_STORED)
    file.seek(0)
    return file


def schema() -> dict[str, Any]:
    """Return the JSON Schema of data.json."""
    head = {"format": {"const": FORMAT}, "site": {"type": "string"}, "made_at": {"type": "string"}}
    properties = head | {kind.name: kind.schema for kind in KINDS}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What a house of Abspann holds of a member",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _table(kind: Kind, rows: Sequence[Any]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(kind.columns)
    writer.writerows(as_cells(row) for row in rows)
    # With a mark at its beginning, a spreadsheet takes the table for the UTF-8 that it is.
    return text.getvalue().encode("utf-8-sig")


def _readme(tables: Sequence[tuple[Kind, Sequence[Any]]], now: dt.datetime) -> str:
    parts = []
    for text, title in ((README_DE, "title_de"), (README_EN, "title_en")):
        head = text.partition("\n")[0].format(site=settings.SITE_NAME)
        kinds = "\n".join(f"{kind.name + '.csv':<16}{getattr(kind, title)}: {len(rows)}" for kind, rows in tables)
        parts.append(
            text.format(
                site=settings.SITE_NAME,
                line="=" * len(head),
                made_at=timezone.localtime(now).strftime("%Y-%m-%d %H:%M"),
                kinds=kinds,
                url=settings.SITE_URL,
            )
        )
    return "\n\n".join(parts)
