"""The drawn poster: `choose_design` once, keep it with the film, `draw` whenever the sheet is asked for."""

from abspann.catalog.poster.canvas import Canvas
from abspann.catalog.poster.chance import Dice
from abspann.catalog.poster.commission import CannotCompose, Commission
from abspann.catalog.poster.compositions import COMPOSITIONS, SETS_LONG_TITLES, SETS_NO_TITLE
from abspann.catalog.poster.credits import put_credits
from abspann.catalog.poster.design import Design, choose_design
from abspann.catalog.poster.facts import Sheet
from abspann.catalog.poster.inks import mix
from abspann.catalog.poster.spelling import settable_title

__all__ = ["Design", "Sheet", "choose_design", "compose", "draw"]

DIRECTED_BY = "Regie"


def draw(sheet: Sheet, design: Design, directed_by: str = DIRECTED_BY) -> str:
    """The sheet as SVG: shapes only, no type, script, style or reference. Any title can be drawn."""
    return compose(sheet, design, directed_by).svg()


def compose(sheet: Sheet, design: Design, directed_by: str = DIRECTED_BY) -> Canvas:
    """The sheet before it is printed, which still knows where its type stands."""
    title = settable_title(sheet)
    colors = mix(design.inks)
    for name in (design.composition, "stack", SETS_LONG_TITLES, SETS_NO_TITLE):
        if name not in COMPOSITIONS:
            continue
        canvas = Canvas(mark=f"p{design.seed:016x}")
        try:
            foot = COMPOSITIONS[name].compose(Commission(canvas, title, sheet.year, colors, Dice(design.seed)))
        except CannotCompose:
            continue
        put_credits(canvas, sheet, foot, directed_by)
        return canvas
    raise AssertionError(f"{SETS_NO_TITLE} refuses nothing")
