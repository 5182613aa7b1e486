"""Whose word counts, field by field and row by row; knows no database.

A field belongs to the source whose record says so in `taken`; else to the house, if it has a value or the house decided
it (`held`); else to nobody. What the house has stays. Among sources the one of the best rank has its way, and what the
others say stands aside in their records. Lists of rows (titles, releases, numbers) are united: the house's rows stand,
then those of the sources by rank, each in the place that is free; what the house removed never comes back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Values = dict[str, Any]
Rows = list[tuple[list[Any], str]]
"""Rows as a record has them, each with the source that told it; empty for the house."""

FIELDS = (
    "title",
    "original_title",
    "original_language",
    "year",
    "running_minutes",
    "fsk",
    "budget",
    "admissions_de",
    "color",
    "sound",
    "aspect_ratio",
    "genres",
    "countries",
    "languages",
    "companies",
    "credits",
)
UNITED: Mapping[str, int] = {"titles": 2, "releases": 1, "external_ids": 1}
"""Lists that are united, and how many of a row's values say which place it has: one date for each country."""

PERSON_FIELDS = ("name", "born", "died", "birthplace", "imdb")


@dataclass(slots=True)
class Voice:
    """What one source's record says of one film or person. The lowest `order` counts."""

    source: str
    order: tuple[int, str, int]
    pk: int | None = None
    taken: set[str] = field(default_factory=set)
    aside: Values = field(default_factory=dict)
    digest: int = 0
    key: str = ""
    stands_in: bool = False
    is_new: bool = False
    changed: bool = False


def compose(  # noqa: C901  # whose word counts is one decision
    fields: Iterable[str],
    standing: Values,
    *,
    held: Collection[str],
    voices: Sequence[Voice],
    speaker: Voice | None = None,
    told: Mapping[str, Any] | None = None,
) -> Values:
    """Return the fields that become something else, and note with each voice what it has and what stands aside.

    `speaker` is the voice that has just told anew, and `told` all that it says now.
    """
    told = told or {}
    owners = {name: voice for voice in voices for name in voice.taken}
    changed: Values = {}
    for name in fields:
        present = standing.get(name)
        owner = owners.get(name)
        says = []
        for voice in voices:
            value = told.get(name) if voice is speaker else present if voice is owner else voice.aside.get(name)
            if is_value(value):
                # A title in the house's language counts more than one that only stands in for it.
                says.append(((name == "title" and voice.stands_in, voice.order), voice, value))
        winner, new = None, present
        if name not in held and (owner is not None or not is_value(present)):
            if says:
                _order, winner, new = min(says, key=lambda word: word[0])
            elif name not in ("title", "name"):
                new = [] if isinstance(present, list) and name != "budget" else None
        for _order, voice, value in says:
            _note(voice, name, value, has=voice is winner)
        for voice in voices if len(says) < len(voices) else ():
            if all(voice is not other for _order, other, _value in says):
                _note(voice, name, None, has=False)
        if (new or None) != (present or None) or (new == 0) != (present == 0):
            changed[name] = new
    return changed


def is_value(value: Any) -> bool:
    """Tell whether something is said: an age rating of 0 is, an empty list is not."""
    return value is not None and value != [] and value != ""


def _note(voice: Voice, name: str, value: Any, *, has: bool) -> None:
    if has:
        if name not in voice.taken:
            voice.taken.add(name)
            voice.changed = True
        if voice.aside.pop(name, None) is not None:
            voice.changed = True
        return
    if name in voice.taken:
        voice.taken.discard(name)
        voice.changed = True
    if value is None:
        if voice.aside.pop(name, None) is not None:
            voice.changed = True
    elif voice.aside.get(name) != value:
        voice.aside[name] = value
        voice.changed = True


def unite(
    name: str,
    standing: Rows,
    *,
    removed: Collection[tuple[Any, ...]],
    voices: Sequence[Voice],
    speaker: Voice | None = None,
    told: Sequence[list[Any]] = (),
    elsewhere: Collection[tuple[Any, ...]] = (),
) -> Rows:
    """Return a list's rows as they shall stand, those that stay in their order; note what stands aside.

    `elsewhere`: rows that belong to another film, such as its number in a catalog.
    """
    width = UNITED[name]
    places: dict[tuple[Any, ...], tuple[list[Any], str]] = {}
    for row, source in standing:
        if not source:
            places[tuple(row[:width])] = (row, "")
    alike = [voice.source for voice in voices]
    for voice in sorted(voices, key=lambda voice: voice.order):
        own = [row for row, source in standing if source == voice.source]
        kept_aside = voice.aside.get(name, [])
        if voice is speaker:
            rows = list(told)
            if alike.count(voice.source) > 1:
                rows += [row for row in own if row not in rows]  # another record of the same source may have told them
        else:
            rows = own + [row for row in kept_aside if row not in own]
        aside = []
        for row in rows:
            place = tuple(row[:width])
            has = places.get(place)
            if tuple(row) in removed or tuple(row) in elsewhere:
                aside.append(row)
            elif has is None:
                places[place] = (row, voice.source)
            elif has[1] != voice.source:
                aside.append(row)
        _note(voice, name, aside or None, has=False)
    before = {tuple(row[:width]): number for number, (row, _source) in enumerate(standing)}
    return sorted(places.values(), key=lambda row: before.get(tuple(row[0][:width]), len(before)))
