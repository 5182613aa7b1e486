"""The picture that goes along when a film is shared: 1200 by 630, the sheet, and the title in the house's serif."""

from abspann.catalog.poster.canvas import HEIGHT as SHEET_HEIGHT
from abspann.catalog.poster.canvas import WIDTH as SHEET_WIDTH
from abspann.catalog.poster.canvas import Canvas, rectangle
from abspann.catalog.poster.credits import LEAST
from abspann.catalog.poster.design import Design
from abspann.catalog.poster.facts import Sheet
from abspann.catalog.poster.line import Line, fit
from abspann.catalog.poster.raster import raster
from abspann.catalog.poster.setting import Frame, set_title
from abspann.catalog.poster.sheet import DIRECTED_BY, compose
from abspann.catalog.poster.spelling import in_latin, settable_title

WIDTH, HEIGHT = 1200, 630
MARGIN = 48
POSTER_HEIGHT = HEIGHT - 2 * MARGIN
POSTER_WIDTH = POSTER_HEIGHT * SHEET_WIDTH / SHEET_HEIGHT
FOOT = HEIGHT - MARGIN  # the poster's lower edge; the last line and the house's mark stand on it
LEFT = MARGIN + POSTER_WIDTH + 56
RIGHT = WIDTH - MARGIN

HALL, TEXT, QUIET, LINE, LIGHT = "#14110e", "#efe7da", "#a99f92", "#352d27", "#f0b54a"  # the dark theme's

TITLE = Frame(RIGHT - LEFT, 360, 1.08)
LARGEST = 120
SMALL = 27
SMALL_LEADING = 1.5
MARK = 46


def share_picture(sheet: Sheet, design: Design, directed_by: str = DIRECTED_BY) -> bytes:
    """PNG. Where the title is in no letters of ours, the year stands for it."""
    return raster(share_svg(sheet, design, directed_by), WIDTH)


def share_svg(sheet: Sheet, design: Design, directed_by: str = DIRECTED_BY) -> str:
    canvas = Canvas("share", WIDTH, HEIGHT)
    canvas.ground(HALL)
    canvas.embed(compose(sheet, design, directed_by), MARGIN, MARGIN, POSTER_HEIGHT / SHEET_HEIGHT)
    # A dark sheet on the dark ground still has its edge.
    canvas.stroke(rectangle(MARGIN + 0.5, MARGIN + 0.5, POSTER_WIDTH - 1, POSTER_HEIGHT - 1), LINE, 1)
    title = settable_title(sheet)
    if headline := title or str(sheet.year or ""):
        _put_headline(canvas, headline)
    mark_left = _put_mark(canvas)
    _put_facts(canvas, sheet, str(sheet.year or "") if title else "", directed_by, mark_left - SMALL)
    return canvas.svg()


def _put_headline(canvas: Canvas, headline: str) -> None:
    lines = set_title(headline, "serif", 100, TITLE, LARGEST)
    for at, line in enumerate(lines):
        canvas.put(line, LEFT, MARGIN + line.cap_height + TITLE.leading * line.size * at, TEXT)


def _put_facts(canvas: Canvas, sheet: Sheet, year: str, directed_by: str, right: float) -> None:
    """Original title and year, above them the directors: the quiet word first, the one that matters after it."""
    original = in_latin(sheet.original_title) if sheet.original_title != sheet.title else ""
    directors = in_latin(sheet.director or "")
    baseline = float(FOOT)
    for quiet, clear in ((original, year), (directed_by if directors else "", directors)):
        if quiet or clear:
            _put_pair(canvas, quiet, clear, baseline, right)
            baseline -= SMALL * SMALL_LEADING


def _put_pair(canvas: Canvas, quiet: str, clear: str, baseline: float, right: float) -> None:
    """One after the other from the left; a quiet one that would be too small is left out."""
    room, gap = right - LEFT, SMALL * 0.5
    second = fit("text", clear, room * 0.8, largest=SMALL)
    first = fit("text", quiet, room - gap - second.width, largest=SMALL)
    shows_first = bool(quiet) and first.size >= SMALL * LEAST
    if shows_first:
        canvas.put(first, LEFT, baseline, QUIET)
    canvas.put(second, LEFT + first.width + gap if shows_first else LEFT, baseline, TEXT)


def _put_mark(canvas: Canvas) -> float:
    """Ab|spann, its stroke between the two words; returns where it begins."""
    first, second = Line("serif", "Ab", MARK), Line("serif", "spann", MARK)
    stroke = RIGHT - second.width - MARK * 0.15
    canvas.put(first, stroke - MARK * 0.15, FOOT, QUIET, "end")
    canvas.rect(stroke - 1, FOOT - MARK * 0.82, 2, MARK * 1.05, LIGHT)
    canvas.put(second, RIGHT, FOOT, TEXT, "end")
    return stroke - MARK * 0.15 - first.width
