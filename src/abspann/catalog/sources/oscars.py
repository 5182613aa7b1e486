"""The Academy Awards: every nomination since 1927 with IMDb's numbers of films and people, tab separated.

The table is one row a nomination; here its rows come together by film. Rows without a film (honorary awards, scientific
and technical awards) are only counted. The year is that of the ceremony. A nomination that was never official, as a
note in the table says of some early years, is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from abspann.catalog.facts import FilmFacts
from abspann.catalog.rules import Result
from abspann.catalog.sources.files import files_at
from abspann.catalog.sources.table import Row, rows_of
from abspann.catalog.sources.told import (
    Choice,
    LeftOut,
    Place,
    Refused,
    Source,
    Told,
    ToldFilm,
    ToldOutcome,
    ToldPerson,
    Unreadable,
)
from abspann.core.slugs import slug_of

FESTIVAL = "oscars"
COLUMNS = ("Ceremony", "Year", "CanonicalCategory", "Film", "FilmId", "Nominees", "NomineeIds", "Winner", "Note")
NOT_OFFICIAL = "NOT AN OFFICIAL NOMINATION"

PRIZES = {
    "BEST PICTURE": ("best-picture", "Bester Film", "Best Picture"),
    "DIRECTING": ("director", "Beste Regie", "Best Director"),
    "ACTRESS IN A LEADING ROLE": ("lead-actress", "Beste Hauptdarstellerin", "Best Actress"),
    "ACTOR IN A LEADING ROLE": ("lead-actor", "Bester Hauptdarsteller", "Best Actor"),
    "ACTRESS IN A SUPPORTING ROLE": ("supporting-actress", "Beste Nebendarstellerin", "Best Supporting Actress"),
    "ACTOR IN A SUPPORTING ROLE": ("supporting-actor", "Bester Nebendarsteller", "Best Supporting Actor"),
    "WRITING (Original Screenplay)": ("original-screenplay", "Bestes Originaldrehbuch", "Best Original Screenplay"),
    "WRITING (Adapted Screenplay)": ("adapted-screenplay", "Bestes adaptiertes Drehbuch", "Best Adapted Screenplay"),
    "WRITING (Original Story)": ("story", "Beste Originalgeschichte", "Best Story"),
    "INTERNATIONAL FEATURE FILM": (
        "foreign-language-film", "Bester internationaler Film", "Best International Feature",
    ),
    "CINEMATOGRAPHY": ("cinematography", "Beste Kamera", "Best Cinematography"),
    "CINEMATOGRAPHY (Black-and-White)": (
        "cinematography-bw", "Beste Kamera (Schwarzweiß)", "Best Cinematography (Black and White)",
    ),
    "CINEMATOGRAPHY (Color)": ("cinematography-color", "Beste Kamera (Farbe)", "Best Cinematography (Color)"),
    "FILM EDITING": ("editing", "Bester Schnitt", "Best Film Editing"),
    "MUSIC (Original Score)": ("score", "Beste Filmmusik", "Best Original Score"),
    "MUSIC (Original Song)": ("song", "Bester Filmsong", "Best Original Song"),
    "MUSIC (Original Song Score or Adaptation Score)": (
        "adaptation-score", "Beste adaptierte Filmmusik", "Best Adaptation Score",
    ),
    "ART DIRECTION": ("production-design", "Bestes Szenenbild", "Best Production Design"),
    "ART DIRECTION (Black-and-White)": (
        "production-design-bw", "Bestes Szenenbild (Schwarzweiß)", "Best Production Design (Black and White)",
    ),
    "ART DIRECTION (Color)": (
        "production-design-color", "Bestes Szenenbild (Farbe)", "Best Production Design (Color)",
    ),
    "COSTUME DESIGN": ("costume", "Bestes Kostümdesign", "Best Costume Design"),
    "COSTUME DESIGN (Black-and-White)": (
        "costume-bw", "Bestes Kostümdesign (Schwarzweiß)", "Best Costume Design (Black and White)",
    ),
    "COSTUME DESIGN (Color)": ("costume-color", "Bestes Kostümdesign (Farbe)", "Best Costume Design (Color)"),
    "SOUND MIXING": ("sound", "Bester Ton", "Best Sound"),
    "SOUND RECORDING": ("sound-recording", "Beste Tonaufnahme", "Best Sound Recording"),
    "SOUND EDITING": ("sound-editing", "Bester Tonschnitt", "Best Sound Editing"),
    "VISUAL EFFECTS": ("visual-effects", "Beste visuelle Effekte", "Best Visual Effects"),
    "MAKEUP AND HAIRSTYLING": ("makeup", "Beste Maske", "Best Makeup"),
    "CASTING": ("casting", "Beste Besetzung", "Best Casting"),
    "DOCUMENTARY (Feature)": ("documentary", "Bester Dokumentarfilm", "Best Documentary Feature"),
    "DOCUMENTARY (Short Subject)": ("documentary-short", "Bester Dokumentarkurzfilm", "Best Documentary Short"),
    "ANIMATED FEATURE FILM": ("animated", "Bester Animationsfilm", "Best Animated Feature"),
    "SHORT FILM (Animated)": ("animated-short", "Bester animierter Kurzfilm", "Best Animated Short"),
    "SHORT FILM (Live Action)": ("live-action-short", "Bester Kurzfilm", "Best Live Action Short"),
}  # fmt: skip
"""Category -> the prize's code in the house, its German and its English name. Others keep the name that they have."""

