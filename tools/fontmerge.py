"""Gives a variable font the characters that only a second file of the same design holds.

Fontsource splits each family by script. In one file, names from Poland, Czechia, Romania or Turkey come with the
first paint and share the outlines of their base letters. The second file's kerning and substitutions stay behind.
"""

import copy
from typing import Any

from fontTools.ttLib import TTFont

Shape = tuple[Any, ...]


def add_characters(font: TTFont, extra: TTFont) -> None:
    """Adds to `font` every character of `extra` that it lacks; both must have the same axes and em."""
    if design(font) != design(extra):
        raise ValueError("The two files differ in their axes or units per em.")
    known = font.getBestCmap()
    added = {code: glyph for code, glyph in extra.getBestCmap().items() if code not in known}
    names = add_glyphs(font, extra, [added[code] for code in sorted(added)])  # runs of codes make a small cmap
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update({code: names[glyph] for code, glyph in added.items()})


def design(font: TTFont) -> Shape:
    """What two files must share for their glyphs to stand in one font."""
    axes = [(axis.axisTag, axis.minValue, axis.defaultValue, axis.maxValue) for axis in font["fvar"].axes]
    return font["head"].unitsPerEm, axes, font["avar"].segments if "avar" in font else None


def add_glyphs(font: TTFont, extra: TTFont, wanted: list[str]) -> dict[str, str]:
    """Copies the wanted glyphs and their components; returns the name in `font` of each."""
    held = {shape(font, glyph): glyph for glyph in font.getGlyphOrder() if is_simple(font, glyph)}
    names: dict[str, str] = {}
    for glyph in with_components(extra, wanted):
        twin = held.get(shape(extra, glyph)) if is_simple(extra, glyph) else None
        names[glyph] = twin or f"extra.{glyph}"
        if not twin:
            copy_glyph(font, extra, glyph, names)
    # Advances vary in gvar too; HVAR counts glyphs by their old order.
    if "HVAR" in font:
        del font["HVAR"]
    font.setGlyphOrder(font["glyf"].glyphOrder)
    return names


def with_components(font: TTFont, glyphs: list[str]) -> list[str]:
    """The glyphs with all they are composed of, each after its components."""
    ordered: dict[str, None] = {}
    for glyph in glyphs:
        ordered.update(dict.fromkeys(with_components(font, font["glyf"][glyph].getComponentNames(font["glyf"]))))
        ordered[glyph] = None
    return list(ordered)


def is_simple(font: TTFont, glyph: str) -> bool:
    """Has contours of its own."""
    return font["glyf"][glyph].numberOfContours > 0


def shape(font: TTFont, glyph: str) -> Shape:
    """Equal for two simple glyphs that draw the same at every place on the axes."""
    points, ends, _ = font["glyf"][glyph].getCoordinates(font["glyf"])
    moves = [(sorted(move.axes.items()), move.coordinates) for move in font["gvar"].variations.get(glyph, [])]
    return tuple(points), tuple(ends), font["hmtx"][glyph], repr(moves)


def copy_glyph(font: TTFont, extra: TTFont, glyph: str, names: dict[str, str]) -> None:
    """Copies outline, advance and variation, with components renamed as `names` says."""
    outline = copy.deepcopy(extra["glyf"][glyph])
    for component in outline.components if outline.isComposite() else ():
        component.glyphName = names[component.glyphName]
    font["glyf"][names[glyph]] = outline
    font["hmtx"][names[glyph]] = extra["hmtx"][glyph]
    font["gvar"].variations[names[glyph]] = extra["gvar"].variations.get(glyph, [])
