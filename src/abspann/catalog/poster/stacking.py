"""A title as a stack: every line exactly as wide as the room, because the width axis of the type does the work."""

from dataclasses import dataclass
from functools import cache

from abspann.catalog.poster.breaking import breaks, weak_ends
from abspann.catalog.poster.canvas import Canvas
from abspann.catalog.poster.letters import face
from abspann.catalog.poster.line import Line, fit_box

GAP = 13  # px between a baseline and the capitals below
LEAST_GAP = 6  # px between the ink of two lines, wherever marks stand above or commas hang below
MARKS = 0.82  # of their height is given to the marks of Ä, Ö, Ü; the rest they take from the gap


@dataclass(frozen=True)
class Row:
    """A line whose height is open: cap heights of the widest and narrowest type; marks and tails, by cap height."""

    text: str
    lowest: float
    highest: float
    above: float
    below: float


@dataclass(frozen=True)
class Stack:
    rows: list[Row]
    cap_heights: list[float]

    @property
    def baselines(self) -> list[float]:
        """Below the stack's top. Marks may lean into the gap, but no ink comes nearer to another line's than that."""
        baselines: list[float] = []
        tail = 0.0
        for row, cap_height in zip(self.rows, self.cap_heights, strict=True):
            marks = row.above * cap_height
            if baselines:
                gap = max(GAP + marks * MARKS, tail + LEAST_GAP + marks)
                baselines.append(baselines[-1] + gap + cap_height)
            else:
                baselines.append(marks + cap_height)
            tail = row.below * cap_height
        return baselines

    @property
    def height(self) -> float:
        """From the ink of the first line to that of the last."""
        return self.baselines[-1] + self.rows[-1].below * self.cap_heights[-1]

    def put_on(self, canvas: Canvas, x: float, top: float, room: float, color: str) -> None:
        for row, cap_height, baseline in zip(self.rows, self.cap_heights, self.baselines, strict=True):
            canvas.put(fit_box("black", row.text, room, cap_height), x, top + baseline, color)


def best_stack(title: str, room: float, height: float, most: int = 8) -> Stack | None:
    """The break that fills the room best, with lines of like height and few of them; None if nothing fits."""
    row = cache(lambda text: _row(text, room))
    best: tuple[float, Stack] | None = None
    for lines in breaks(title.upper(), most):
        stack = _stacked([row(text) for text in lines], height)
        if stack is None:
            continue
        unlike = max(stack.cap_heights) / min(stack.cap_heights) - 1
        score = stack.height / height - 0.10 * weak_ends(lines) - 0.075 * unlike - 0.012 * len(lines)
        if best is None or score > best[0]:
            best = score, stack
    return best[1] if best else None


def _stacked(rows: list[Row], height: float) -> Stack | None:
    """Cap heights as equal as the lines allow and together as tall as the height, found by halving."""

    def at_height(wanted: float) -> Stack:
        return Stack(rows, [min(max(wanted, row.lowest), row.highest) for row in rows])

    low, high = 1.0, 2000.0
    if at_height(low).height > height:
        return None
    for _ in range(40):
        middle = (low + high) / 2
        if at_height(middle).height <= height:
            low = middle
        else:
            high = middle
    return at_height(low)


def _row(text: str, room: float) -> Row:
    axis = face("black")
    wide, narrow = Line("black", text, 100.0, axis.widest), Line("black", text, 100.0, axis.narrowest)
    return Row(
        text,
        lowest=wide.cap_height * room / wide.width,
        highest=narrow.cap_height * room / narrow.width,
        above=max(0.0, -narrow.top / narrow.cap_height - 1),
        below=max(0.0, narrow.bottom / narrow.cap_height),
    )
