"""Add people whom the catalog does not have, set-wise."""

from __future__ import annotations

from collections.abc import Sequence

from abspann.catalog.commands.taking_in.addresses import free_slugs
from abspann.catalog.commands.taking_in.matching_people import Known
from abspann.catalog.commands.taking_in.new_rows import RECORD_COLUMNS, names_as_json
from abspann.catalog.commands.taking_in.preparing import Draft, person_digest, person_name, person_values
from abspann.catalog.models import (
    Person,
    PersonNumber,
    SourceRecord,
)
from abspann.core.public_id import new_public_ids
from abspann.core.rows import insert, new_keys
from abspann.core.slugs import slug_of


def add_people(source: str, whos: Sequence[str], drafts: Sequence[Draft], known: Known, run: int | None) -> list[int]:
    """Add people whom the catalog does not have, each with the source's record; return their keys."""
    wanted = set(whos)
    people = {who: person for draft in drafts for who, person in draft.people.items() if who in wanted}
    if not people:
        return []
    keys = new_keys(Person, len(people))
    ids = new_public_ids(len(people))
    slugs = free_slugs(Person, [slug_of(person.name, None) for person in people.values()])
    used = {("imdb", value) for value in known.imdb}
    rows, records, numbered_rows = [], [], []
    for key, public_id, slug, (who, person) in zip(keys, ids, slugs, people.items(), strict=True):
        known.people[who] = key
        values = person_values(person)
        imdb = values.get("imdb")
        if imdb and ("imdb", imdb) in used:
            del values["imdb"]
            imdb = None
        born, died = values.get("born"), values.get("died")
        rows.append(
            (
                key,
                public_id,
                slug,
                values["name"],
                born if born and len(born) == 10 else None,
                int(born[:4]) if born else None,
                died if died and len(died) == 10 else None,
                int(died[:4]) if died else None,
                values.get("birthplace"),
                imdb,
                person_name(values["name"]),
                "{}",
            )
        )
        used.update(person.ids)
        schemes = set()
        for scheme, value in person.ids:
            if scheme != "imdb" and scheme not in schemes and 0 < len(scheme) <= 24 and 0 < len(value) <= 80:
                schemes.add(scheme)
                numbered_rows.append((key, scheme, value))
        records.append((source, who, None, key, person_digest(person), names_as_json(tuple(values)), "{}", run, False))
    insert(
        Person,
        (
            "id",
            "public_id",
            "slug",
            "name",
            "born_on",
            "born_year",
            "died_on",
            "died_year",
            "birthplace",
            "imdb",
            "folded",
            "held",
        ),
        rows,
    )
    insert(PersonNumber, ("person_id", "scheme", "value"), numbered_rows, unless_there=True)
    insert(SourceRecord, RECORD_COLUMNS, records)
    return list(keys)
