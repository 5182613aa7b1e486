"""The ways to compose a sheet, one to a file; a new one is a file and a line here."""

from abspann.catalog.poster.commission import Composition
from abspann.catalog.poster.compositions import (
    arcs,
    axis,
    big,
    diagonal,
    dots,
    horizon,
    letters,
    numeral,
    overprint,
    slices,
    stack,
    stripes,
    tower,
    waves,
    window,
)

# Kept designs name these, so a name is never given to another composition. The order decides what the dice choose.
COMPOSITIONS: dict[str, Composition] = {
    "stack": stack,
    "big": big,
    "axis": axis,
    "horizon": horizon,
    "stripes": stripes,
    "letters": letters,
    "numeral": numeral,
    "diagonal": diagonal,
    "arcs": arcs,
    "tower": tower,
    "dots": dots,
    "waves": waves,
    "slices": slices,
    "overprint": overprint,
    "window": window,
}

SETS_LONG_TITLES = "big"
SETS_NO_TITLE = "arcs"
