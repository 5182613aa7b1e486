"""People whom the catalog has already, changed only where a source's word counts more, with history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from abspann.catalog.commands.taking_in.composing import (
    PERSON_FIELDS,
    Values,
    Voice,
    compose,
)
from abspann.catalog.commands.taking_in.history import write_history
from abspann.catalog.commands.taking_in.preparing import person_digest, person_name, person_values
from abspann.catalog.commands.taking_in.voices import RankOf, read_json, read_voices, write_voices
from abspann.catalog.models import (
    Person,
    PersonNumber,
)
from abspann.catalog.sources.told import ToldPerson
from abspann.core.rows import found, insert, table_of, update


def change_people(
    told: Mapping[int, tuple[str, ToldPerson]], *, by: str, source: str, run: int | None, rank_of: RankOf
) -> list[int]:
    """Let a source's new words about people whom the catalog has count as far as they do; return who changed.

    `told`: by the person's key, who they are in the source and what it says. None speaks where only ranks changed.
    """
    if not told:
        return []
    order = sorted(told)
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=order).order_by("pk").values_list("pk"))
    voices: dict[int, list[Voice]] = defaultdict(list)
    for key, voice in read_voices("person_id", order, rank_of):
        voices[key].append(voice)
    columns = "name, born_on, born_year, died_on, died_year, birthplace, imdb, held"
    rows, revised, changed = [], [], []
    numbers: list[tuple[int, str, str]] = []
    used = dict(
        found(
            f"SELECT imdb, id FROM {table_of(Person)} WHERE imdb IN {{}}",
            sorted({value for _who, person in told.values() for scheme, value in person.ids if scheme == "imdb"}),
        )
    )
    for key, *row in found(f"SELECT id, {columns} FROM {table_of(Person)} WHERE id IN {{}} ORDER BY id", order):
        name, born_on, born_year, died_on, died_year, birthplace, imdb, held = row
        before = {
            "name": name,
            "born": str(born_on) if born_on else f"{born_year:04d}" if born_year is not None else None,
            "died": str(died_on) if died_on else f"{died_year:04d}" if died_year is not None else None,
            "birthplace": birthplace,
            "imdb": imdb,
        }
        who, person = told[key]
        digest = person_digest(person)
        speaker = next((v for v in voices[key] if v.source == source and v.key == who), None)
        if speaker is None:
            speaker = Voice(source, (rank_of(source), source, 2**62), key=who, is_new=True)
            voices[key].append(speaker)
        speaker.changed = speaker.changed or speaker.digest != digest
        speaker.digest = digest
        values = person_values(person)
        if values.get("imdb") and used.setdefault(values["imdb"], key) != key:
            del values["imdb"]
        fields = read_json(held).get("fields", ())
        new = compose(PERSON_FIELDS, before, held=fields, voices=voices[key], speaker=speaker, told=values)
        after = before | new
        if after["born"] and after["died"] and after["died"][:4] < after["born"][:4]:
            # Two sources tell of two lives: nothing of it is taken.
            new, after = {}, before
        numbers += [
            (key, scheme, value)
            for scheme, value in person.ids
            if scheme != "imdb" and 0 < len(scheme) <= 24 and 0 < len(value) <= 80
        ]
        if new:
            changed.append(key)
            revised.append((key, {name: [before[name], value] for name, value in new.items()}))
            rows.append((*_person_row(after), key))
    update(
        Person,
        ("name", "folded", "born_on", "born_year", "died_on", "died_year", "birthplace", "imdb"),
        rows,
    )
    insert(PersonNumber, ("person_id", "scheme", "value"), numbers, unless_there=True)
    write_voices("person_id", ((key, voice) for key, some in voices.items() for voice in some), run)
    write_history("person_id", revised, by=by)
    return changed


def _person_row(values: Values) -> tuple[Any, ...]:
    born, died = values["born"], values["died"]
    return (
        values["name"],
        person_name(values["name"]),
        born if born and len(born) == 10 else None,
        int(born[:4]) if born else None,
        died if died and len(died) == 10 else None,
        int(died[:4]) if died else None,
        values["birthplace"],
        values["imdb"],
    )
