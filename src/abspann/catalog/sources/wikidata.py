"""Wikidata's items: as the REST interface answers them or as the dump holds them, one a file or one a line.

Films are told; all other items at hand (people, roles, companies, prizes) give the names that films refer to by number
only. Of somebody whose item is not at hand only the number is told: the catalog may know them by it. Statements that
Wikidata has deprecated do not count; where some are preferred, the others do not either.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from abspann.catalog.facts import CompanyFacts, FilmFacts
from abspann.catalog.rules import CompanyJob, Job, Result
from abspann.catalog.sources.files import Lines, files_at
from abspann.catalog.sources.staging import Staging
from abspann.catalog.sources.told import (
    Choice,
    LeftOut,
    Missing,
    Place,
    Refused,
    Source,
    Told,
    ToldCredit,
    ToldFilm,
    ToldKeyword,
    ToldOutcome,
    ToldPerson,
    Unreadable,
)
from abspann.catalog.sources.wikidata_codes import (
    COLORS,
    COUNTRIES,
    FESTIVALS,
    FILMS,
    FSK,
    GENRES,
    LANGUAGES,
    NUMBERS,
    PRIZES,
    SERIES,
)
from abspann.core.provenance import License
from abspann.core.slugs import slug_of

JOBS = {
    "P57": Job.DIRECTOR, "P58": Job.WRITER, "P161": Job.ACTOR, "P725": Job.VOICE, "P344": Job.CINEMATOGRAPHER,
    "P1040": Job.EDITOR, "P86": Job.COMPOSER, "P162": Job.PRODUCER, "P2554": Job.PRODUCTION_DESIGNER,
    "P2515": Job.COSTUME_DESIGNER,
}  # fmt: skip
RESULTS = {"P166": (Result.WON, "P1346"), "P1411": (Result.NOMINATED, "P2453")}
"""The property of a prize -> what came of it, and the qualifier that names the people."""

MINUTES, SECONDS = "Q7727", "Q11574"
DAY, YEAR = 11, 9
"""How exact a time is."""

LONGEST_NUMBER = 80
LONGEST_LANGUAGE = 8


@dataclass(frozen=True, slots=True)
class Statement:
    """A value with what qualifies it; an item or an outside number is a text, a time or an amount an object."""

    value: Any
    qualifiers: dict[str, list[Any]]


@dataclass(slots=True)
class Item:
    """An item, whichever way it was written."""

    key: str
    labels: dict[str, str]
    statements: dict[str, list[Statement]]
    numbers: frozenset[str]
    """The properties whose values are numbers in other catalogs."""
    article: str = ""

    def values(self, name: str) -> list[Any]:
        return [statement.value for statement in self.statements.get(name, ())]

    def items(self, name: str) -> list[str]:
        return [value for value in self.values(name) if isinstance(value, str)]

    @property
    def name(self) -> str:
        """The German name, else the English one, else the one for all languages."""
        return next((self.labels[code] for code in ("de", "en", "mul") if code in self.labels), "")


def read(place: Place, choice: Choice) -> Iterator[Told]:
    """Read all items twice: first what they are called, then the films."""
    files = files_at(place.path, ".json", ".jsonl", ".ndjson")
    if not files:
        raise Unreadable(f"There is no .json file, packed or not, in {place.path}.")
    reading = _Reading(choice, Staging(place.scratch))
    try:
        reading.staging.keep("items", reading.kept(_objects(files)))
        yield from reading.noted
        yield from (LeftOut(kind, count) for kind, count in reading.left_out.items())
        yield from reading.told()
    finally:
        reading.staging.close()


@dataclass
class _Reading:
    choice: Choice
    staging: Staging
    noted: list[Told] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    unnamed: int = 0

    def kept(self, objects: Iterable[tuple[str, int, dict[str, Any]] | Refused]) -> Iterator[tuple[str, str, str, str]]:
        seen: set[str] = set()
        for read_object in objects:
            if isinstance(read_object, Refused):
                self.noted.append(read_object)
                continue
            file, line, value = read_object
            key = value.get("id")
            if not isinstance(key, str) or not key.startswith("Q") or not isinstance(value.get("labels"), dict):
                self.noted.append(Refused(file, line, "This is no item of Wikidata."))
            elif key in seen:
                self.noted.append(Refused(file, line, f"{key} stands here for the second time."))
            else:
                seen.add(key)
                yield key, json.dumps(value), file, str(line)

    def told(self) -> Iterator[Told]:
        number = 0
        for chunk in self.staging.chunks("items"):
            for _key, written, file, line in chunk:
                item = item_of(json.loads(str(written)))
                kinds = set(item.items("P31"))
                if kinds & SERIES:
                    yield LeftOut("series and episodes")
                elif kinds & FILMS:
                    told = self._film(item, str(file), int(str(line)))
                    number += isinstance(told, ToldFilm)
                    if self.choice.limit is not None and number > self.choice.limit:
                        return
                    yield told
        if self.unnamed:
            what = f"{self.unnamed} people, roles, companies and prizes whose items are not at hand"
            yield Missing("items", what)

    def _film(self, item: Item, file: str, line: int) -> Told:
        original = next((v for v in item.values("P1476") if isinstance(v, dict)), {})
        title = item.labels.get("de") or item.labels.get("mul") or original.get("text") or item.name
        if not title:
            return Refused(file, line, f"{item.key} has no title.")
        times = [(_time(s.value), s) for s in item.statements.get("P577", ())]
        years = [time[0] for time, _statement in times if time]
        if self.choice.min_votes:
            return LeftOut("films with few votes")
        if self.choice.only_released and not years:
            return LeftOut("films not released")
        named = self._named(item)
        genres = [genre.value for key in (*item.items("P136"), *item.items("P31")) for genre in GENRES.get(key, ())]
        return ToldFilm(
            key=item.key,
            facts=FilmFacts(
                title=title,
                original_title=original.get("text") or None,
                original_language=next((LANGUAGES[key] for key in item.items("P364") if key in LANGUAGES), None),
                year=min(years, default=None),
                running_minutes=_minutes(item),
                fsk=next((FSK[key] for key in item.items("P1981") if key in FSK), None),
                color=next((COLORS[key] for key in item.items("P462") if key in COLORS), None),
                genres=tuple(dict.fromkeys(genres)),
                countries=tuple(dict.fromkeys(COUNTRIES[key] for key in item.items("P495") if key in COUNTRIES)),
                languages=tuple(dict.fromkeys(LANGUAGES[key] for key in item.items("P364") if key in LANGUAGES)),
                titles=tuple(self._titles(item)),
                releases=tuple(_releases(times)),
                companies=tuple(self._companies(item, named)),
                external_ids=tuple(_numbers(item)),
            ),
            credits=tuple(self._credits(item, named)),
            outcomes=tuple(self._outcomes(item, named)),
            keywords=tuple(_keyword(named[key]) for key in item.items("P921") if key in named and named[key].name),
            series=next((named[key].name for key in item.items("P179") if key in named), None) or None,
            stands_in="de" not in item.labels and "mul" not in item.labels,
            file=file,
            line=line,
        )

    def _named(self, film: Item) -> dict[str, Item]:
        """The items at hand to which a film refers."""
        wanted = {value for name in film.statements for value in film.items(name) if value.startswith("Q")}
        for statements in film.statements.values():
            for statement in statements:
                for values in statement.qualifiers.values():
                    wanted |= {value for value in values if isinstance(value, str) and value.startswith("Q")}
        rows = self.staging.parts("items", sorted(wanted))
        return {key: item_of(json.loads(str(found[0][0]))) for key, found in rows.items()}

    def _titles(self, item: Item) -> Iterator[tuple[str, str]]:
        for language, title in item.labels.items():
            wanted = not self.choice.languages or language in self.choice.languages
            if language not in ("de", "mul") and len(language) <= LONGEST_LANGUAGE and wanted:
                yield language, title

    def _credits(self, item: Item, named: dict[str, Item]) -> Iterator[ToldCredit]:
        for name, job in JOBS.items():
            for statement in item.statements.get(name, ()):
                if not isinstance(statement.value, str):
                    continue
                roles = [named[key].name for key in statement.qualifiers.get("P453", ()) if key in named]
                roles += [text for text in statement.qualifiers.get("P4633", ()) if isinstance(text, str)]
                self.unnamed += sum(1 for key in statement.qualifiers.get("P453", ()) if key not in named)
                roles = list(dict.fromkeys(role for role in roles if role)) if job in (Job.ACTOR, Job.VOICE) else []
                person = self._person(statement.value, named)
                yield ToldCredit(person, job, roles[0] if roles else None, tuple(roles[1:]))

    def _person(self, key: str, named: dict[str, Item]) -> ToldPerson:
        item = named.get(key)
        if item is None or not item.name:
            self.unnamed += 1
            return ToldPerson("", key=key, ids=(("wikidata", key),))
        outside = (("P345", "imdb"), ("P4985", "tmdb"))
        ids = tuple((scheme, value) for name, scheme in outside for value in item.items(name)[:1])
        born, died = (next(iter(map(_time, item.values(name))), None) for name in ("P569", "P570"))
        return ToldPerson(
            item.name,
            key=key,
            ids=(("wikidata", key), *ids),
            born_on=_date(born),
            born_year=born[0] if born else None,
            died_on=_date(died),
            died_year=died[0] if died else None,
        )

    def _companies(self, item: Item, named: dict[str, Item]) -> Iterator[CompanyFacts]:
        for name, job in (("P272", CompanyJob.PRODUCTION), ("P750", CompanyJob.DISTRIBUTION)):
            for statement in item.statements.get(name, ()):
                if statement.value in named and named[statement.value].name:
                    places = [COUNTRIES[key] for key in statement.qualifiers.get("P17", ()) if key in COUNTRIES]
                    yield CompanyFacts(named[statement.value].name, job, places[0] if places else None)
                else:
                    self.unnamed += 1

    def _outcomes(self, item: Item, named: dict[str, Item]) -> Iterator[ToldOutcome]:
        known: set[tuple[str, str, int, str]] = set()
        for name, (result, holders) in RESULTS.items():
            for statement in item.statements.get(name, ()):
                time = next(iter(map(_time, statement.qualifiers.get("P585", ()))), None)
                if statement.value not in PRIZES or time is None:
                    self.unnamed += statement.value not in PRIZES
                    continue
                festival, code, german, english = PRIZES[statement.value]
                told = (festival, code, time[0], str(result))
                if told in known:
                    continue
                known.add(told)
                people = (self._person(key, named) for key in statement.qualifiers.get(holders, ()))
                yield ToldOutcome(
                    festival=festival,
                    festival_name=FESTIVALS[festival][0],
                    festival_name_en=FESTIVALS[festival][1],
                    year=time[0],
                    result=result,
                    award=code,
                    award_name=german,
                    award_name_en=english,
                    people=tuple(person for person in people if person.name or person.ids),
                )


def item_of(value: dict[str, Any]) -> Item:
    """Return an item, written as REST answers it (`statements`) or as the dump holds it (`claims`)."""
    labels = {
        code: label["value"] if isinstance(label, dict) else str(label) for code, label in value["labels"].items()
    }
    written: dict[str, Any] = value.get("statements") or value.get("claims") or {}
    statements: dict[str, list[Statement]] = {}
    numbers: set[str] = set()
    for name, several in written.items():
        counting = [one for one in several if one.get("rank") != "deprecated"]
        preferred = [one for one in counting if one.get("rank") == "preferred"]
        read_ones = [_statement(one) for one in preferred or counting]
        statements[name] = [one for one in read_ones if one is not None]
        if counting and "external-id" in (_kind(counting[0]), counting[0].get("mainsnak", {}).get("datatype")):
            numbers.add(name)
    links = value.get("sitelinks") or {}
    english = links.get("enwiki", {}).get("title", "") if isinstance(links, dict) else ""
    return Item(value["id"], labels, statements, frozenset(numbers), english.replace(" ", "_"))


def _kind(statement: dict[str, Any]) -> str:
    return str(statement.get("property", {}).get("data_type", ""))


def _statement(written: dict[str, Any]) -> Statement | None:
    if "mainsnak" in written:
        value = _dumped(written["mainsnak"])
        qualifiers = {
            name: [found for snak in snaks if (found := _dumped(snak)) is not None]
            for name, snaks in (written.get("qualifiers") or {}).items()
        }
    else:
        value = _answered(written.get("value"))
        qualifiers = {}
        for part in written.get("qualifiers") or ():
            found = _answered(part.get("value"))
            if found is not None:
                qualifiers.setdefault(part["property"]["id"], []).append(found)
    return None if value is None else Statement(value, qualifiers)


def _answered(value: Any) -> Any:
    return value.get("content") if isinstance(value, dict) and value.get("type") == "value" else None


def _dumped(snak: dict[str, Any]) -> Any:
    value = snak.get("datavalue", {}).get("value") if snak.get("snaktype") == "value" else None
    return value["id"] if isinstance(value, dict) and "entity-type" in value and "id" in value else value


def _objects(files: Iterable[Path]) -> Iterator[tuple[str, int, dict[str, Any]] | Refused]:
    """Every item of the files: a line of a dump, a whole file, or what an answer about several holds."""
    for path in files:
        lines = Lines(path)
        whole: list[str] | None = None
        for number, line in lines:
            if whole is not None:
                whole.append(line)
                continue
            text = line.strip().rstrip(",")
            if text in ("", "[", "]"):
                continue
            try:
                value = json.loads(text)
            except ValueError:
                if number > 1:
                    yield Refused(path.name, number, "This line is no JSON.")
                else:
                    # One value that is written over several lines.
                    whole = [line]
                continue
            yield from ((path.name, number, item) for item in _several(value))
        if whole is not None:
            try:
                value = json.loads("\n".join(whole))
            except ValueError:
                yield Refused(path.name, 1, "This is no JSON, or it ends in the middle.")
            else:
                yield from ((path.name, 1, item) for item in _several(value))
        yield from lines.refused


def _several(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict) and isinstance(value.get("entities"), dict):
        yield from (item for item in value["entities"].values() if isinstance(item, dict))
    elif isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))
    elif isinstance(value, dict):
        yield value


def _time(value: Any) -> tuple[int, int, int, int] | None:
    """(year, month, day, how exact), for years of the common era that are known at least as such."""
    if not isinstance(value, dict) or value.get("precision", 0) < YEAR:
        return None
    text = str(value.get("time", ""))
    year, month, day = ([*text[1:].split("T", maxsplit=1)[0].split("-"), "0", "0"])[:3]
    if not text.startswith("+") or not (year.isdigit() and month.isdigit() and day.isdigit()):
        return None
    return int(year), int(month), int(day), int(value["precision"])


def _date(time: tuple[int, int, int, int] | None) -> dt.date | None:
    if time is None or time[3] < DAY:
        return None
    try:
        return dt.date(*time[:3])
    except ValueError:
        return None


def _releases(times: Iterable[tuple[tuple[int, int, int, int] | None, Statement]]) -> Iterator[tuple[str, dt.date]]:
    first: dict[str, dt.date] = {}
    for time, statement in times:
        day = _date(time)
        for key in statement.qualifiers.get("P291", ()):
            if day and key in COUNTRIES:
                code = COUNTRIES[key]
                first[code] = min(day, first.get(code, day))
    yield from sorted(first.items())


def _minutes(item: Item) -> int | None:
    for value in item.values("P2047"):
        unit = str(value.get("unit", "")).rsplit("/", 1)[-1] if isinstance(value, dict) else ""
        try:
            amount = float(value.get("amount", "")) if unit in (MINUTES, SECONDS) else 0.0
        except ValueError:
            continue
        if amount > 0:
            return round(amount if unit == MINUTES else amount / 60)
    return None


def _numbers(item: Item) -> Iterator[tuple[str, str]]:
    yield "wikidata", item.key
    if item.article and len(item.article) <= LONGEST_NUMBER:
        yield "wikipedia-en", item.article
    for name in sorted(item.numbers):
        value = next(iter(item.items(name)), "")
        if value and len(value) <= LONGEST_NUMBER:
            yield NUMBERS.get(name, name.lower()), value


def _keyword(item: Item) -> ToldKeyword:
    names = tuple((code, item.labels[code]) for code in ("de", "en", "fr") if code in item.labels)
    return ToldKeyword(slug_of(item.labels.get("en") or item.name)[:80], names)


SOURCE = Source(
    name="wikidata",
    title="Wikidata",
    url="https://www.wikidata.org",
    license=License.CC0,
    credit="Wikidata",
    terms=_("Free for everything (CC0)."),
    rank=20,
    read=read,
)
