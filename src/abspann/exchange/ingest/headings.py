"""Section headings copied along with a page: which section a line opens, if it opens one."""

import re
from dataclasses import dataclass
from enum import Enum

from abspann.exchange.ingest.vocabulary import words


class Section(Enum):
    """The parts of a film page that have a heading."""

    SYNOPSIS = "synopsis"
    CRITIQUE = "critique"
    REVIEWS = "reviews"
    TRIVIA = "trivia"
    FESTIVALS = "festivals"
    PRESS = "press"
    CAST = "cast"
    DETAILS = "details"
    OTHER = "other"


@dataclass(frozen=True)
class Heading:
    """`sure` headings are a portal's own words; the others also stand inside members' texts («Inhalt:»)."""

    section: Section
    sure: bool


SURE: dict[Section, tuple[str, ...]] = {
    Section.SYNOPSIS: (
        "inhaltsangabe",
        "inhaltsangabe & details",
        "inhaltsangabe und details",
        "inhaltsangabe zum film",
        "synopsis",
        "synopsis & details",
        "synopsis and details",
        "synopsis & infos",
        "synopsis et détails",
        "synopsis et infos",
        "plot summary",
        "storyline",
        "sinopsis",
        "sinopsis y detalles",
        "sinossi",
        "kurzinhalt",
        "filminhalt",
        "inhalt & details",
        "worum geht es",
        "worum geht's",
        "darum geht's",
        "darum geht es",
    ),
    Section.CRITIQUE: (
        "kritik der redaktion",
        "redaktionskritik",
        "unsere kritik",
        "filmkritik",
        "die filmkritik",
        "kritik-auszug",
        "critics' review",
        "critic's review",
        "critics review",
        "critic review",
        "editorial review",
        "our review",
        "editor's review",
        "editors' review",
        "staff review",
        "the critic's review",
        "review by the editors",
        "critique de la rédaction",
        "l'avis de la rédaction",
        "avis de la rédaction",
        "notre critique",
        "la critique de la rédaction",
        "crítica de la redacción",
        "nuestra crítica",
        "la crítica de la redacción",
        "recensione della redazione",
        "la nostra recensione",
        "redaktionelle kritik",
        "kritik unserer redaktion",
    ),
    Section.REVIEWS: (
        "user-kritiken",
        "userkritiken",
        "user kritiken",
        "kritiken der user",
        "nutzerkritiken",
        "nutzer-kritiken",
        "mitgliederkritiken",
        "zuschauerkritiken",
        "zuschauer-kritiken",
        "leserkritiken",
        "die besten kritiken",
        "die hilfreichsten kritiken",
        "hilfreichste kritiken",
        "neueste kritiken",
        "die neuesten kritiken",
        "alle user-kritiken",
        "kritiken der mitglieder",
        "user-kritik",
        "user reviews",
        "user review",
        "member reviews",
        "members' reviews",
        "audience reviews",
        "viewer reviews",
        "critiques spectateurs",
        "critiques des spectateurs",
        "les critiques spectateurs",
        "avis des spectateurs",
        "avis spectateurs",
        "critiques des membres",
        "críticas de usuarios",
        "críticas de los usuarios",
        "opiniones de usuarios",
        "recensioni degli utenti",
        "recensioni del pubblico",
        "recensioni utenti",
        "most helpful reviews",
        "kritiken der zuschauer",
        "kritiken von usern",
        "critiques utiles",
    ),
    Section.TRIVIA: (
        "wissenswertes",
        "trivia",
        "schon gewusst",
        "wusstest du schon",
        "wussten sie schon",
        "hintergründe",
        "fun facts",
        "fun fact",
        "funfacts",
        "wusstest du's schon",
        "did you know",
        "anecdotes",
        "secrets de tournage",
        "le saviez-vous",
        "saviez-vous",
        "infos de tournage",
        "curiosidades",
        "curiosità",
        "interessantes",
        "produktionsnotizen",
        "behind the scenes",
        "notes de production",
        "wissenswertes & trivia",
        "wissenswertes und trivia",
        "hintergrundinformationen",
        "anekdoten",
        "production notes",
        "lo sapevi",
        "sabías que",
        "fakten zum film",
        "hinter den kulissen",
    ),
    Section.FESTIVALS: (
        "festivals & auszeichnungen",
        "festivals und auszeichnungen",
        "auszeichnungen",
        "preise & auszeichnungen",
        "preise und auszeichnungen",
        "preise und nominierungen",
        "auszeichnungen & nominierungen",
        "festivals & awards",
        "festivals and awards",
        "awards & nominations",
        "awards and nominations",
        "prix et nominations",
        "récompenses",
        "récompenses et nominations",
        "premios y nominaciones",
        "festivals & preise",
        "festivals und preise",
        "festivals et récompenses",
        "preise & nominierungen",
    ),
    Section.PRESS: (
        "pressespiegel",
        "pressekritiken",
        "pressestimmen",
        "press reviews",
        "press review",
        "critiques presse",
        "revue de presse",
        "críticas de la prensa",
        "la prensa",
        "rassegna stampa",
        "kritiken der presse",
    ),
    Section.CAST: (
        "besetzung & stab",
        "besetzung und stab",
        "besetzung & crew",
        "besetzung und crew",
        "cast & crew",
        "cast and crew",
        "casting",
        "acteurs et actrices",
        "acteurs, rôles, personnages",
        "die besetzung",
        "reparto y equipo",
        "schauspielerinnen und schauspieler",
        "schauspieler und schauspielerinnen",
        "acteurs, actrices",
        "cast e crew",
        "darsteller & crew",
    ),
    Section.DETAILS: (
        "weitere details",
        "technische details",
        "infos techniques",
        "ficha técnica",
        "fiche technique",
        "technical details",
        "more details",
        "weitere infos",
        "additional details",
    ),
    Section.OTHER: (
        "ähnliche filme",
        "similar films",
        "similar movies",
        "films similaires",
        "trailer & videos",
        "das könnte dich auch interessieren",
        "bilder & poster",
        "wo kann ich diesen film schauen",
        "bilder und poster",
        "you may also like",
        "películas similares",
        "film simili",
        "aktuelle nachrichten",
        "kommentare zum film",
        "pour découvrir d'autres films",
        "vorführungen",
    ),
}

