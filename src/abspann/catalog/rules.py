"""What a film may be, and the closed lists of its facts."""

import re
from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from abspann.core.provenance import License
from abspann.core.sorting import sort_key
from abspann.core.text import folded

YEARS = (1870, 2100)
MINUTES = (1, 60_000)
FSK_AGES = (0, 6, 12, 16, 18)

SOURCE_LIMIT = 500
NOTE_LIMIT = 2_000
SYNOPSIS_LIMIT = 20_000
TRIVIA_LIMIT = 20_000
MOST_ROWS = 300
"""How many rows a list of facts may have when somebody sends it: the longest credit rolls, and no flood."""

MOST_OPEN_PROPOSALS = 20
"""Of one member at a time: who has that many waiting lets the editors come up with them first."""


class Genre(TextChoices):
    """Genres, in the order in which browsing lists them when their counts are equal."""

    ACTION = "action", _("Action")
    ADVENTURE = "adventure", _("Adventure")
    ANIMATION = "animation", _("Animation")
    BIOGRAPHY = "biography", _("Biography")
    COMEDY = "comedy", _("Comedy")
    CRIME = "crime", _("Crime")
    DOCUMENTARY = "documentary", _("Documentary")
    DRAMA = "drama", _("Drama")
    EXPERIMENTAL = "experimental", _("Experimental")
    FAMILY = "family", _("Family")
    FANTASY = "fantasy", _("Fantasy")
    HISTORY = "history", _("History")
    HORROR = "horror", _("Horror")
    MUSIC = "music", _("Music")
    MUSICAL = "musical", _("Musical")
    MYSTERY = "mystery", _("Mystery")
    ROAD_MOVIE = "road-movie", _("Road movie")
    ROMANCE = "romance", _("Romance")
    SATIRE = "satire", _("Satire")
    SCIENCE_FICTION = "science-fiction", _("Science fiction")
    SILENT = "silent", _("Silent film")
    THRILLER = "thriller", _("Thriller")
    WAR = "war", _("War")
    WESTERN = "western", _("Western")


class Job(TextChoices):
    """What a person did on a film; the order is that of the credit roll."""

    DIRECTOR = "director", _("Director")
    WRITER = "writer", _("Screenplay")
    NOVEL = "novel", _("Based on")
    ACTOR = "actor", _("Cast")
    VOICE = "voice", _("Voice")
    CINEMATOGRAPHER = "cinematographer", _("Cinematography")
    EDITOR = "editor", _("Editing")
    COMPOSER = "composer", _("Score")
    PRODUCER = "producer", _("Producer")
    PRODUCTION_DESIGNER = "production-designer", _("Production design")
    COSTUME_DESIGNER = "costume-designer", _("Costumes")
    SOUND = "sound", _("Sound")


ON_SCREEN = (Job.ACTOR, Job.VOICE)


class CompanyJob(TextChoices):
    """What a company did for a film."""

    PRODUCTION = "production", _("Production")
    DISTRIBUTION = "distribution", _("Distributor")


class Color(TextChoices):
    """How a film is colored."""

    COLOR = "color", _("Color")
    BLACK_AND_WHITE = "black-and-white", _("Black and white")
    BOTH = "both", _("Color and black and white")


class FacetKind(TextChoices):
    """What a film can be browsed by."""

    GENRE = "genre", _("Genre")
    COUNTRY = "country", _("Country")
    LANGUAGE = "language", _("Language")


class Result(TextChoices):
    """What came of an entry at a festival."""

    WON = "won", _("won")
    NOMINATED = "nominated", _("nominated")
    SELECTED = "selected", _("shown")


class PictureKind(TextChoices):
    """What a picture is to its film or person."""

    POSTER = "poster", _("Poster")
    STILL = "still", _("Still")
    PORTRAIT = "portrait", _("Portrait")


PICTURE_WIDTHS = {
    PictureKind.POSTER: (154, 342, 780),
    PictureKind.STILL: (480, 960, 1600),
    PictureKind.PORTRAIT: (96, 192, 384),
}
"""In which widths a picture of each kind lies ready, as far as it is so wide."""

LEAST_SIDE = {PictureKind.POSTER: 154, PictureKind.STILL: 240, PictureKind.PORTRAIT: 96}
MOST_PICTURES = 120
"""Of one film or person."""

MAKER_LIMIT = 200
CAPTION_LIMIT = 500
PICTURE_LANGUAGES = ("de", "en")

PICTURE_LICENSES = {
    License.OWN: pgettext_lazy("picture", "Made by myself for this site"),
    License.PERMISSION: License.PERMISSION.label,
    License.CC0: License.CC0.label,
    License.CC_BY_2_0_DE: License.CC_BY_2_0_DE.label,
    License.CC_BY_3_0: License.CC_BY_3_0.label,
    License.CC_BY_4_0: License.CC_BY_4_0.label,
    License.CC_BY_SA_3_0: License.CC_BY_SA_3_0.label,
    License.CC_BY_SA_4_0: License.CC_BY_SA_4_0.label,
    License.PUBLIC_DOMAIN: License.PUBLIC_DOMAIN.label,
}
"""The rights by which a picture may be shown. A quotation is not among them: it needs a text that speaks about it."""

NAMES_MAKER = tuple(right for right in PICTURE_LICENSES if right.demands_credit)
"""These ask for the name of whoever made the picture."""


def widths_of(kind: str, width: int) -> tuple[int, ...]:
    """Return the widths in which a picture of this kind, so wide at most, lies ready."""
    return (*(step for step in PICTURE_WIDTHS[PictureKind(kind)] if step < width), width)


NAME_LIMIT = 320
PERSON_NAME_LIMIT = 220
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def film_name(title: str) -> str:
    """Return a title as films are recognized by it: folded, only letters and digits, without its first article."""
    key = sort_key(title)
    return (_BETWEEN_WORDS.sub(" ", key).strip() or key)[:NAME_LIMIT]


def film_names(titles: Iterable[str | None]) -> list[str]:
    """Return the names under which a film is recognized that has these titles, each once."""
    return list(dict.fromkeys(film_name(title) for title in titles if title))


def person_name(name: str) -> str:
    """Return a name as people are recognized by it: folded, only letters and digits."""
    key = folded(name)
    return (_BETWEEN_WORDS.sub(" ", key).strip() or key)[:PERSON_NAME_LIMIT]


KEYWORD_NAME_LIMIT = 200


def keyword_names(names: Iterable[str]) -> list[str]:
    """Return the names under which a keyword is recognized that is called so, each once."""
    return list(dict.fromkeys(name for text in names if (name := folded(text)[:KEYWORD_NAME_LIMIT])))


_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s/@]+\.[^\s/@]+(?:/\S*)?\Z", re.IGNORECASE)


def is_source(text: str) -> bool:
    """Tell whether a text names a source: words, or one whole http(s) address; never an address of another kind."""
    if _SCHEME.match(text) and "//" in text[:12]:
        return bool(_ADDRESS.match(text))
    return len(text) >= 3 and not text.lower().startswith(("javascript:", "data:", "vbscript:"))


def is_address(source: str) -> bool:
    """Tell whether a source is an address that a page may link."""
    return bool(_ADDRESS.match(source))
