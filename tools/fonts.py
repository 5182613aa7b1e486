"""Cuts the web fonts from their npm packages: `python tools/fonts.py src/abspann/web/static/fonts` (`make fonts`).

Needs npm, and fonttools and brotli from PyPI. Prints each file with its size.
"""

import argparse
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fontsource import LICENSES, unpack
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

# What a German or English page needs before first paint: Latin-1, typographic quotes and dashes, arrows, minus.
LATIN = [
    *range(0x20, 0x100),
    *(0x131, 0x152, 0x153, 0x2C6, 0x2DA, 0x2DC, 0x2044, 0x20AC, 0x2122, 0x2212),
    *range(0x2002, 0x203B),
    *range(0x2190, 0x2194),
]
# Names from Poland, Czechia, Romania, Hungary, Turkey, the Baltic: fetched only by pages that show one.
LATIN_EXTENDED = [*range(0x100, 0x180), *range(0x218, 0x21C), 0x1E9E]

FEATURES = ["ccmp", "frac", "kern", "liga", "locl", "pnum", "tnum"]


@dataclass(frozen=True)
class Cut:
    """One file of the site: which source, which characters, which part of the weight or width axis."""

    name: str
    family: str
    source: str
    characters: list[int]
    limits: dict[str, float | tuple[float, float]]


CUTS = [
    Cut("brygada-roman", "brygada-1918", "latin-wght-normal", LATIN, {"wght": (400, 600)}),
    Cut("brygada-roman-ext", "brygada-1918", "latin-ext-wght-normal", LATIN_EXTENDED, {"wght": (400, 600)}),
    Cut("brygada-italic", "brygada-1918", "latin-wght-italic", LATIN, {"wght": 400}),
    Cut("schibsted", "schibsted-grotesk", "latin-wght-normal", LATIN, {"wght": (400, 700)}),
    Cut("schibsted-ext", "schibsted-grotesk", "latin-ext-wght-normal", LATIN_EXTENDED, {"wght": (400, 700)}),
    Cut("league", "league-gothic", "latin-wdth-normal", LATIN, {"wdth": 100}),
]


def cut_font(cut: Cut, packages: Path, target: Path) -> None:
    """Writes one subset as WOFF2, without hinting; the same input gives the same bytes."""
    source = unpack(cut.family, packages) / "files" / f"{cut.family}-{cut.source}.woff2"
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(Options(hinting=False, layout_features=FEATURES))
    subsetter.populate(unicodes=cut.characters)
    subsetter.subset(font)
    font = instantiateVariableFont(font, cut.limits)
    font.flavor = "woff2"
    font.save(target)


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
