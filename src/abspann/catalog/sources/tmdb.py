"""TMDB by its API, with the keeper's own key: films that a list names, one a line.

A line is TMDB's number, IMDb's number (`tt2053425`), a title with its year (`Rust and Bone (2012)`), or an object of
TMDB's daily list of numbers. The path may be one such wish itself. Shapes as on https://developer.themoviedb.org. Its
terms: non-commercial use with a credit, nothing kept longer than six months without asking again.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from abspann.catalog.facts import CompanyFacts, FilmFacts, Provenance
from abspann.catalog.rules import FSK_AGES, CompanyJob, Genre, Job
from abspann.catalog.sources.files import Lines
from abspann.catalog.sources.objects import number_of, text_of
from abspann.catalog.sources.told import (
    Choice,
    LeftOut,
    Place,
    Refused,
    Source,
    Told,
    ToldCredit,
    ToldFilm,
    ToldPerson,
    ToldText,
    Unreadable,
)
from abspann.core.fetching import Fetcher, NotFetched
from abspann.core.provenance import License

ENDPOINT = "https://api.themoviedb.org/3"
PER_SECOND = 20.0
"""Half of the about forty requests a second that TMDB bears."""

PARTS = "credits,release_dates,translations,external_ids"
FILM_PAGE = "https://www.themoviedb.org/movie/{key}"

GENRES = {
    28: Genre.ACTION, 12: Genre.ADVENTURE, 16: Genre.ANIMATION, 35: Genre.COMEDY, 80: Genre.CRIME,
    99: Genre.DOCUMENTARY, 18: Genre.DRAMA, 10751: Genre.FAMILY, 14: Genre.FANTASY, 36: Genre.HISTORY,
    27: Genre.HORROR, 10402: Genre.MUSIC, 9648: Genre.MYSTERY, 10749: Genre.ROMANCE, 878: Genre.SCIENCE_FICTION,
    53: Genre.THRILLER, 10752: Genre.WAR, 37: Genre.WESTERN,
}  # fmt: skip
JOBS = {
    "Director": Job.DIRECTOR, "Screenplay": Job.WRITER, "Writer": Job.WRITER, "Novel": Job.NOVEL,
    "Director of Photography": Job.CINEMATOGRAPHER, "Editor": Job.EDITOR, "Original Music Composer": Job.COMPOSER,
    "Producer": Job.PRODUCER, "Production Design": Job.PRODUCTION_DESIGNER, "Costume Design": Job.COSTUME_DESIGNER,
    "Sound Designer": Job.SOUND,
}  # fmt: skip
IN_CINEMAS = (2, 3)
"""The kinds of releases: limited and general in cinemas; premieres, discs and streams are none."""

UNAUTHORIZED, NOT_FOUND = 401, 404
_TITLE = re.compile(r"(?P<title>.+?)\s*(?:\((?P<year>\d{4})\))?\Z")


def read(place: Place, choice: Choice) -> Iterator[Told]:
    """Ask for each film of the list in turn."""
    if not place.key:
        raise Unreadable("TMDB wants a key: set ABSPANN_TMDB_KEY to the read access token of your account there.")
    headers = {"Authorization": f"Bearer {place.key}"}
    asking = Fetcher(place.endpoint or ENDPOINT, headers=headers, per_second=PER_SECOND)
    lines = Lines(place.path) if place.path.is_file() else None
    wishes = iter(lines) if lines else iter([(1, place.path.name)])
    file, number = place.path.name, 0
    for line, wish in wishes:
        if not wish.strip():
            continue
        if choice.limit is not None and number >= choice.limit:
            return
        number += 1
        try:
            yield _wished(asking, wish.strip(), choice, file, line)
        except NotFetched as trouble:
            if trouble.status == UNAUTHORIZED:
                raise Unreadable("TMDB does not accept the key in ABSPANN_TMDB_KEY.") from trouble
            known = trouble.status != NOT_FOUND
            yield Refused(file, line, f"TMDB: {trouble}" if known else f"TMDB does not know «{wish.strip()[:80]}».")
    yield from lines.refused if lines else ()


def _wished(asking: Fetcher, wish: str, choice: Choice, file: str, line: int) -> Told:
    key = _number_of(asking, wish)
    if key is None:
        return Refused(file, line, f"TMDB does not know «{wish[:80]}», or several films could be meant.")
    film = asking.json(f"movie/{key}", language="de-DE", append_to_response=PARTS)
    votes = number_of(film.get("vote_count")) or 0
    if votes < choice.min_votes:
        return LeftOut("films with few votes")
    if choice.only_released and film.get("status") != "Released":
        return LeftOut("films not released")
    return _film(key, film, votes, choice, file, line)


def _number_of(asking: Fetcher, wish: str) -> int | None:
    """TMDB's number of the film that a line means; None where none or more than one could be meant."""
    if wish.startswith("{"):
        try:
            value = json.loads(wish)
        except ValueError:
            return None
        return number_of(value.get("id")) if isinstance(value, dict) else None
    if wish.isascii() and wish.isdigit():
        return int(wish)
    if re.fullmatch(r"tt\d+", wish):
        found = asking.json(f"find/{wish}", external_source="imdb_id").get("movie_results")
    else:
        said = _TITLE.match(wish)
        assert said
        year = {"year": said["year"]} if said["year"] else {}
        found = asking.json("search/movie", query=said["title"], language="de-DE", **year).get("results")
    rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
    return number_of(rows[0].get("id")) if len(rows) == 1 else _same(rows, wish)


