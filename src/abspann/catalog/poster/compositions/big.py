"""Big: one size, as large as the sheet takes it, flush left, and a shape in what room is left."""

from abspann.catalog.poster.canvas import FOOT, MARGIN, ROOM, WIDTH, half_disc, quarter_disc
from abspann.catalog.poster.commission import CannotCompose, Commission, Foot, Subject
from abspann.catalog.poster.line import Line
from abspann.catalog.poster.setting import Frame, break_even

LEADING = 0.80
TALLEST = 600
GAP = 26  # px between title, shape and foot
THIRD = MARGIN + ROOM / 3


def appeal(subject: Subject) -> float:
    return 1.6 if subject.letters else 0


def compose(job: Commission) -> Foot:
    if not job.title:
        raise CannotCompose
    job.canvas.ground(job.colors.ground)
    stretch = job.dice.pick([75, 100])
    height = TALLEST - 24 * sum(letter in "ÄÖÜäöüÉé" for letter in job.title)
    frame = Frame(ROOM, max(height, TALLEST / 2), LEADING)
    broken = break_even(job.title.upper(), "tall", stretch, frame)
    lines = [Line("tall", text, broken.size, stretch) for text in broken.lines]
    top = _put_lines(job, lines, broken.size) + GAP
    if FOOT - GAP - top > 60:
        _put_shape(job, top, FOOT - GAP - top)
    return Foot(job.colors.type, THIRD)


def _put_lines(job: Commission, lines: list[Line], size: float) -> float:
    """The last baseline. A line with Ä, Ö, Ü or É asks for the room that its marks need."""
    baseline = MARGIN - lines[0].top
    for at, line in enumerate(lines):
        if at:
            baseline += max(size * LEADING, size * 0.07 + lines[at - 1].bottom - line.top)
        job.canvas.put(line, MARGIN, baseline, job.colors.type)
    return baseline


def _put_shape(job: Commission, top: float, height: float) -> None:
    canvas, colors = job.canvas, job.colors
    radius, foot = min(height, ROOM), top + height
    match job.dice.pick(["quarter", "half", "field", "bow"]):
        case "quarter":
            canvas.fill(quarter_disc(WIDTH, foot, -radius, -radius), colors.lead)
        case "half":
            radius = min(height, ROOM / 2)
            canvas.fill(half_disc(WIDTH - MARGIN - radius, foot, radius), colors.lead)
        case "field":
            canvas.rect(THIRD, top, WIDTH - THIRD, height, colors.lead)
        case _:
            for at in range(5):
                inner = radius * (1 - at * 0.2)
                canvas.fill(quarter_disc(WIDTH, foot, -inner, -inner), [colors.lead, colors.ground][at % 2])
