"""Films as Wikipedia's lists of American releases tell them, one JSON object a line.

`title`, `year` (of the release in the United States), `cast` (names in billing order), `genres`, `href` (the article's
name) and `extract` (its first paragraph, English). People are known by their names alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from abspann.catalog.facts import FilmFacts, Provenance
from abspann.catalog.rules import Genre, Job
from abspann.catalog.sources.files import files_at
from abspann.catalog.sources.objects import number_of, objects_in, text_of, texts_of
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
from abspann.core.provenance import License

ARTICLE = "https://en.wikipedia.org/wiki/{name}"

GENRES = {
    "Action": Genre.ACTION, "Adventure": Genre.ADVENTURE, "Animated": Genre.ANIMATION, "Biography": Genre.BIOGRAPHY,
    "Comedy": Genre.COMEDY, "Crime": Genre.CRIME, "Documentary": Genre.DOCUMENTARY, "Drama": Genre.DRAMA,
    "Family": Genre.FAMILY, "Fantasy": Genre.FANTASY, "Historical": Genre.HISTORY, "Horror": Genre.HORROR,
    "Musical": Genre.MUSICAL, "Mystery": Genre.MYSTERY, "Romance": Genre.ROMANCE, "Satire": Genre.SATIRE,
    "Science Fiction": Genre.SCIENCE_FICTION, "Silent": Genre.SILENT, "Slasher": Genre.HORROR,
    "Thriller": Genre.THRILLER, "War": Genre.WAR, "Western": Genre.WESTERN,
}  # fmt: skip


def read(place: Place, choice: Choice) -> Iterator[Told]:
    """Read every file of lines in turn; a film that stands there twice is taken once."""
    files = files_at(place.path, ".jsonl", ".ndjson")
    if not files:
        raise Unreadable(f"There is no .jsonl file, packed or not, in {place.path}.")
    seen: set[str] = set()
    for path in files:
        for row in objects_in(path):
            if isinstance(row, Refused):
                yield row
                continue
            told = _film(path.name, *row, choice)
            if isinstance(told, ToldFilm):
                if told.key in seen:
                    yield Refused(path.name, row[0], f"This film stands here for the second time: {told.key}.")
                    continue
                seen.add(told.key)
                if choice.limit is not None and len(seen) > choice.limit:
                    return
            yield told


def _film(file: str, line: int, row: dict[str, Any], choice: Choice) -> Told:
    title, year = text_of(row.get("title")), number_of(row.get("year"))
    if not title:
        return Refused(file, line, "This film has no title.")
    if choice.min_votes:
        return LeftOut("films with few votes")
    article = text_of(row.get("href"))
    key = article or f"{year}/{title}"
    extract = text_of(row.get("extract"))
    wanted = not choice.languages or "en" in choice.languages
    address = ARTICLE.format(name=quote(article, safe="/:()',"))
    return ToldFilm(
        key=key[:120],
        facts=FilmFacts(
            title=title,
            year=year,
            genres=tuple(dict.fromkeys(GENRES[name].value for name in texts_of(row.get("genres")) if name in GENRES)),
            titles=(("en", title),) if wanted else (),
            external_ids=(("wikipedia-en", article),) if article and len(article) <= 80 else (),  # the column's width
        ),
        credits=tuple(
            ToldCredit(ToldPerson(name), Job.ACTOR)
            for name in dict.fromkeys(texts_of(row.get("cast")))
            if name != title
        ),
        synopses=(ToldText(extract, Provenance("en", License.CC_BY_SA_4_0, "Wikipedia", address)),)
        if extract and article and wanted
        else (),
        stands_in=True,
        file=file,
        line=line,
    )


SOURCE = Source(
    name="wikipedia",
    title="Wikipedia",
    url="https://en.wikipedia.org",
    license=License.CC_BY_SA_4_0,
    credit="Wikipedia",
    terms=_("Facts are free. Texts stand with the credit “Wikipedia” and a link, changed ones under the same license."),
    rank=70,
    read=read,
)
