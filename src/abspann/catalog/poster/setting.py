"""A title set in one size: the best lines for a frame, and the caption that most compositions share."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from abspann.catalog.poster.breaking import breaks, weak_ends
from abspann.catalog.poster.canvas import FOOT, MARGIN, ROOM, Canvas
from abspann.catalog.poster.letters import FaceName
from abspann.catalog.poster.line import Line

CAPTION_FOOT = FOOT - 22
MOST_LINES = 7


@dataclass(frozen=True)
class Frame:
    """The room for a title, in px, and its leading in parts of the size."""

    width: float
    height: float
    leading: float = 1.0

    def holds(self, lines: int, size: float) -> bool:
        return size * ((lines - 1) * self.leading + 1) <= self.height + 0.5


@dataclass(frozen=True)
class Broken:
    """A title in lines, and the size at which they fill their frame."""

    size: float
    lines: list[str]


def widths(face_name: FaceName, stretch: float) -> Callable[[str], float]:
    """The ink's width of a line at size 100, measured once for each text."""
    return cache(lambda text: Line(face_name, text, 100.0, stretch).width)


def break_even(title: str, face_name: FaceName, stretch: float, frame: Frame) -> Broken:
    """The break that allows the largest size, less a tenth for each line with a weak end. The title is not empty."""
    width = widths(face_name, stretch)
    best_score, best = 0.0, Broken(0.0, [])
    for lines in breaks(title, MOST_LINES):
        size = min(100 * frame.width / max(map(width, lines)), frame.height / ((len(lines) - 1) * frame.leading + 1))
        score = size * 0.9 ** weak_ends(lines)
        if score > best_score * 1.001:
            best_score, best = score, Broken(size, lines)
    return best


def set_title(title: str, face_name: FaceName, stretch: float, frame: Frame, largest: float) -> list[Line]:
    """As large as the frame and `largest` allow, and then in as few lines as that size can do."""
    broken = break_even(title, face_name, stretch, frame)
    size = min(broken.size, largest)
    width = widths(face_name, stretch)
    fitting = [
        lines
        for lines in breaks(title, MOST_LINES)
        if max(map(width, lines)) * size / 100 <= frame.width + 0.5 and frame.holds(len(lines), size)
    ]
    fewest = min(fitting, key=lambda lines: weak_ends(lines) * 0.9 + len(lines), default=broken.lines)
    return [Line(face_name, text, size, stretch) for text in fewest]


@dataclass(frozen=True)
class Caption:
    """The title at the sheet's foot, flush left; `top` is where its ink begins, so that a picture can end above."""

    lines: list[Line]
    baselines: list[float]
    top: float

    def put_on(self, canvas: Canvas, color: str) -> None:
        for line, baseline in zip(self.lines, self.baselines, strict=True):
            canvas.put(line, MARGIN, baseline, color)


def caption(title: str, tallest: float, largest: float, stretch: float) -> Caption:
    """All lines together no taller than `tallest`, one no larger than `largest`; without a title an empty caption."""
    if not title:
        return Caption([], [], CAPTION_FOOT)
    lines = set_title(title, "black", stretch, Frame(ROOM, tallest), largest)
    size = lines[0].size
    # Round letters overshoot the baseline and are lifted by as much; true descenders hang below the foot.
    overshoot = lines[-1].bottom if lines[-1].bottom < size * 0.1 else 0.0
    first = CAPTION_FOOT - overshoot - size * (len(lines) - 1)
    return Caption(lines, [first + size * at for at in range(len(lines))], first + lines[0].top)
