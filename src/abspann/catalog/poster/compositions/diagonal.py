"""Diagonal: the sheet cut in two; the title climbs the cut."""

import itertools
import math
from bisect import bisect_left
from dataclasses import dataclass

from abspann.catalog.poster.breaking import breaks, weak_ends
from abspann.catalog.poster.canvas import FOOT, HEIGHT, MARGIN, WIDTH
from abspann.catalog.poster.commission import CannotCompose, Commission, Foot, Subject
from abspann.catalog.poster.inks import TINS, clearest_on, contrast
from abspann.catalog.poster.line import Line
from abspann.catalog.poster.setting import widths

LEADING = 0.92
STEEP = -52  # degrees: for titles that no gentle slope can hold
SIZES = range(190, 20, -2)


def appeal(subject: Subject) -> float:
    if subject.letters <= 3 or subject.letters > 60:
        return 0
    liking = 1.1 if subject.letters <= 26 else 0.3
    return liking * 1.5 if subject.is_any_of("thriller", "crime", "horror") else liking


@dataclass(frozen=True)
class Slope:
    """The cut: through (middle, y), rising to the right."""

    y: float
    degrees: float

    @property
    def angle(self) -> float:
        return math.radians(self.degrees)

    def at(self, x: float) -> float:
        return self.y + (x - WIDTH / 2) * math.tan(self.angle)

    def holds(self, width: float, top: float, bottom: float) -> bool:
        """Whether a block over the middle of the cut stays on the sheet."""
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        edge = MARGIN * 0.8
        for across, down in itertools.product((-width / 2, width / 2), (top, bottom)):
            x = WIDTH / 2 + across * cos - down * sin
            y = self.y + across * sin + down * cos
            if not (edge <= x <= WIDTH - edge and edge <= y <= FOOT):
                return False
        return True


@dataclass(frozen=True)
class Block:
    slope: Slope
    lines: list[str]
    stretch: int
    size: int


def compose(job: Commission) -> Foot:
    canvas, colors = job.canvas, job.colors
    gentle = job.dice.pick([-24, -32, -38])
    block = _largest(job.title, job.dice.between(390, 450), gentle)
    if block is None:
        raise CannotCompose
    canvas.ground(colors.ground)
    below = f"M0 {block.slope.at(0):.1f}L{WIDTH} {block.slope.at(WIDTH):.1f}V{HEIGHT}H0z"
    canvas.fill(below, colors.lead)
    _put_shape(job, block.slope)
    _put_block(job, block)
    return Foot(clearest_on(colors.lead, TINS["paper"], TINS["ink"]))


def _largest(title: str, y: float, gentle: int) -> Block | None:
    best: tuple[float, Block] | None = None
    for degrees in (gentle, STEEP):
        slope = Slope(y, degrees)
        for lines in breaks(title, most=5):
            for stretch in (62, 75, 100):
                size = _largest_size(slope, lines, stretch)
                if size is None:
                    continue
                score = size * len(lines) ** 0.5 * 0.9 ** weak_ends(lines)
                score *= (1 if stretch == 75 else 0.97) * (1 if degrees == gentle else 0.86)
                if best is None or score > best[0]:
                    best = score, Block(slope, lines, stretch, size)
    return best[1] if best else None


def _largest_size(slope: Slope, lines: list[str], stretch: int) -> int | None:
    width = max(map(widths("black", stretch), lines))

    def fits(size: int) -> bool:
        return slope.holds(width * size / 100, top=-size * (LEADING * len(lines) + 0.22), bottom=-size * 0.02)

    at = bisect_left(SIZES, True, key=fits)
    return SIZES[at] if at < len(SIZES) else None


def _put_shape(job: Commission, slope: Slope) -> None:
    canvas, colors = job.canvas, job.colors
    match job.dice.pick(["disc", "bars", "none"]):
        case "bars":
            for at in range(1, 5):
                left, right, height = slope.at(0) + at * 64, slope.at(WIDTH) + at * 64, 18 - at * 3.6
                bar = f"M0 {left:.1f}L{WIDTH} {right:.1f}v{height:.1f}L0 {left + height:.1f}z"
                canvas.fill(bar, colors.second)
        case "disc":
            color = colors.second if contrast(colors.second, colors.lead) > 1.3 else colors.ground
            canvas.circle(WIDTH * 0.7, slope.at(WIDTH * 0.7) + 190, 105, color)


def _put_block(job: Commission, block: Block) -> None:
    lines = [Line("black", text, block.size, block.stretch) for text in block.lines]
    left = -max(line.width for line in lines) / 2
    with job.canvas.turned(WIDTH / 2, block.slope.y, block.slope.degrees):
        baseline = -(len(lines) - 1) * block.size * LEADING - block.size * 0.2
        for line in lines:
            job.canvas.put(line, left, baseline, job.colors.type)
            baseline += block.size * LEADING
