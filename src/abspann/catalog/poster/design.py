"""What is chosen once for a film and kept with it: composition, inks, and where the dice stood."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any

from abspann.catalog.poster.chance import Dice
from abspann.catalog.poster.commission import Subject
from abspann.catalog.poster.compositions import COMPOSITIONS
from abspann.catalog.poster.facts import Sheet
from abspann.catalog.poster.inks import Inks, choose_inks
from abspann.catalog.poster.spelling import settable_title

SALT = "Abspann 256"  # the house's edition, picked because few of its sheets had an equal neighbor on the first wall

# The first edition knew its genres by German names. They still go into the seed, so that its films get the same sheets.
SEEDED_AS = {
    "drama": "Drama",
    "romance": "Romanze",
    "comedy": "Komödie",
    "thriller": "Thriller",
    "crime": "Krimi",
    "horror": "Horror",
    "science-fiction": "Science-Fiction",
    "war": "Kriegsfilm",
    "history": "Historie",
    "documentary": "Dokumentation",
    "western": "Western",
    "animation": "Animation",
    "music": "Musik",
    "fantasy": "Fantasy",
    "adventure": "Abenteuer",
    "action": "Action",
}


@dataclass(frozen=True)
class Design:
    """With the film's facts, all that `draw` needs. Names of compositions and tins that no longer exist do no harm."""

    composition: str
    inks: Inks
    seed: int

    def to_json(self) -> dict[str, Any]:
        """The seed is written in hexadecimal: 64 bits are more than a JSON number keeps everywhere."""
        return {"composition": self.composition, "inks": list(astuple(self.inks)), "seed": f"{self.seed:016x}"}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Design":
        """Reads what `to_json` wrote."""
        return cls(kept["composition"], Inks(*kept["inks"]), int(kept["seed"], 16))


def choose_design(sheet: Sheet) -> Design:
    """The same facts give the same design, on every machine; any other fact may give another one. So it is kept."""
    dice = _dice(sheet)
    inks = choose_inks(sheet, dice)
    composition = _choose_composition(Subject(settable_title(sheet), sheet.year, frozenset(sheet.genres)), dice)
    return Design(composition, inks, dice.seed)


def _dice(sheet: Sheet) -> Dice:
    year = str(sheet.year or "")
    countries = "|".join(sheet.countries)
    genres = "|".join(SEEDED_AS.get(genre, genre) for genre in sheet.genres)
    facts = [SALT, sheet.title, sheet.original_title, year, sheet.director or "", countries, genres]
    return Dice.named("\x1f".join(facts))


def _choose_composition(subject: Subject, dice: Dice) -> str:
    if 1 <= subject.letters <= 2:
        return "stack"  # a title of one letter is the picture
    return dice.weighted({name: composition.appeal(subject) for name, composition in COMPOSITIONS.items()})
