"""A title as a stack: every line exactly as wide as the room, because the width axis of the type does the work."""

from dataclasses import dataclass

from abspann.catalog.poster.breaking import breaks, weak_ends
from abspann.catalog.poster.canvas import Canvas
from abspann.catalog.poster.letters import face
from abspann.catalog.poster.line import Line, fit_box

GAP = 13  # px between a baseline and the capitals below
LEAST_GAP = 6  # px between the ink of two lines, where marks stand above capitals or commas hang below
MARKS = 0.82  # of their height is given to the marks of Ä, Ö, Ü; the rest they take from the gap


@dataclass(frozen=True)
class Row:
    """A line whose height is open: cap heights of the widest and narrowest type; marks and tails, by cap height."""

    text: str
    lowest: float
    highest: float
    above: float
    below: float
    is_first: bool

    def cap_height(self, wanted: float) -> float:
        return min(max(wanted, self.lowest), self.highest)

    def rise(self, cap_height: float) -> float:
        """From the line above's gap to the baseline. Nothing stands above the first line to share its room with."""
        marks = self.above * cap_height
        if self.is_first:
            return cap_height + marks
        return cap_height + max(marks * MARKS, marks - (GAP - LEAST_GAP))

    def gap(self, cap_height: float) -> float:
        """From the baseline to the next line."""
        return max(GAP, self.below * cap_height + LEAST_GAP)


@dataclass(frozen=True)
class Stack:
    rows: list[Row]
    cap_heights: list[float]

    @property
    def height(self) -> float:
        """From the ink of the first line to that of the last."""
        lines = list(zip(self.rows, self.cap_heights, strict=True))
        rises = sum(row.rise(cap_height) for row, cap_height in lines)
        gaps = sum(row.gap(cap_height) for row, cap_height in lines[:-1])
        return rises + gaps + self.rows[-1].below * self.cap_heights[-1]

    def put_on(self, canvas: Canvas, x: float, top: float, room: float, color: str) -> None:
        baseline = top
        for row, cap_height in zip(self.rows, self.cap_heights, strict=True):
            line = fit_box("black", row.text, room, cap_height)
            baseline += row.rise(line.cap_height)
            canvas.put(line, x, baseline, color)
            baseline += row.gap(line.cap_height)


def best_stack(title: str, room: float, height: float, most: int = 8) -> Stack | None:
    """The break that fills the room best, with lines of like height and few of them; None if nothing fits."""
    best: tuple[float, Stack] | None = None
    for lines in breaks(title.upper(), most):
        stack = _stacked(lines, room, height)
        if stack is None:
            continue
        unlike = max(stack.cap_heights) / min(stack.cap_heights) - 1
        score = stack.height / height - 0.10 * weak_ends(lines) - 0.075 * unlike - 0.012 * len(lines)
        if best is None or score > best[0]:
            best = score, stack
    return best[1] if best else None


def _stacked(lines: list[str], room: float, height: float) -> Stack | None:
    """Cap heights as equal as the lines allow and together as tall as the height, found by halving."""
    rows = [_row(text, room, is_first=at == 0) for at, text in enumerate(lines)]

    def at_height(wanted: float) -> Stack:
        return Stack(rows, [row.cap_height(wanted) for row in rows])

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


def _row(text: str, room: float, is_first: bool) -> Row:
    axis = face("black")
    wide, narrow = Line("black", text, 100.0, axis.widest), Line("black", text, 100.0, axis.narrowest)
    return Row(
        text,
        lowest=wide.cap_height * room / wide.width,
        highest=narrow.cap_height * room / narrow.width,
        above=max(0.0, -narrow.top / narrow.cap_height - 1),
        below=max(0.0, narrow.bottom / narrow.cap_height),
        is_first=is_first,
    )
