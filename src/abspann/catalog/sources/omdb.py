"""omdb.org, the open film database: the CSV dump that it publishes every day.

Tables and columns as on https://www.omdb.org/content/Help:DataDownload. What an extract leaves out is said, and the
rest is read. Titles stand in the original; German ones come from the table of aliases. Series and seasons have tables
of their own and are only counted.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.catalog.facts import FilmFacts, Provenance
from abspann.catalog.rules import Genre, Job
from abspann.catalog.sources.dump import Cells, Table
from abspann.catalog.sources.files import found
from abspann.catalog.sources.staging import Row, Staging
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
    ToldPerson,
    ToldText,
    Unreadable,
)
from abspann.core.provenance import License
from abspann.core.slugs import slug_of

FILM_PAGE = "https://www.omdb.org/movie/{key}"

GENRES = {
    "12": Genre.ADVENTURE, "13": Genre.FANTASY, "14": Genre.FANTASY, "16": Genre.ANIMATION, "17": Genre.FAMILY,
    "18": Genre.DRAMA, "19": Genre.ROMANCE, "22": Genre.MUSICAL, "27": Genre.HORROR, "28": Genre.ACTION,
    "31": Genre.WAR, "33": Genre.ROMANCE, "35": Genre.COMEDY, "36": Genre.HISTORY, "37": Genre.WESTERN,
    "53": Genre.THRILLER, "79": Genre.MYSTERY, "80": Genre.CRIME, "99": Genre.DOCUMENTARY, "114": Genre.SATIRE,
    "354": Genre.EXPERIMENTAL, "869": Genre.FAMILY, "878": Genre.SCIENCE_FICTION, "1115": Genre.ROAD_MOVIE,
    "1116": Genre.SILENT, "2890": Genre.BIOGRAPHY,
}  # fmt: skip
"""The house's genre of each of omdb's; a category below one of these is of its genre as well."""

KEYWORD_ROOTS = frozenset("12368")
"""The trees whose categories are keywords: genres below ours, sources, styles, movements and omdb's own keywords."""

BLACK_AND_WHITE = frozenset({"301", "3165"})

JOBS = {
    "13": Job.WRITER, "15": Job.ACTOR, "16": Job.PRODUCER, "18": Job.PRODUCTION_DESIGNER, "21": Job.DIRECTOR,
}  # fmt: skip
"""The jobs whose numbers never changed; further ones are known by their English names."""
JOB_NAMES = {
    "editor": Job.EDITOR, "director of photography": Job.CINEMATOGRAPHER, "cinematography": Job.CINEMATOGRAPHER,
    "original music composer": Job.COMPOSER, "music": Job.COMPOSER, "composer": Job.COMPOSER,
    "costume design": Job.COSTUME_DESIGNER, "costume designer": Job.COSTUME_DESIGNER, "sound designer": Job.SOUND,
    "novel": Job.NOVEL, "author of the novel": Job.NOVEL, "screenplay": Job.WRITER, "voice": Job.VOICE,
}  # fmt: skip

