"""Tower: the title turned upright, as tall as the sheet, beside a lit field."""

from dataclasses import dataclass

from abspann.catalog.poster.breaking import breaks, weak_ends
from abspann.catalog.poster.canvas import FOOT, MARGIN, WIDTH, rectangle
from abspann.catalog.poster.commission import CannotCompose, Commission, Foot, Subject
from abspann.catalog.poster.inks import contrast
from abspann.catalog.poster.letters import face
from abspann.catalog.poster.line import Line

GROUND = FOOT - 18  # where the tower stands
HEIGHT = GROUND - MARGIN
LEADING = 0.80
CAPITALS = 0.69  # cap height by size, rounded up
BROADEST = 360
GAP = 26


def appeal(subject: Subject) -> float:
    if subject.letters <= 3 or subject.letters > 60:
        return 0
    return 1.5 if subject.letters <= 18 else 0.3


@dataclass(frozen=True)
class Tower:
    """Upright lines, the first one leftmost; `marks` is what Ä, Ö, Ü of the first line need to the left of it."""

    lines: list[Line]
    size: float

    @property
    def breadth(self) -> float:
        return self.size * (LEADING * (len(self.lines) - 1) + CAPITALS)

    @property
    def marks(self) -> float:
        return max(0.0, -self.lines[0].top - self.size * CAPITALS)


def compose(job: Commission) -> Foot:
    canvas, colors = job.canvas, job.colors
    tower = _tallest(job.title)
    if tower is None:
        raise CannotCompose
    stands_right = job.dice.pick([True, False])
    left = WIDTH - MARGIN - tower.breadth if stands_right else MARGIN + tower.marks
    start, end = (0.0, left - GAP - tower.marks) if stands_right else (left + tower.breadth + GAP, float(WIDTH))
    canvas.ground(colors.ground)
    canvas.rect(start, 0, max(0.0, end - start), GROUND, colors.lead)
    if end - start > 90:
        _put_disc(job, start, end)
    for at, line in enumerate(tower.lines):
        with canvas.turned(left + tower.size * (CAPITALS + LEADING * at), GROUND, -90):
            canvas.put(line, 0, 0, colors.type)
    return Foot(colors.type)


def _tallest(title: str) -> Tower | None:
    """The break that covers most of the sheet; a tower that stays clearly below its height counts less."""
    best: tuple[float, Tower] | None = None
    for texts in breaks(title, most=4):
        for stretch in face("black").stops:
            lines = [Line("black", text.upper(), 100.0, stretch) for text in texts]
            longest = max(line.width for line in lines)
            marks = max(0.0, -lines[0].top / 100 - CAPITALS)
            size = min(100 * HEIGHT / longest, BROADEST / (len(lines) * LEADING + marks))
            is_full = longest * size / 100 > HEIGHT * 0.9
            score = size * len(lines) * LEADING * 0.9 ** weak_ends(texts) * (1 if is_full else 0.8)
            if best is None or score > best[0]:
                best = score, Tower([line.sized(size) for line in lines], size)
    return best[1] if best else None


def _put_disc(job: Commission, start: float, end: float) -> None:
    """On an edge of the field or in its middle, cut by the field."""
    canvas, colors = job.canvas, job.colors
    clip = canvas.clip(rectangle(start, 0, end - start, GROUND))
    x, y = job.dice.pick([start, end, (start + end) / 2]), job.dice.between(170, 560)
    color = colors.second if contrast(colors.second, colors.lead) > 1.35 else colors.ground
    canvas.circle(x, y, min((end - start) * 0.5, 130), color, clip)
