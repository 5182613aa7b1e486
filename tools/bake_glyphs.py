"""Bakes the poster faces into outlines: `python tools/bake_glyphs.py src/abspann/catalog/poster/glyphs.json.gz`.

Needs npm, and fonttools, brotli and uharfbuzz from PyPI. The product itself reads only the result:
for each face its measures and, at each stop of its width axis, outlines, advances and kerning in font units.
"""

import argparse
import gzip
import io
import json
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uharfbuzz as harfbuzz
from fontsource import unpack
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

LATIN = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    "ÄÖÜäöüßÀÁÂÃÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕØŒÙÚÛÝÞàáâãåæçèéêëìíîïðñòóôõøœùúûýþÿ"
    " .,:;!?¡¿-–—'’‘‚“”„«»‹›\"()[]&/·•…+×=*#%@§©°²³½¼¾ªº$€£_"
)
LATIN_EXTENDED = "".join(map(chr, [*range(0x100, 0x138), *range(0x139, 0x149), *range(0x14A, 0x180)])) + "ȘșȚț"
KERNED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ÄÖÜäöüßÀÁÉÈÊÇáàâéèêëçñóôøåíîú.,:-’ "
LEAST_KERNING = 6  # font units; less is not seen

Command = tuple[str, tuple[float, ...]]


@dataclass(frozen=True)
class Face:
    """One face: its package, the file's axes, the place on the fixed axis, the stops of the one that stays free."""

    family: str
    file: str
    fixed: dict[str, float]
    stops: list[int]


FACES = {
    "black": Face("archivo", "wdth", {"wght": 820}, [62, 75, 100, 125]),
    "tall": Face("league-gothic", "wdth", {}, [75, 100]),
    "serif": Face("brygada-1918", "wght", {"wght": 600}, [100]),
    "text": Face("schibsted-grotesk", "wght", {"wght": 520}, [100]),
}


def instance(face: Face, packages: Path, subset: str, stop: int) -> TTFont:
    """The face at one stop, as a font without axes."""
    source = unpack(face.family, packages) / "files" / f"{face.family}-{subset}-{face.file}-normal.woff2"
    width = {"wdth": float(stop)} if len(face.stops) > 1 else {}
    font = instantiateVariableFont(TTFont(source), face.fixed | width)
    font.flavor = None
    return font


def commands(font: TTFont, glyph: str) -> list[Command]:
    """The outline as SVG knows it: M, L, Q with one control point, C, Z; y grows upward."""
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[glyph].draw(pen)
    drawn: list[Command] = []
    for operator, points in pen.value:
        if operator in ("moveTo", "lineTo"):
            drawn.append((operator[0].upper(), tuple(points[0])))
        elif operator == "qCurveTo":
            drawn += quadratics(list(points))
        elif operator == "curveTo":
            drawn.append(("C", tuple(number for point in points for number in point)))
        else:
            drawn.append(("Z", ()))
    return drawn


def quadratics(points: list[Any]) -> list[Command]:
    """TrueType leaves out the points on the curve half-way between two control points; SVG wants them."""
    drawn: list[Command] = []
    if points[-1] is None:  # a closed curve of control points only
        points = points[:-1]
        start = halfway(points[-1], points[0])
        drawn.append(("M", start))
        points = [*points, start]
    for at, control in enumerate(points[:-1]):
        end = points[-1] if at == len(points) - 2 else halfway(control, points[at + 1])
        drawn.append(("Q", (*control, *end)))
    return drawn


def halfway(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def kerning(font: TTFont) -> dict[str, int]:
    """By how much each pair stands closer (or wider) than its two advances, as HarfBuzz sets it."""
    saved = io.BytesIO()
    font.save(saved)
    shaper = harfbuzz.Font(harfbuzz.Face(saved.getvalue()))

    def advance(text: str) -> int:
        buffer = harfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        harfbuzz.shape(shaper, buffer, {"liga": False, "kern": True})
        return sum(position.x_advance for position in buffer.glyph_positions)

    alone = {character: advance(character) for character in KERNED if ord(character) in font.getBestCmap()}
    pairs = {a + b: advance(a + b) - alone[a] - alone[b] for a in alone for b in alone}
    return {pair: by for pair, by in pairs.items() if abs(by) >= LEAST_KERNING}


def bake(face: Face, packages: Path) -> dict[str, Any]:
    """The face as the product reads it; each glyph must keep its commands at every stop, so that stops can be mixed."""
    baked: dict[str, Any] = {"stops": face.stops}
    glyphs: dict[str, dict[str, Any]] = {}
    kern: dict[str, list[int]] = defaultdict(lambda: [0] * len(face.stops))
    for at, stop in enumerate(face.stops):
        for subset, characters in (("latin", LATIN), ("latin-ext", LATIN_EXTENDED)):
            font = instance(face, packages, subset, stop)
            known = font.getBestCmap()
            for character in characters:
                if ord(character) in known:
                    add_outline(glyphs, character, font, known[ord(character)])
            if subset == "latin":
                baked |= {"unitsPerEm": font["head"].unitsPerEm, "capHeight": font["OS/2"].sCapHeight}
                for pair, by in kerning(font).items():
                    kern[pair][at] = by
    return baked | {"glyphs": glyphs, "kerning": dict(kern)}


def add_outline(glyphs: dict[str, dict[str, Any]], character: str, font: TTFont, glyph: str) -> None:
    drawn = commands(font, glyph)
    operators = "".join(operator for operator, _ in drawn)
    entry = glyphs.setdefault(character, {"commands": operators, "points": [], "advances": []})
    if entry["commands"] != operators:
        raise ValueError(f"The outline of {character!r} changes its commands along the axis.")
    entry["points"].append([round(number) for _, numbers in drawn for number in numbers])
    entry["advances"].append(round(font.getGlyphSet()[glyph].width))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path, help="the file to write")
    parser.add_argument("--packages", type=Path, help="keep the npm packages here (default: a temporary folder)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        packages = arguments.packages or Path(scratch)
        baked = {name: bake(face, packages) for name, face in FACES.items()}
    text = json.dumps(baked, ensure_ascii=False, separators=(",", ":"))
    arguments.target.write_bytes(gzip.compress(text.encode(), mtime=0))
    for name, face in baked.items():
        print(f"{name:6} {len(face['glyphs'])} glyphs, {len(face['kerning'])} kerned pairs")


if __name__ == "__main__":
    main()