SAME_YEAR = {"2": 1930, "3": 1930, "4": 1931, "5": 1932}
"""The ceremonies that were not held in the year of their number: two in 1930, and none in 1933."""
FIRST = 1928
"""The n-th ceremony is held in the n-th year after this one."""


@dataclass(slots=True)
class _Nominated:
    title: str
    line: int
    outcomes: list[ToldOutcome] = field(default_factory=list)


def read(place: Place, choice: Choice) -> Iterator[Told]:
    """Read the table whole, then tell the films in the order of their first nomination."""
    files = files_at(place.path, ".csv", ".tsv")
    if not files:
        raise Unreadable(f"There is no .csv file, packed or not, in {place.path}.")
    films: dict[str, _Nominated] = {}
    for path in files:
        for row in rows_of(path, COLUMNS, parted_by="\t"):
            if isinstance(row, Refused):
                yield row
            elif NOT_OFFICIAL in row["Note"]:
                yield LeftOut("nominations that were never official")
            elif not row["FilmId"]:
                yield LeftOut("awards without a film")
            elif not row["Ceremony"].isdigit() or not row["CanonicalCategory"]:
                yield Refused(path.name, row.line, "This row has no ceremony or no category.")
            else:
                _note(films, row)
    for number, (key, film) in enumerate(films.items()):
        if choice.limit is not None and number >= choice.limit:
            return
        yield ToldFilm(
            key=key,
            facts=FilmFacts(title=film.title, external_ids=(("imdb", key),)),
            outcomes=tuple(film.outcomes),
            stands_in=True,
            file=files[0].name,
            line=film.line,
        )


def _note(films: dict[str, _Nominated], row: Row) -> None:
    code, german, english = PRIZES.get(row["CanonicalCategory"], ("", "", ""))
    name = row["CanonicalCategory"].capitalize()
    keys, titles = row["FilmId"].split("|"), row["Film"].split("|")
    names, numbers = row["Nominees"].split("|"), row["NomineeIds"].split("|")
    people = tuple(
        ToldPerson(person.strip(), key=number, ids=(("imdb", number),))
        for person, number in zip(names, numbers, strict=False)
        if person.strip() and number.startswith("nm")
    )
    outcome = ToldOutcome(
        festival=FESTIVAL,
        festival_name="Academy Awards",
        year=SAME_YEAR.get(row["Ceremony"], FIRST + int(row["Ceremony"])),
        result=Result.WON if row["Winner"] == "True" else Result.NOMINATED,
        award=code or slug_of(name)[:60],
        award_name=german or name,
        people=people,
        award_name_en=english or name,
    )
    for key, title in zip(keys, titles, strict=False):
        if key.startswith("tt") and title.strip():
            films.setdefault(key, _Nominated(title.strip(), row.line)).outcomes.append(outcome)


SOURCE = Source(
    name="oscars",
    title="Academy Awards",
    url="https://github.com/DLu/oscar_data",
    license="bsd-2-clause",
    credit="David V. Lu",
    terms=_("Free to use with its copyright notice kept (BSD 2-Clause)."),
    rank=40,
    read=read,
)