def _same(rows: list[dict[str, Any]], wish: str) -> int | None:
    said = _TITLE.match(wish)
    title = said["title"].casefold() if said else ""
    same = [
        r for r in rows if title in (text_of(r.get("title")).casefold(), text_of(r.get("original_title")).casefold())
    ]
    return number_of(same[0].get("id")) if len(same) == 1 else None


def _film(key: int, film: dict[str, Any], votes: int, choice: Choice, file: str, line: int) -> Told:
    original, title = text_of(film.get("original_title")), text_of(film.get("title"))
    if not title:
        return Refused(file, line, f"Film {key} has no title.")
    translations = {
        text_of(t.get("iso_639_1")): _object(t.get("data")) for t in _rows(film, "translations", "translations")
    }
    language = text_of(film.get("original_language"))
    german = text_of(translations.get("de", {}).get("title")) or (title if language == "de" else "")
    day = _day(film.get("release_date"))
    releases, fsk = _releases(film)
    outside = _object(film.get("external_ids"))
    return ToldFilm(
        key=str(key),
        facts=FilmFacts(
            title=german or title,
            original_title=original or None,
            original_language=language or None,
            year=day.year if day else None,
            running_minutes=number_of(film.get("runtime")),
            fsk=fsk,
            budget_amount=number_of(film.get("budget")),
            budget_currency="USD" if number_of(film.get("budget")) else None,
            genres=tuple(dict.fromkeys(GENRES[g["id"]].value for g in _rows(film, "genres") if g.get("id") in GENRES)),
            countries=tuple(text_of(row.get("iso_3166_1")) for row in _rows(film, "production_countries")),
            languages=tuple(text_of(row.get("iso_639_1")) for row in _rows(film, "spoken_languages")),
            titles=tuple(_titles(translations, choice)),
            releases=releases,
            companies=tuple(
                CompanyFacts(name, CompanyJob.PRODUCTION, text_of(row.get("origin_country")) or None)
                for row in _rows(film, "production_companies")
                if (name := text_of(row.get("name")))
            ),
            external_ids=(
                ("tmdb", str(key)),
                *(
                    (scheme, text_of(outside.get(f"{scheme}_id")))
                    for scheme in ("imdb", "wikidata")
                    if text_of(outside.get(f"{scheme}_id"))
                ),
            ),
        ),
        credits=tuple(_credits(film)),
        synopses=tuple(_synopses(key, film, translations, choice)),
        series=text_of(_object(film.get("belongs_to_collection")).get("name")) or None,
        stands_in=not german,
        votes=votes,
        file=file,
        line=line,
    )


def _titles(translations: dict[str, dict[str, Any]], choice: Choice) -> Iterator[tuple[str, str]]:
    for language, told in translations.items():
        title = text_of(told.get("title"))
        if title and language not in ("", "de") and (not choice.languages or language in choice.languages):
            yield language, title


def _synopses(
    key: int, film: dict[str, Any], translations: dict[str, dict[str, Any]], choice: Choice
) -> Iterator[ToldText]:
    told = {"de": text_of(film.get("overview"))}
    told |= {
        language: text_of(parts.get("overview")) for language, parts in translations.items() if language in ("de", "en")
    }
    for language, text in told.items():
        if text and (not choice.languages or language in choice.languages):
            right = Provenance(language, License.PERMISSION, "TMDB", FILM_PAGE.format(key=key))
            yield ToldText(text, right)


def _credits(film: dict[str, Any]) -> Iterator[ToldCredit]:
    crew = [row for row in _rows(film, "credits", "crew") if row.get("job") in JOBS]
    order = list(Job)
    known: set[tuple[str, str]] = set()
    cast = sorted(_rows(film, "credits", "cast"), key=lambda row: number_of(row.get("order")) or 0)
    told = [(row, JOBS[row["job"]]) for row in sorted(crew, key=lambda row: order.index(JOBS[row["job"]]))]
    for row, job in [*told, *((row, Job.ACTOR) for row in cast)]:
        name, number = text_of(row.get("name")), number_of(row.get("id"))
        if not name or number is None or (str(number), job) in known:
            continue
        known.add((str(number), job))
        person = ToldPerson(name, key=str(number), ids=(("tmdb", str(number)),))
        roles = [part.strip() for part in text_of(row.get("character")).split("/") if part.strip()]
        shown = [role[:200] for role in roles] if job == Job.ACTOR else []
        yield ToldCredit(person, job, shown[0] if shown else None, tuple(shown[1:]))


def _releases(film: dict[str, Any]) -> tuple[tuple[tuple[str, dt.date], ...], int | None]:
    first: dict[str, dt.date] = {}
    fsk: int | None = None
    for country in _rows(film, "release_dates", "results"):
        code = text_of(country.get("iso_3166_1"))
        for release in _rows(country, "release_dates"):
            day = _day(text_of(release.get("release_date"))[:10])
            if day and release.get("type") in IN_CINEMAS:
                first[code] = min(day, first.get(code, day))
            age = text_of(release.get("certification"))
            if code == "DE" and age.isdigit() and int(age) in FSK_AGES:
                fsk = int(age)
    return tuple(sorted(first.items())), fsk


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _rows(value: dict[str, Any], *path: str) -> list[dict[str, Any]]:
    """The objects of the list at a path of names."""
    *names, last = path
    for name in names:
        value = _object(value.get(name))
    found = value.get(last)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def _day(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text_of(value)) if value else None
    except ValueError:
        return None


SOURCE = Source(
    name="tmdb",
    title="TMDB",
    url="https://www.themoviedb.org",
    license="tmdb",
    credit="This product uses the TMDB API but is not endorsed or certified by TMDB.",
    terms=_("For non-commercial use with this credit; after six months the data must be asked for again or removed."),
    rank=35,
    read=read,
    takes_wishes=True,
)