_TAG = re.compile(r"<[^>]{0,400}>")
_ADDRESS = re.compile(r"https?:|www\.|<a\s", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z")


@dataclass(frozen=True, slots=True)
class _Detail:
    """A table of parts of films: its file, the columns kept (the film's key first), what is missing without it."""

    file: str
    columns: tuple[str, ...]
    what: str
    head: tuple[str, ...] = ()


DETAILS = {
    "details": _Detail("movie_details.csv", ("movie_id", "runtime"), "running times"),
    "countries": _Detail("movie_countries.csv", ("movie_id", "country_code"), "countries"),
    "languages": _Detail("movie_languages.csv", ("movie_id", "language_iso_639_1"), "languages"),
    "categories": _Detail("movie_categories.csv", ("movie_id", "category_id"), "genres and keywords"),
    "keywords": _Detail("movie_keywords.csv", ("movie_id", "category_id"), "further keywords"),
    "votes": _Detail("all_votes.csv", ("movie_id", "votes_count"), "numbers of votes"),
    "imdb": _Detail(
        "movie_links_imdb.csv", ("movie_id", "key"), "IMDb's numbers", ("source", "key", "movie_id", "language")
    ),
    "titles": _Detail("all_movie_aliases_iso.csv", ("movie_id", "language_iso_639_1", "name"), "titles in languages"),
    "casts": _Detail("all_casts.csv", ("movie_id", "person_id", "job_id", "role", "position"), "credits"),
    "abstract_de": _Detail("movie_abstracts_de.csv", ("movie_id", "abstract"), "German synopses"),
    "abstract_en": _Detail("movie_abstracts_en.csv", ("movie_id", "abstract"), "English synopses"),
    "abstract_fr": _Detail("movie_abstracts_fr.csv", ("movie_id", "abstract"), "French synopses"),
    "abstract_es": _Detail("movie_abstracts_es.csv", ("movie_id", "abstract"), "Spanish synopses"),
}
SERIES = ("all_series.csv", "all_seasons.csv", "all_episodes.csv")


def read(place: Place, choice: Choice) -> Iterator[Told]:
    """Read the dump in a folder: every film in the order of its table."""
    folder = place.path if place.path.is_dir() else place.path.parent
    if not found(folder, "all_movies.csv"):
        raise Unreadable(f"There is no all_movies.csv, packed or not, in {folder}.")
    dump = _Dump(folder, Staging(place.scratch))
    try:
        yield from dump.told(choice)
    finally:
        dump.staging.close()


@dataclass(slots=True)
class _Parts:
    """What the other tables tell of a chunk of films, by film."""

    tables: dict[str, dict[str, list[Row]]]
    people: dict[str, ToldPerson]

    def of(self, table: str, film: str) -> list[Row]:
        return self.tables.get(table, {}).get(film, [])

    def values(self, table: str, film: str) -> tuple[str, ...]:
        return tuple(str(row[0]) for row in self.of(table, film) if row[0])


@dataclass
class _Dump:
    folder: Path
    staging: Staging
    refused: list[Refused] = field(default_factory=list)

    def told(self, choice: Choice) -> Iterator[Told]:
        for name in SERIES:
            if path := found(self.folder, name):
                yield LeftOut("series and seasons", sum(1 for _row in Table(path, ("id",))))
        yield from self._stage()
        self.staging.keep("films", self._films())
        yield from self._refusals()
        number = 0
        for chunk in self.staging.chunks("films"):
            parts = self._parts([str(row[0]) for row in chunk])
            for row in chunk:
                told = self._film(row, parts, choice)
                number += isinstance(told, ToldFilm)
                if choice.limit is not None and number > choice.limit:
                    return
                yield told

    def _films(self) -> Iterator[Row]:
        table = Table(self._path("all_movies.csv"), ("id", "name", "parent_id", "date"))
        seen: set[str] = set()
        for line, (key, name, parent, date) in table:
            if key in seen:
                self.refused.append(Refused(table.path.name, line, f"Film {key} stands here for the second time."))
                continue
            seen.add(key)
            yield key, name, parent, date, str(line)
        self.refused += table.refused

    def _stage(self) -> Iterator[Told]:
        for name, detail in DETAILS.items():
            if path := found(self.folder, detail.file):
                table = Table(path, detail.columns, head=detail.head)
                self.staging.keep(name, (cells for _line, cells in table))
                self.refused += table.refused
            else:
                yield Missing(detail.file, detail.what)
        if path := found(self.folder, "all_people.csv"):
            table = Table(path, ("id", "name", "birthday", "deathday"))
            self.staging.keep("people", (cells for _line, cells in table))
            self.refused += table.refused
        else:
            yield Missing("all_people.csv", "people")
        yield from self._refusals()

    def _refusals(self) -> Iterator[Told]:
        yield from self.refused
        self.refused.clear()

    def _path(self, name: str) -> Path:
        path = found(self.folder, name)
        assert path
        return path

    def _rows(self, name: str, columns: Sequence[str]) -> Iterator[Cells]:
        if path := found(self.folder, name):
            yield from (cells for _line, cells in Table(path, columns))

    def _parts(self, keys: Sequence[str]) -> _Parts:
        tables = {name: self.staging.parts(name, keys) for name in DETAILS}
        wanted = sorted({str(row[0]) for rows in tables["casts"].values() for row in rows})
        people: dict[str, ToldPerson] = {}
        for start in range(0, len(wanted), 10_000):
            for key, rows in self.staging.parts("people", wanted[start : start + 10_000]).items():
                name, born, died = (str(cell or "") for cell in rows[0])
                people[key] = ToldPerson(name, key=key, born_on=_day(born), died_on=_day(died))
        return _Parts(tables, people)

    def _film(self, row: Row, parts: _Parts, choice: Choice) -> Told:
        key, name, parent, date, line = (str(cell or "") for cell in row)
        if not name.strip():
            return Refused("all_movies.csv", int(line), f"Film {key} has no title.")
        votes = _number(next(iter(parts.values("votes", key)), "")) or 0
        if votes < choice.min_votes:
            return LeftOut("films with few votes")
        year = int(date[:4]) if _DAY.match(date) else None
        if choice.only_released and (_day(date) is None or date > f"{timezone.localdate():%Y-%m-%d}"):
            return LeftOut("films not released")
        languages = parts.values("languages", key)
        categories = (*parts.values("categories", key), *parts.values("keywords", key))
        titles = tuple((str(row[0]), str(row[1])) for row in parts.of("titles", key) if row[0] and row[1])
        german = next((title for language, title in titles if language == "de"), None)
        is_german = languages[:1] == ("de",)
        return ToldFilm(
            key=key,
            facts=FilmFacts(
                title=german or name,
                original_title=None if is_german else name,
                original_language=languages[0] if len(languages) == 1 else None,
                year=year,
                running_minutes=_number(next(iter(parts.values("details", key)), "")) or None,
                color="black-and-white" if BLACK_AND_WHITE & set(categories) else None,
                genres=tuple(dict.fromkeys(genre for code in categories if (genre := self._genre(code)))),
                countries=tuple(dict.fromkeys(parts.values("countries", key))),
                languages=tuple(dict.fromkeys(languages)),
                titles=tuple(
                    (language, title)
                    for language, title in dict.fromkeys(titles)
                    if language != "de" and (not choice.languages or language in choice.languages)
                ),
                external_ids=(("omdb", key), *(("imdb", value) for value in parts.values("imdb", key)[:1])),
            ),
            credits=tuple(self._credits(key, parts)),
            synopses=tuple(self._synopses(key, parts, choice)),
            keywords=tuple(word for code in dict.fromkeys(categories) if (word := self._keyword(code))),
            series=self._series.get(parent),
            stands_in=not german and not is_german,
            votes=votes,
            file="all_movies.csv",
            line=int(line),
        )

    def _credits(self, key: str, parts: _Parts) -> Iterator[ToldCredit]:
        rows = [tuple(str(cell or "") for cell in row) for row in parts.of("casts", key)]
        for person, job_id, role, _position in sorted(rows, key=lambda row: _number(row[3]) or 9_999):
            job = JOBS.get(job_id) or self._jobs.get(job_id)
            if job and person in parts.people:
                shown = role if job in (Job.ACTOR, Job.VOICE) else ""
                yield ToldCredit(parts.people[person], job, shown or None)

    def _synopses(self, key: str, parts: _Parts, choice: Choice) -> Iterator[ToldText]:
        for language in ("de", "en", "fr", "es"):
            if choice.languages and language not in choice.languages:
                continue
            for text in parts.values(f"abstract_{language}", key)[:1]:
                # Addresses in an abstract are advertisements.
                if text.strip() and not _ADDRESS.search(text):
                    right = Provenance(language, License.CC_BY_2_0_DE, "omdb.org", FILM_PAGE.format(key=key))
                    yield ToldText(html.unescape(_TAG.sub("", text)).strip(), right)

    def _genre(self, category: str) -> str | None:
        """The house's genre of a category: its own, or that of the nearest one above."""
        for _step in range(12):
            if category in GENRES:
                return str(GENRES[category].value)
            category = self._parents.get(category, ("", ""))[0]
        return None

    def _keyword(self, category: str) -> ToldKeyword | None:
        names = self._names.get(category, {})
        name = names.get("en") or names.get("de")
        if not name or category in GENRES or self._parents.get(category, ("", ""))[1] not in KEYWORD_ROOTS:
            return None
        return ToldKeyword(slug_of(name)[:80], tuple(sorted(names.items())))

    @cached_property
    def _parents(self) -> dict[str, tuple[str, str]]:
        rows = self._rows("all_categories.csv", ("id", "parent_id", "root_id"))
        return {key: (parent, root) for key, parent, root in rows}

    @cached_property
    def _names(self) -> dict[str, dict[str, str]]:
        names: dict[str, dict[str, str]] = {}
        for key, name, language in self._rows("category_names.csv", ("category_id", "name", "language_iso_639_1")):
            if language in ("de", "en", "fr"):
                names.setdefault(key, {}).setdefault(language, name)
        return names

    @cached_property
    def _jobs(self) -> dict[str, Job]:
        rows = self._rows("job_names.csv", ("job_id", "name", "language_iso_639_1"))
        named = ((key, name.lower()) for key, name, language in rows if language == "en")
        return {key: JOB_NAMES[name] for key, name in named if name in JOB_NAMES}

    @cached_property
    def _series(self) -> dict[str, str]:
        return dict(self._rows("all_movieseries.csv", ("id", "name")))  # type: ignore[arg-type]  # rows of two cells


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None  # as many as a row holds


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


SOURCE = Source(
    name="omdb",
    title="omdb.org",
    url="https://www.omdb.org",
    license=License.CC_BY_2_0_DE,
    credit="omdb.org",
    terms=_("Free to use and to change, also commercially, with the credit “omdb.org” (CC BY 2.0 DE)."),
    rank=50,
    read=read,
)
