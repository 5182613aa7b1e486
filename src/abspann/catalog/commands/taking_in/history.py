"""What a source's word changed, written into the history of films and people; set-wise."""

from __future__ import annotations

from collections.abc import Sequence

from abspann.catalog.commands.taking_in.new_rows import as_json, stored_now
from abspann.catalog.models import Revision
from abspann.catalog.records import Changes
from abspann.core.public_id import new_public_ids
from abspann.core.rows import found, insert, table_of


def write_history(column: str, revised: Sequence[tuple[int, Changes]], *, by: str) -> None:
    """Add a revision to each of these films or people (`column`: film_id, person_id)."""
    subjects, now = [subject for subject, _changes in revised], stored_now()
    query = f"SELECT {column}, MAX(number) FROM {table_of(Revision)} WHERE {column} IN {{}} GROUP BY {column}"
    newest = dict(found(query, subjects))
    rows = []
    for public_id, (subject, changes) in zip(new_public_ids(len(subjects)), revised, strict=True):
        before = {name: old for name, (old, _new) in changes.items()}
        after = {name: new for name, (_old, new) in changes.items()}
        number = newest.get(subject, 0) + 1
        rows.append((public_id, subject, number, by[:80], now, "", as_json(before), as_json(after)))
    insert(Revision, ("public_id", column, "number", "by_name", "made_at", "source", "before", "after"), rows)
