"""One house, a few tins of ink: which of them a sheet is printed in, by genre and decade."""

from dataclasses import dataclass
from typing import Literal

from abspann.catalog.poster.chance import Dice
from abspann.catalog.poster.facts import Sheet

TINS = {
    "paper": "#efe7d8",
    "chalk": "#f6f0e4",
    "ink": "#16120f",
    "hall": "#2a231e",
    "velvet": "#9c1f2b",
    "rust": "#bf4527",
    "vermilion": "#e0502c",
    "amber": "#eba52b",
    "ochre": "#c98c2e",
    "mustard": "#dcb23c",
    "olive": "#73702f",
    "moss": "#3c4a34",
    "pine": "#1d4a43",
    "teal": "#2f7f7a",
    "mint": "#a9c7b4",
    "silver": "#a9bac4",
    "steel": "#4a6a83",
    "night": "#14223a",
    "cobalt": "#2549a6",
    "sky": "#7fb0cf",
    "plum": "#4b223c",
    "rose": "#e7a9a2",
    "pink": "#d6536f",
    "sand": "#d9c49c",
    "brown": "#4e2e1e",
    "gray": "#8d877d",
    "slate": "#2d3236",
}

Pair = tuple[str, str]  # two tins, the first leads

PAIRS: dict[str, list[Pair]] = {
    "drama": [("rust", "sand"), ("velvet", "rose"), ("steel", "sand"), ("ochre", "brown")],
    "romance": [("pink", "rose"), ("velvet", "rose"), ("vermilion", "sky")],
    "comedy": [("mustard", "vermilion"), ("vermilion", "sky"), ("sky", "mustard"), ("pink", "mustard")],
    "thriller": [("amber", "slate"), ("velvet", "slate"), ("steel", "amber")],
    "crime": [("amber", "slate"), ("cobalt", "silver"), ("velvet", "silver")],
    "horror": [("velvet", "plum"), ("vermilion", "slate")],
    "science-fiction": [("teal", "silver"), ("cobalt", "silver"), ("vermilion", "night"), ("sky", "night")],
    "war": [("olive", "rust"), ("moss", "sand")],
    "history": [("brown", "ochre"), ("velvet", "ochre"), ("pine", "ochre")],
    "documentary": [("pine", "mint"), ("steel", "silver"), ("olive", "sand")],
    "western": [("ochre", "rust"), ("rust", "brown")],
    "animation": [("sky", "vermilion"), ("teal", "mustard"), ("vermilion", "mustard")],
    "music": [("plum", "amber"), ("cobalt", "pink"), ("vermilion", "plum")],
    "fantasy": [("pine", "amber"), ("plum", "silver"), ("cobalt", "amber")],
    "adventure": [("teal", "ochre"), ("rust", "sky")],
    "action": [("vermilion", "slate"), ("amber", "slate")],
    "musical": [("plum", "amber"), ("cobalt", "pink"), ("vermilion", "plum")],
    "biography": [("steel", "sand"), ("pine", "ochre"), ("brown", "sand")],
    "family": [("sky", "mustard"), ("teal", "mustard"), ("vermilion", "sky")],
    "mystery": [("plum", "silver"), ("cobalt", "silver"), ("pine", "mint")],
    "experimental": [("vermilion", "night"), ("cobalt", "mustard"), ("olive", "pink")],
    "satire": [("mustard", "vermilion"), ("pink", "mustard"), ("olive", "sand")],
    "road-movie": [("ochre", "sky"), ("rust", "sky"), ("teal", "ochre")],
}
ANY_PAIRS: list[Pair] = [("gray", "sand"), ("steel", "silver"), ("rust", "sand")]

# What lies under the type: bare paper, a sheet of dark ink, a field of the leading ink, a field of the second.
Ground = Literal["paper", "dark", "lead", "second"]

GROUNDS: dict[int, list[Ground]] = {  # how a decade printed
    1920: ["paper", "paper", "dark"],
    1930: ["paper", "paper", "dark"],
    1940: ["paper", "paper", "dark"],
    1950: ["paper", "paper", "lead"],
    1960: ["lead", "lead", "paper", "paper"],
    1970: ["lead", "second", "paper"],
    1980: ["dark", "dark", "lead"],
    1990: ["dark", "lead", "paper"],
    2000: ["paper", "lead", "dark"],
    2010: ["paper", "lead", "dark", "second"],
    2020: ["lead", "paper", "second"],
}


@dataclass(frozen=True)
class Inks:
    """The tins of one sheet, by name, so that a tin can be mixed anew without asking each film."""

    ground: str
    type: str
    lead: str
    second: str


@dataclass(frozen=True)
class Colors:
    """The inks of one sheet as they are printed, `#rrggbb`."""

    ground: str
    type: str
    lead: str
    second: str


def choose_inks(sheet: Sheet, dice: Dice) -> Inks:
    """The first genre with inks gives a pair, the decade the way of printing; type always reads on its ground."""
    lead, second = dice.pick(next((PAIRS[genre] for genre in sheet.genres if genre in PAIRS), ANY_PAIRS))
    decade = min(2020, max(1920, (sheet.year or 2000) // 10 * 10))
    ground = dice.pick(GROUNDS[decade])
    paper = "chalk" if decade >= 1990 and dice.between(0, 1) < 0.4 else "paper"
    if ground == "paper":
        return Inks(paper, "ink", lead, second if _apart(second, paper) > 1.5 else "ink")
    if ground == "dark":
        seen = lead if luminance(TINS[lead]) > 0.06 else _clearest_on("ink", lead, second)
        return Inks("hall", paper, seen, second if _apart(second, "hall") > 1.7 else paper)
    if ground == "second" and _apart(lead, second) > 1.7:
        other = _clearest_on(second, paper, "ink") if _apart(second, paper) < 2 else paper
        return Inks(second, _clearest_on(second, "ink", paper), lead, other)
    type_ = _clearest_on(lead, paper, "ink")
    other = "ink" if type_ == paper else paper
    if _apart(other, lead) < 1.6 < _apart(second, lead):  # plum and brown are too dark for ink to be seen on them
        return Inks(lead, type_, second, type_)
    return Inks(lead, type_, other, second if _apart(lead, second) > 1.6 else other)


def mix(inks: Inks) -> Colors:
    """The tins' colors. A tin that the house no longer keeps is replaced by one that reads against the ground."""
    ground = TINS.get(inks.ground, TINS["paper"])
    readable = clearest_on(ground, TINS["ink"], TINS["paper"])
    type_, lead, second = (TINS.get(tin, readable) for tin in (inks.type, inks.lead, inks.second))
    return Colors(ground, type_ if contrast(type_, ground) >= 3 else readable, lead, second)


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2 defines it, 0 to 1."""
    weighted = zip((0.2126, 0.7152, 0.0722), _channels(color), strict=True)
    return sum(weight * (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4) for weight, c in weighted)


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2 defines it, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def clearest_on(ground: str, *colors: str) -> str:
    return max(colors, key=lambda color: contrast(ground, color))


def overprinted(one: str, other: str) -> str:
    """The color where two transparent inks lie over each other."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a * b * 255):02x}" for a, b in pairs)


def _channels(color: str) -> list[float]:
    return [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def _apart(one: str, other: str) -> float:
    return contrast(TINS[one], TINS[other])


def _clearest_on(ground: str, *tins: str) -> str:
    return max(tins, key=lambda tin: _apart(ground, tin))
