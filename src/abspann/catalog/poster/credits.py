"""Two lines at the sheet's foot, the role left of the axis, the name right of it: the signature of the house."""

from dataclasses import dataclass

from abspann.catalog.poster.canvas import HEIGHT, MARGIN, WIDTH, Anchor, Canvas
from abspann.catalog.poster.commission import Foot
from abspann.catalog.poster.facts import Sheet
from abspann.catalog.poster.letters import face
from abspann.catalog.poster.line import Line, fit
from abspann.catalog.poster.spelling import in_latin, tidy

SIZE = 15.5
LEADING = SIZE * 1.42
GAP = 7  # px from the axis to the ink
LEAST = 0.8  # of the size: rather say less than set it smaller

Row = tuple[str, str]  # what stands left of the axis, what right


def put_credits(canvas: Canvas, sheet: Sheet, foot: Foot, directed_by: str) -> None:
    """Directors; then original title, countries, year. What is unknown, or does not fit, is left out."""
    roles = Column("end", foot.axis - GAP, foot.axis - GAP - MARGIN, foot.color)
    names = Column("start", foot.axis + GAP, WIDTH - MARGIN - foot.axis - GAP, foot.color_right or foot.color)
    rows = _rows(sheet, directed_by, roles.room, names.room)
    for at, (role, name) in enumerate(rows):
        baseline = HEIGHT - MARGIN - LEADING * (len(rows) - 1 - at)
        roles.put(canvas, role, baseline)
        names.put(canvas, name, baseline)


@dataclass(frozen=True)
class Column:
    """One side of the axis: its ink begins or ends at `x`, and is no wider than its room."""

    anchor: Anchor
    x: float
    room: float
    color: str

    def put(self, canvas: Canvas, text: str, baseline: float) -> None:
        if not text:
            return
        line = _line(text)
        if line.width > self.room:
            line = fit("text", text, self.room, largest=SIZE)
        canvas.put(line, self.x, baseline, self.color, self.anchor)


def _rows(sheet: Sheet, directed_by: str, room_left: float, room_right: float) -> list[Row]:
    year = str(sheet.year) if sheet.year else ""
    countries = [name for country in sheet.countries[:3] if (name := in_latin(country))]
    original = tidy(sheet.original_title) if sheet.original_title != sheet.title else ""
    shows_original = bool(original) and face("text").knows(original) and _fits(original, room_left)
    rows = []
    if directors := _as_many(_directors(sheet), room_right, more=" …"):
        rows.append((directed_by, directors))
    if shows_original:
        rows.append((original, " ".join(filter(None, [_as_many(countries, room_right, room_for=year), year]))))
    elif countries and year:
        rows.append((_as_many(countries, room_left), year))
    elif countries or year:
        rows.append(("", year or _as_many(countries, room_right)))
    return rows


def _directors(sheet: Sheet) -> list[str]:
    return [name for director in (sheet.director or "").split(", ") if (name := in_latin(director))]


def _as_many(names: list[str], room: float, more: str = "", room_for: str = "") -> str:
    """As many of the names as fit beside `room_for`; at least one. `more` says that some are left out."""
    for count in range(len(names), 0, -1):
        shown = ", ".join(names[:count]) + (more if count < len(names) else "")
        if count == 1 or _fits(f"{shown} {room_for}".strip(), room):
            return shown
    return ""


def _fits(text: str, room: float) -> bool:
    return _line(text).width * LEAST <= room


def _line(text: str) -> Line:
    return Line("text", text, SIZE, tracking=SIZE * 0.012)
