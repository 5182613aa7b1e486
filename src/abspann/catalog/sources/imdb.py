"""IMDb's non-commercial files (datasets.imdbws.com): tab separated, one row a line, `\\N` for what is not known.

Columns as on https://developer.imdb.com/non-commercial-datasets/. Of `title.basics` films, television films and shorts
are taken; series, episodes and games are counted. German titles are the ones in use in Germany (`title.akas`), roles
come from `title.principals`. Without `name.basics` people have no names, and credits are left out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from abspann.catalog.facts import FilmFacts
from abspann.catalog.rules import ON_SCREEN, Genre, Job
from abspann.catalog.sources.files import found
from abspann.catalog.sources.staging import Row as Kept
from abspann.catalog.sources.staging import Staging
from abspann.catalog.sources.table import Row, rows_of
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
    ToldPerson,
    Unreadable,
)

FILMS = {"movie": "films", "tvMovie": "television films", "short": "short films", "tvShort": "short films"}
"""The kinds that are films; `video` is one only by name, and left out with series, episodes and games."""

BASICS = ("tconst", "titleType", "primaryTitle", "originalTitle", "isAdult", "startYear", "runtimeMinutes", "genres")
AKAS = ("titleId", "title", "region", "language", "types", "isOriginalTitle")
PRINCIPALS = ("tconst", "ordering", "nconst", "category", "characters")
RATINGS = ("tconst", "numVotes")
NAMES = ("nconst", "primaryName", "birthYear", "deathYear")
CREW = ("tconst", "directors", "writers")

GENRES = {
    "Action": Genre.ACTION, "Adventure": Genre.ADVENTURE, "Animation": Genre.ANIMATION, "Biography": Genre.BIOGRAPHY,
    "Comedy": Genre.COMEDY, "Crime": Genre.CRIME, "Documentary": Genre.DOCUMENTARY, "Drama": Genre.DRAMA,
    "Family": Genre.FAMILY, "Fantasy": Genre.FANTASY, "Film-Noir": Genre.CRIME, "History": Genre.HISTORY,
    "Horror": Genre.HORROR, "Music": Genre.MUSIC, "Musical": Genre.MUSICAL, "Mystery": Genre.MYSTERY,
    "Romance": Genre.ROMANCE, "Sci-Fi": Genre.SCIENCE_FICTION, "Thriller": Genre.THRILLER, "War": Genre.WAR,
    "Western": Genre.WESTERN,
}  # fmt: skip

JOBS = {
    "actor": Job.ACTOR, "actress": Job.ACTOR, "self": Job.ACTOR, "director": Job.DIRECTOR, "writer": Job.WRITER,
    "producer": Job.PRODUCER, "editor": Job.EDITOR, "cinematographer": Job.CINEMATOGRAPHER, "composer": Job.COMPOSER,
    "production_designer": Job.PRODUCTION_DESIGNER,
}  # fmt: skip

REGIONS = {
    "DE": "de", "AT": "de", "US": "en", "GB": "en", "XWW": "en", "FR": "fr", "IT": "it", "ES": "es", "PL": "pl",
    "NL": "nl", "SE": "sv", "DK": "da", "NO": "no", "FI": "fi", "PT": "pt", "BR": "pt", "CZ": "cs", "HU": "hu",
    "TR": "tr", "RU": "ru", "JP": "ja", "KR": "ko", "CN": "zh", "TW": "zh", "HK": "zh", "GR": "el", "RO": "ro",
}  # fmt: skip
"""The language of a title that is in use in a region, where the table names none."""

IN_USE = ("", "imdbDisplay")
"""The kinds of titles that a reader knows; working titles, those of festivals and of discs are not among them."""


def read(place: Place, choice: Choice) -> Iterator[Told]:
    """Read the files in a folder, films in the order of `title.basics`."""
    folder = place.path if place.path.is_dir() else place.path.parent
    basics = found(folder, "title.basics.tsv")
    if not basics:
        raise Unreadable(f"There is no title.basics.tsv, packed or not, in {folder}.")
    reading = _Reading(place, choice, Staging(place.scratch))
    try:
        yield from reading.told(basics.name)
    finally:
        reading.staging.close()


@dataclass
class _Reading:
    place: Place
    choice: Choice
    staging: Staging
    films: set[int] = field(default_factory=set)
    """By the digits of their numbers: a set of texts would take three times the room."""
    left_out: Counter[str] = field(default_factory=Counter)
    noted: list[Told] = field(default_factory=list)

    def told(self, file: str) -> Iterator[Told]:
        self._keep("ratings", "title.ratings.tsv", RATINGS, "numbers of votes", self._votes)
        self._keep("films", "title.basics.tsv", BASICS, "films", self._film)
        yield from self._noted()
        self._keep("titles", "title.akas.tsv", AKAS, "titles in languages", self._title)
        self._keep("crew", "title.crew.tsv", CREW, "directors and writers", self._crew)
        self._keep("credits", "title.principals.tsv", PRINCIPALS, "casts and roles", self._credit)
        self._keep("people", "name.basics.tsv", NAMES, "people", lambda row: tuple(row[name] for name in NAMES))
        yield from self._noted()
        number = 0
        for chunk in self.staging.chunks("films"):
            keys = [str(row[0]) for row in chunk]
            parts = {name: self.staging.parts(name, keys) for name in ("titles", "credits", "crew", "ratings")}
            people = self._people(parts)
            for row in chunk:
                if self.choice.limit is not None and number >= self.choice.limit:
                    return
                number += 1
                yield self._made(file, row, parts, people)

    def _keep(
        self, name: str, file: str, columns: Sequence[str], what: str, made: Callable[[Row], Kept | None]
    ) -> None:
        path = found(self.place.path if self.place.path.is_dir() else self.place.path.parent, file)
        if path is None:
            self.noted.append(Missing(file, what))
            return

        def kept() -> Iterator[Kept]:
            for row in rows_of(path, columns, parted_by="\t"):
                if isinstance(row, Refused):
                    self.noted.append(row)
                elif values := made(row):
                    yield values

        self.staging.keep(name, kept())

    def _noted(self) -> Iterator[Told]:
        yield from self.noted
        yield from (LeftOut(kind, count) for kind, count in self.left_out.items())
        self.noted.clear()
        self.left_out.clear()

    def _votes(self, row: Row) -> Kept:
        return row["tconst"], row["numVotes"]

    def _film(self, row: Row) -> Kept | None:
        if row["titleType"] not in FILMS:
            self.left_out["series, episodes, videos and games"] += 1
        elif row["isAdult"] == "1":
            self.left_out["films for adults only"] += 1
        elif (number := _digits(row["tconst"])) is None:
            self.noted.append(Refused("title.basics.tsv", row.line, f"«{row['tconst'][:20]}» is no number of a film."))
        elif number in self.films:
            self.noted.append(Refused("title.basics.tsv", row.line, f"{row['tconst']} stands here a second time."))
        elif not row["primaryTitle"]:
            self.noted.append(Refused("title.basics.tsv", row.line, f"{row['tconst']} has no title."))
        elif self.choice.only_released and not row["startYear"]:
            self.left_out["films not released"] += 1
        elif self.choice.min_votes > self._votes_of(row["tconst"]):
            self.left_out["films with few votes"] += 1
        else:
            self.films.add(number)
            return (*(row[name] for name in BASICS), str(row.line))
        return None

    def _votes_of(self, key: str) -> int:
        if not self.choice.min_votes:
            return 0
        rows = self.staging.parts("ratings", [key]).get(key, [])
        return int(str(rows[0][0])) if rows and str(rows[0][0]).isdigit() else 0

    def _title(self, row: Row) -> Kept | None:
        language = row["language"] or REGIONS.get(row["region"], "")
        wanted = language == "de" or not self.choice.languages or language in self.choice.languages
        if _digits(row["titleId"]) not in self.films or not language or not wanted or row["types"] not in IN_USE:
            return None
        return row["titleId"], language, row["region"], row["title"]

    def _crew(self, row: Row) -> Kept | None:
        return (row["tconst"], row["directors"], row["writers"]) if _digits(row["tconst"]) in self.films else None

    def _credit(self, row: Row) -> Kept | None:
        if _digits(row["tconst"]) not in self.films or row["category"] not in JOBS:
            return None
        return row["tconst"], row["nconst"], row["category"], row["characters"]

    def _people(self, parts: dict[str, dict[str, list[Kept]]]) -> dict[str, ToldPerson]:
        wanted = {str(row[0]) for rows in parts["credits"].values() for row in rows}
        for rows in parts["crew"].values():
            wanted |= {key for row in rows for cell in row for key in str(cell or "").split(",") if key}
        people: dict[str, ToldPerson] = {}
        keys = sorted(wanted)
        for start in range(0, len(keys), 10_000):
            for key, rows in self.staging.parts("people", keys[start : start + 10_000]).items():
                name, born, died = (str(cell or "") for cell in rows[0])
                if name:
                    ids = (("imdb", key),)
                    people[key] = ToldPerson(name, key=key, ids=ids, born_year=_number(born), died_year=_number(died))
        return people

    def _made(
        self, file: str, row: Kept, parts: dict[str, dict[str, list[Kept]]], people: dict[str, ToldPerson]
    ) -> ToldFilm:
        key, _kind, title, original, _adult, year, minutes, genres, line = (str(cell or "") for cell in row)
        titles = [(str(lang), str(region), str(text)) for lang, region, text in parts["titles"].get(key, [])]
        german = next((text for language, region, text in titles if language == "de" and region == "DE"), None)
        german = german or next((text for language, _region, text in titles if language == "de"), None)
        votes = parts["ratings"].get(key)
        return ToldFilm(
            key=key,
            facts=FilmFacts(
                title=german or title,
                original_title=original or None,
                year=_number(year),
                running_minutes=_number(minutes),
                genres=tuple(dict.fromkeys(GENRES[name].value for name in genres.split(",") if name in GENRES)),
                titles=tuple(dict.fromkeys((language, text) for language, _region, text in titles if language != "de")),
                external_ids=(("imdb", key),),
            ),
            credits=tuple(_credits(parts["credits"].get(key, []), parts["crew"].get(key, []), people)),
            stands_in=german is None,
            votes=(_number(str(votes[0][0])) or 0) if votes else 0,
            file=file,
            line=int(line),
        )


def _credits(rows: list[Kept], crew: list[Kept], people: dict[str, ToldPerson]) -> Iterator[ToldCredit]:
    """The principals in their order, and of the whole crew the directors and writers who are not among them."""
    known: set[tuple[str, str]] = set()
    for person, category, characters in ((str(a), str(b), str(c or "")) for a, b, c in rows):
        job = JOBS[category]
        if person not in people or (person, job) in known:
            continue
        known.add((person, job))
        roles = _roles(characters) if job in ON_SCREEN else ()
        yield ToldCredit(people[person], job, roles[0] if roles else None, roles[1:])
    for directors, writers in crew:
        for job, cell in ((Job.DIRECTOR, directors), (Job.WRITER, writers)):
            for person in str(cell or "").split(","):
                if person in people and (person, job) not in known:
                    known.add((person, job))
                    yield ToldCredit(people[person], job)


def _roles(characters: str) -> tuple[str, ...]:
    try:
        roles = json.loads(characters) if characters else []
    except ValueError:
        return ()
    return tuple(role[:200] for role in roles if isinstance(role, str) and role) if isinstance(roles, list) else ()


def _digits(key: str) -> int | None:
    return int(key[2:]) if key[:2] == "tt" and key[2:].isascii() and key[2:].isdigit() else None


def _number(text: str) -> int | None:
    return int(text) if text.lstrip("-").isdigit() and text.isascii() else None


SOURCE = Source(
    name="imdb",
    title="IMDb",
    url="https://www.imdb.com",
    license="imdb-non-commercial",
    credit="Information courtesy of IMDb (https://www.imdb.com). Used with permission.",
    terms=_("For personal and non-commercial use only, with this credit; the data must not be passed on."),
    rank=30,
    read=read,
)
