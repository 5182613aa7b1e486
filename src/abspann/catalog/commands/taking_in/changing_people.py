"""People whom the catalog has already, changed only where a source's word counts more, with history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from abspann.catalog.commands.taking_in.composing import (
    PERSON_FIELDS,
    Values,
    Voice,
    compose,
)
from abspann.catalog.commands.taking_in.history import write_history
from abspann.catalog.commands.taking_in.preparing import person_digest, person_name, person_values
from abspann.catalog.commands.taking_in.voices import RankOf, read_json, read_voices, speaking, write_voices
from abspann.catalog.models import (
    Person,
    PersonNumber,
)
from abspann.catalog.records import Changes
from abspann.catalog.sources.told import ToldPerson
from abspann.core.rows import found, insert, table_of, update

COLUMNS = ("name", "folded", "born_on", "born_year", "died_on", "died_year", "birthplace", "imdb")


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
    used = _imdb_numbers(person for _who, person in told.values())
    rows: list[tuple[Any, ...]] = []
    numbers: list[tuple[int, str, str]] = []
    revised: list[tuple[int, Changes]] = []
    for key, before, held in _people(order):
        who, person = told[key]
        speaker = speaking(voices[key], source=source, key=who, digest=person_digest(person), rank_of=rank_of)
        values = person_values(person)
        if values.get("imdb") and used.setdefault(values["imdb"], key) != key:
            del values["imdb"]
        new = compose(PERSON_FIELDS, before, held=held, voices=voices[key], speaker=speaker, told=values)
        after = before | new
        numbers += [(key, scheme, value) for scheme, value in person.ids if _is_further(scheme, value)]
        # Where two sources tell of two lives, nothing of it is taken.
        if new and not _is_over_before_it_begins(after):
            revised.append((key, {name: [before[name], value] for name, value in new.items()}))
            rows.append((*_person_row(after), key))
    update(Person, COLUMNS, rows)
    insert(PersonNumber, ("person_id", "scheme", "value"), numbers, unless_there=True)
    write_voices("person_id", ((key, voice) for key, some in voices.items() for voice in some), run)
    write_history("person_id", revised, by=by)
    return [key for key, _changes in revised]


def _imdb_numbers(people: Iterable[ToldPerson]) -> dict[str, int]:
    """Who has the numbers at IMDb that these are told to have."""
    wanted = sorted({value for person in people for scheme, value in person.ids if scheme == "imdb"})
    return dict(found(f"SELECT imdb, id FROM {table_of(Person)} WHERE imdb IN {{}}", wanted))


def _people(keys: Sequence[int]) -> Iterator[tuple[int, Values, Sequence[str]]]:
    """Yield people as they stand: key, values of a record, and the fields that the house decided."""
    columns = "name, born_on, born_year, died_on, died_year, birthplace, imdb, held"
    for key, *row in found(f"SELECT id, {columns} FROM {table_of(Person)} WHERE id IN {{}} ORDER BY id", keys):
        name, born_on, born_year, died_on, died_year, birthplace, imdb, held = row
        values = {"name": name, "born": _day(born_on, born_year), "died": _day(died_on, died_year)}
        yield key, values | {"birthplace": birthplace, "imdb": imdb}, read_json(held).get("fields", ())


def _day(day: Any, year: int | None) -> str | None:
    return str(day) if day else f"{year:04d}" if year is not None else None


def _is_over_before_it_begins(values: Values) -> bool:
    return bool(values["born"] and values["died"] and values["died"][:4] < values["born"][:4])


def _is_further(scheme: str, value: str) -> bool:
    """Tell whether a number is kept beside the person: that at IMDb stands with them."""
    return scheme != "imdb" and 0 < len(scheme) <= 24 and 0 < len(value) <= 80


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
