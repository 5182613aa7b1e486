"""The house's own list of films: a table or lines of JSON, such as a film club keeps of its archive.

A table has a head, its values parted by comma, semicolon or tab; several values in one cell are parted by semicolons
or bars. The columns (all but `title` may be missing, in any order, in upper or lower case):

    id title original_title original_language year running_minutes fsk color genres countries languages titles
    directors writers cast cinematographers editors composers producers released_de synopsis synopsis_language
    keywords series imdb tmdb wikidata

`titles` are `en: Rust and Bone | fr: De rouille et d'os`, `cast` is `Marion Cotillard (Stéphanie) | Matthias
Schoenaerts (Ali)`, `genres` are the house's codes or their German or English names, `countries` and `languages` ISO
codes. JSON objects have the same names; lists may be lists, `titles` an object. Without an `id` a film is known by its
title and year.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from abspann.catalog.facts import FilmFacts, Provenance
from abspann.catalog.rules import Color, Genre, Job
from abspann.catalog.sources.files import Lines, files_at
from abspann.catalog.sources.objects import objects_in
from abspann.catalog.sources.table import rows_of
from abspann.catalog.sources.told import (
    Choice,
    LeftOut,
    Place,
    Refused,
    Source,
    Told,
    ToldCredit,
    ToldFilm,
    ToldKeyword,
    ToldPerson,
    ToldText,
    Unreadable,
)
from abspann.core.provenance import License
from abspann.core.slugs import slug_of
from abspann.core.sorting import fingerprint_of
from abspann.core.text import folded

COLUMNS = (
    *("id", "title", "original_title", "original_language", "year", "running_minutes", "fsk", "color", "genres"),
    *("countries", "languages", "titles", "directors", "writers", "cast", "cinematographers", "editors", "composers"),
    *("producers", "released_de", "synopsis", "synopsis_language", "keywords", "series", "imdb", "tmdb", "wikidata"),
)
CREDITS = {
    "directors": Job.DIRECTOR, "writers": Job.WRITER, "cast": Job.ACTOR, "cinematographers": Job.CINEMATOGRAPHER,
    "editors": Job.EDITOR, "composers": Job.COMPOSER, "producers": Job.PRODUCER,
}  # fmt: skip
NUMBERS = ("imdb", "tmdb", "wikidata")
KEY = 80
"""What a film is known by has so many characters at most."""

_PARTS = re.compile(r"[|;]")
_ROLE = re.compile(r"(?P<name>[^()]+?)\s*\((?P<role>[^()]+)\)\Z")


class _Wrong(ValueError):
    """A value that cannot be what it should; the sentence says which."""


def read(place: Place, choice: Choice) -> Iterator[Told]:
    """Read every table and every file of lines, in the order of their names."""
    files = files_at(place.path, ".csv", ".tsv", ".jsonl", ".ndjson")
    if not files:
        raise Unreadable(f"There is no .csv, .tsv or .jsonl file in {place.path}.")
    seen: set[str] = set()
    for path in files:
        for row in _rows(path):
            told = row if isinstance(row, Refused) else _film(path.name, *row, choice)
            if isinstance(told, ToldFilm):
                if told.key in seen:
                    yield Refused(path.name, told.line, f"This film stands here for the second time: {told.key}.")
                    continue
                seen.add(told.key)
                if choice.limit is not None and len(seen) > choice.limit:
                    return
            yield told


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]] | Refused]:
    if ".jsonl" in path.name.lower() or ".ndjson" in path.name.lower():
        yield from objects_in(path)
        return
    _number, head = next(iter(Lines(path)), (0, ""))
    sign = max(",;\t", key=head.count)
    spelled = [name.strip().strip('"') for name in head.split(sign)]
    names = {name.casefold(): name for name in spelled}
    if "title" not in names:
        raise Unreadable(f"{path.name} has no column «title»; it has: {', '.join(spelled)[:200]}.")
    wanted = [names[name] for name in COLUMNS if name in names]
    for row in rows_of(path, wanted, parted_by=sign, quoted=True):
        yield row if isinstance(row, Refused) else (row.line, {name.casefold(): row[name] for name in wanted})


def _key(title: str, year: int | None) -> str:
    """Return by what a film without a number is known: title and year; a long title by its beginning and its print."""
    key = f"{title} ({year or '?'})"
    return key if len(key) <= KEY else f"{title[:50]} {fingerprint_of(title)[:16]} ({year or '?'})"


def _film(file: str, line: int, row: Mapping[str, Any], choice: Choice) -> Told:
    try:
        title, year = _text(row, "title"), _number(row, "year")
        if not title:
            raise _Wrong("This film has no title.")
        released = _day(row, "released_de")
        if choice.min_votes:
            return LeftOut("films with few votes")
        if choice.only_released and not (year or released):
            return LeftOut("films not released")
        return ToldFilm(
            key=_text(row, "id")[:120] or _key(folded(title), year),
            facts=FilmFacts(
                title=title,
                original_title=_text(row, "original_title") or None,
                original_language=_text(row, "original_language") or None,
                year=year,
                running_minutes=_number(row, "running_minutes"),
                fsk=_number(row, "fsk"),
                color=_color(row),
                genres=tuple(dict.fromkeys(_genre(name) for name in _list(row, "genres"))),
                countries=tuple(code.upper() for code in _list(row, "countries")),
                languages=tuple(code.lower() for code in _list(row, "languages")),
                titles=tuple(pair for pair in _titles(row) if not choice.languages or pair[0] in choice.languages),
                releases=(("DE", released),) if released else (),
                external_ids=tuple((scheme, value) for scheme in NUMBERS if (value := _text(row, scheme))),
            ),
            credits=tuple(_credits(row)),
            synopses=tuple(_synopses(row)),
            keywords=tuple(ToldKeyword(slug_of(word)[:80], (("de", word),)) for word in _list(row, "keywords")),
            series=_text(row, "series") or None,
            file=file,
            line=line,
        )
    except _Wrong as wrong:
        return Refused(file, line, str(wrong))


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None or value == "":
        return ""
    if isinstance(value, str | int) and not isinstance(value, bool):
        return str(value).strip()
    raise _Wrong(f"«{name}» is no text.")


def _number(row: Mapping[str, Any], name: str) -> int | None:
    text = _text(row, name)
    if not text:
        return None
    if not (text.isascii() and text.lstrip("-").isdigit()):
        raise _Wrong(f"«{name}» is no number: {text[:40]}.")
    return int(text)


def _day(row: Mapping[str, Any], name: str) -> dt.date | None:
    text = _text(row, name)
    if not text:
        return None
    try:
        return dt.datetime.strptime(text, "%d.%m.%Y").date() if "." in text else dt.date.fromisoformat(text)  # noqa: DTZ007  # a day has no hour
    except ValueError as wrong:
        raise _Wrong(f"«{name}» is no day: {text[:40]}. Write 2012-11-01 or 1.11.2012.") from wrong


def _list(row: Mapping[str, Any], name: str) -> list[str]:
    value = row.get(name)
    if isinstance(value, list):
        if not all(isinstance(item, str) for item in value):
            raise _Wrong(f"«{name}» is no list of texts.")
        return [item.strip() for item in value if item.strip()]
    return [part.strip() for part in _PARTS.split(_text(row, name)) if part.strip()]


def _titles(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    value = row.get("titles")
    pairs = (
        [(str(language), str(title)) for language, title in value.items()]
        if isinstance(value, dict)
        else [tuple(part.partition(":")[::2]) for part in _list(row, "titles")]
    )
    for language, title in pairs:
        if not title.strip():
            raise _Wrong(f"«titles» wants a language before each title, such as «en: {language.strip()[:40]}».")
        yield language.strip().lower()[:8], title.strip()


def _credits(row: Mapping[str, Any]) -> Iterator[ToldCredit]:
    for name, job in CREDITS.items():
        for text in _list(row, name):
            role = _ROLE.match(text) if job == Job.ACTOR else None
            person = ToldPerson(role["name"] if role else text)
            yield ToldCredit(person, job, role["role"] if role else None)


def _synopses(row: Mapping[str, Any]) -> Iterator[ToldText]:
    if text := _text(row, "synopsis"):
        yield ToldText(text, Provenance(_text(row, "synopsis_language") or "de", License.OWN))


def _color(row: Mapping[str, Any]) -> str | None:
    text = _text(row, "color")
    if text and text not in Color.values:
        raise _Wrong(f"«color» is none of {', '.join(Color.values)}: {text[:40]}.")
    return text or None


def _genre(name: str) -> str:
    code = _genres().get(folded(name))
    if code is None:
        raise _Wrong(f"«genres» names a genre that the house does not have: {name[:40]}.")
    return code


@lru_cache(1)
def _genres() -> dict[str, str]:
    names = {genre.value: genre.value for genre in Genre}
    for language in ("de", "en"):
        with override(language):
            names |= {folded(str(genre.label)): genre.value for genre in Genre}
    return names


SOURCE = Source(
    name="csv",
    title=_("Own list"),
    url="",
    license=License.OWN,
    credit="",
    terms=_("The house's own facts and texts."),
    rank=10,
    read=read,
)
