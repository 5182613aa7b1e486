"""Cuts the web fonts from their npm packages: `python tools/fonts.py src/abspann/web/static/fonts` (`make fonts`).

Needs npm, and fonttools and brotli from PyPI. Prints each file with its size.
"""

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fontmerge import add_characters
from fontsource import LICENSES, unpack
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

# Latin-1, typographic quotes and dashes, arrows, minus; then the letters of names from Poland, Czechia, Romania,
# Hungary, Turkey, the Baltic.
TEXT = [
    *range(0x20, 0x100),
    *(0x2C6, 0x2DA, 0x2DC, 0x2044, 0x20AC, 0x2122, 0x2212),
    *range(0x2002, 0x2020),
    *range(0x2022, 0x203B),
    *range(0x2190, 0x2194),
    *range(0x100, 0x180),
    *range(0x218, 0x21C),
    0x1E9E,
]
# Years, scores, shares, times; css/tokens.css names the same in the face's unicode-range.
FIGURES = [*map(ord, " %+,-./0123456789:\N{NO-BREAK SPACE}–")]

FEATURES = ["kern", "liga", "locl", "tnum"]
STATIC_VALUES = 0x0F  # of a GPOS value: the four numbers, without their four device or variation tables
PAIRS = 2  # the GPOS lookup type of kerning
LEAST_KERNING = 0.004  # of the em; less is not seen


@dataclass(frozen=True)
class Cut:
    """One file of the site: whose outlines, which characters, which part of the weight or width axis."""

    name: str
    family: str
    sources: list[str]  # the first file of the package, and those whose characters it takes in
    characters: list[int]
    limits: dict[str, float | tuple[float, float]]


CUTS = [
    Cut("brygada-roman", "brygada-1918", ["latin-wght-normal", "latin-ext-wght-normal"], TEXT, {"wght": (400, 600)}),
    Cut("brygada-italic", "brygada-1918", ["latin-wght-italic", "latin-ext-wght-italic"], TEXT, {"wght": 400}),
    Cut("schibsted", "schibsted-grotesk", ["latin-wght-normal", "latin-ext-wght-normal"], TEXT, {"wght": (400, 600)}),
    Cut("league", "league-gothic", ["latin-wdth-normal"], FIGURES, {"wdth": 100}),
]


def cut_font(cut: Cut, packages: Path, target: Path) -> None:
    """Writes one subset as WOFF2, without hinting; the same input gives the same bytes."""
    files = unpack(cut.family, packages) / "files"
    font, *extras = [TTFont(files / f"{cut.family}-{source}.woff2", recalcTimestamp=False) for source in cut.sources]
    for extra in extras:
        add_characters(font, extra)
    fix_kerning(font)
    subset(font, cut.characters)
    font = instantiateVariableFont(font, cut.limits)
    font.flavor = "woff2"
    font.save(target)


def subset(font: TTFont, characters: list[int]) -> None:
    """Keeps only these characters and what our style sheets switch on."""
    options = Options(hinting=False, layout_features=FEATURES)
    options.drop_tables += ["GDEF"]  # tells marks from letters: no combining mark is kept
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)


def fix_kerning(font: TTFont) -> None:
    """Kerns every weight as the regular one: the variation is not seen, and was a quarter of Schibsted's file."""
    least = LEAST_KERNING * font["head"].unitsPerEm
    for pairs in kerning(font):
        pairs.ValueFormat1 &= STATIC_VALUES
        pairs.ValueFormat2 &= STATIC_VALUES
        for value in values(pairs):
            for device in [name for name in vars(value) if name.endswith("Device")]:
                delattr(value, device)
            if abs(value.XAdvance) < least:
                value.XAdvance = 0  # stays as a pair, or that of the two classes would hold


def kerning(font: TTFont) -> Iterator[Any]:
    """The subtables of GPOS that move pairs of glyphs."""
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for subtable in lookup.SubTable:
            subtable = getattr(subtable, "ExtSubTable", subtable)
            if subtable.LookupType == PAIRS:
                yield subtable


def values(pairs: Any) -> Iterator[Any]:
    """The values that are set: of single pairs (format 1), or of pairs of classes (format 2)."""
    if pairs.Format == 1:
        records = [record for second in pairs.PairSet for record in second.PairValueRecord]
    else:
        records = [record for first in pairs.Class1Record for record in first.Class2Record]
    for record in records:
        yield from filter(None, (record.Value1, record.Value2))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path, help="folder of the site's fonts")
    parser.add_argument("--packages", type=Path, help="keep the npm packages here (default: a temporary folder)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        packages = arguments.packages or Path(scratch)
        arguments.target.mkdir(parents=True, exist_ok=True)
        for cut in CUTS:
            file = arguments.target / f"{cut.name}.woff2"
            cut_font(cut, packages, file)
            print(f"{file.name:24} {file.stat().st_size:6}")
        for family in sorted({cut.family for cut in CUTS}):
            shutil.copyfile(unpack(family, packages) / "LICENSE", arguments.target / LICENSES[family])


if __name__ == "__main__":
    main()
