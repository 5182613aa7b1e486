"""What somebody of the house decides belongs to the house: no import writes it, and what a source said stands aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from abspann.catalog.models import Film, Person, SourceRecord
from abspann.catalog.records import BELONGING, Changes

UNITED = ("titles", "releases", "external_ids", "synopses", "keywords", "series")
"""Lists in which the house has single rows, not the whole."""


def hold_decided(*, subject: Film | Person, changes: Changes) -> None:
    """Give the changed fields of a held subject to the house, and remember which rows it removed from lists."""
    fields = [name for name in changes if name not in UNITED and name != "trivia"]
    held = dict(subject.held)
    if fields:
        held["fields"] = sorted({*held.get("fields", ()), *fields})
    for name in UNITED:
        if name in changes:
            before, after = changes[name]
            stands = {_which(name, row) for row in after or ()}
            gone = {_which(name, row): list(row) for row in (*held.get("removed", {}).get(name, ()), *(before or ()))}
            held["removed"] = {
                **held.get("removed", {}),
                name: [row for which, row in gone.items() if which not in stands],
            }
    if held != subject.held:
        subject.held = held
        type(subject)._default_manager.filter(pk=subject.pk).update(held=held)
    for record in subject.source_records.all() if fields else ():
        lost = [name for name in fields if name in record.taken]
        if lost:
            record.aside = record.aside | {name: changes[name][0] for name in lost}
            record.taken = [name for name in record.taken if name not in lost]
            record.save(update_fields=["taken", "aside"])


def put_aside(*, film: Film, name: str, rows: Mapping[tuple[Any, ...], str]) -> None:
    """Keep rows that the house takes out of a list with the sources that told them ({row: source})."""
    for source in dict.fromkeys(rows.values()):
        record = SourceRecord.objects.filter(film=film, source=source).order_by("pk").first()
        if record:
            aside = record.aside.get(name, [])
            new = [
                [part if isinstance(part, str) else part.isoformat() for part in row]
                for row in rows
                if rows[row] == source
            ]
            record.aside = record.aside | {name: [*aside, *(row for row in new if row not in aside)]}
            record.save(update_fields=["aside"])


def _which(name: str, row: Sequence[Any]) -> tuple[Any, ...]:
    """What tells a row from others: a keyword and a series are what they are, however called."""
    return tuple(row[:1] if name in BELONGING else row)
