"""What each source's record says of films and people: read and written set-wise."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from abspann.catalog.commands.taking_in.composing import (
    Voice,
)
from abspann.catalog.commands.taking_in.new_rows import RECORD_COLUMNS, as_json
from abspann.catalog.models import (
    SourceRecord,
)
from abspann.core.rows import found, insert, table_of, update

UNKNOWN_RANK = 1_000
"""Of a source that is no longer among those that the house knows."""

RankOf = Callable[[str], int]


def read_voices(column: str, subjects: Sequence[int], rank_of: RankOf) -> Iterable[tuple[int, Voice]]:
    """Yield (subject, what a source's record says of it)."""
    query = (
        f"SELECT {column}, id, source, key, digest, taken, aside, stands_in FROM {table_of(SourceRecord)} "
        f"WHERE {column} IN {{}} ORDER BY id"
    )
    for subject, pk, source, key, digest, taken, aside, stands_in in found(query, subjects):
        yield (
            subject,
            Voice(
                source=source,
                order=(rank_of(source), source, pk),
                pk=pk,
                taken=set(read_json(taken)),
                aside=read_json(aside),
                digest=digest,
                key=key,
                stands_in=bool(stands_in),
            ),
        )


def read_json(value: Any) -> Any:
    """Return what a column of JSON holds: text on SQLite, where most of it is empty, and a value on PostgreSQL."""
    if value == "{}":
        return {}
    return json.loads(value) if isinstance(value, str | bytes) else value


def speaking(voices: list[Voice], *, source: str, key: str, digest: int, rank_of: RankOf) -> Voice:
    """Return the voice that has just told anew; one more among these where the source has not told this before."""
    speaker = next((voice for voice in voices if voice.source == source and voice.key == key), None)
    if speaker is None:
        speaker = Voice(source, (rank_of(source), source, 2**62), key=key, is_new=True)
        voices.append(speaker)
    speaker.changed = speaker.changed or speaker.digest != digest
    speaker.digest = digest
    return speaker


def write_voices(column: str, voices: Iterable[tuple[int, Voice]], run: int | None) -> None:
    """Write the records of sources of which something changed, and those that are new."""
    update_rows, new_rows = [], []
    for subject, voice in voices:
        if voice.is_new:
            film, person = (subject, None) if column == "film_id" else (None, subject)
            taken = as_json(sorted(voice.taken))
            new_rows.append(
                (voice.source, voice.key, film, person, voice.digest, taken, as_json(voice.aside), run, voice.stands_in)
            )
        elif voice.changed:
            update_rows.append(
                (voice.digest, as_json(sorted(voice.taken)), as_json(voice.aside), run, voice.stands_in, voice.pk)
            )
    update(SourceRecord, ("digest", "taken", "aside", "seen_in_id", "stands_in"), update_rows)
    insert(SourceRecord, RECORD_COLUMNS, new_rows)
