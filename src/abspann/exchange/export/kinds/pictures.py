"""Which pictures a member has added, with their files."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from abspann.catalog.models import Picture
from abspann.catalog.queries import file_of
from abspann.core.images import name_of
from abspann.exchange.export.kind import Kind
from abspann.members.models import Member


@dataclass(frozen=True, slots=True)
class Added:
    """A picture; `file` is its name in the export, the texts are JSON by language."""

    about: str
    kind: str
    file: str
    maker: str
    license: str
    source: str
    source_url: str
    captions: str
    alternatives: str
    added_at: dt.datetime


def rows(member: Member) -> Iterator[Added]:
    """Return the pictures, the oldest first."""
    return (
        Added(
            str(one.subject),
            one.kind,
            _name(one),
            one.maker,
            one.license,
            one.source,
            one.source_url,
            json.dumps(one.captions, ensure_ascii=False),
            json.dumps(one.alternatives, ensure_ascii=False),
            one.added_at,
        )
        for one in _of(member)
    )


def files(member: Member) -> Iterator[tuple[str, Path]]:
    """Return each picture's largest file, by its name in the export; those that are lost are left out."""
    for one in _of(member):
        path = file_of(one, name_of(one.digest, one.width, "jpg"))
        if path.is_file():
            yield _name(one), path


def _of(member: Member) -> Iterator[Picture]:
    found = Picture.objects.filter(by=member).select_related("film", "person").order_by("added_at", "pk")
    return found.iterator(chunk_size=500)


def _name(picture: Picture) -> str:
    return f"pictures/{picture.public_id}.jpg"


KIND = Kind("pictures", "Bilder", "Pictures", Added, rows, keys=("catalog.Picture.by",), files=files)