UNSURE: dict[Section, tuple[str, ...]] = {
    Section.SYNOPSIS: (
        "inhalt",
        "handlung",
        "die handlung",
        "story",
        "plot",
        "histoire",
        "l'histoire",
        "résumé",
        "zum inhalt",
        "trama",
        "summary",
        "argumento",
    ),
    Section.CRITIQUE: (
        "kritik",
        "critique",
        "review",
        "crítica",
        "recensione",
        "rezension",
        "la critique",
        "la crítica",
        "besprechung",
        "die kritik",
    ),
    Section.REVIEWS: ("kritiken", "reviews", "critiques", "críticas", "recensioni", "meinungen", "rezensionen"),
    Section.TRIVIA: ("hintergrund", "background", "fakten", "facts", "zum film", "notizen"),
    Section.FESTIVALS: ("preise", "festivals", "awards", "nominierungen", "premios", "premi", "prix", "festival"),
    Section.CAST: ("besetzung", "darsteller", "cast", "schauspieler", "crew", "stab", "reparto", "acteurs"),
    Section.DETAILS: ("details", "infos", "informationen", "daten", "filmdaten"),
    Section.OTHER: ("bilder", "fotos", "videos", "trailer", "news", "streaming", "photos", "kinoprogramm"),
}

_KNOWN: dict[str, Heading] = {
    label: Heading(section, sure)
    for sure, table in ((False, UNSURE), (True, SURE))
    for section, labels in table.items()
    for label in labels
}
_JOINTS = words("zu zum zur von vom über by par for of to on about du de des sur di del della")
_FIRST_WORDS = frozenset(label.split()[0] for label in _KNOWN) | {"die"}
_COUNT = re.compile(r"^[0-9][0-9., ]{0,8} +|\s*\([0-9., ]{1,9}\)$")
_HOUSE_CRITIQUE = re.compile(
    r"^(?:die )?kritik (?:der|von|aus der) [\w.&' -]{0,40}redaktion$|^die [\w.-]{2,30}-kritik$"
)
_LONGEST = 6


def heading_of(bare: str) -> Heading | None:
    """The section that this line opens; «Kritik zu „Titel“» and «User-Kritiken (12)» open theirs too."""
    if len(bare) > 120:
        return None
    line = bare.lower().replace("’", "'").strip("#*=–—•>» \t_-").rstrip(":?! ")
    line = _COUNT.sub("", line).strip()
    if line.partition(" ")[0] not in _FIRST_WORDS:
        return None
    if known := _KNOWN.get(line):
        return known
    if _HOUSE_CRITIQUE.match(line):
        return Heading(Section.CRITIQUE, True)
    return None if bare.endswith((".", "!", "…", ",", ";")) else _with_title(line)


def _with_title(line: str) -> Heading | None:
    words = line.split()
    for size in range(min(_LONGEST, len(words) - 2), 0, -1):
        known = _KNOWN.get(" ".join(words[:size]))
        if known and words[size] in _JOINTS and len(words) - size <= 12:
            return known
    return None


def inline_heading(bare_start: str) -> tuple[Heading, int] | None:
    """«Inhalt: Ali ist arm»: the section, and how many characters of the line its label takes with the colon."""
    label, colon, rest = bare_start[:60].partition(":")
    if not colon or not rest.startswith(" "):
        return None
    known = _KNOWN.get(label.strip().lower())
    return (known, len(label) + 1) if known else None
