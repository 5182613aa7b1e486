"""Arcs about one point, each wider than the last."""

import math

from abspann.catalog.poster.canvas import WIDTH, rectangle
from abspann.catalog.poster.commission import Commission, Foot, Subject
from abspann.catalog.poster.setting import caption

GAP = 11
GROWTH = 1.42
WIDEST = 84


def appeal(subject: Subject) -> float:
    return 3.6 if subject.is_any_of("music", "musical") else 1.2


def compose(job: Commission) -> Foot:
    canvas, colors, dice = job.canvas, job.colors, job.dice
    title = caption(job.title, tallest=220, largest=76, stretch=dice.pick([75, 100]))
    height = title.top - 36
    x = dice.pick([0, WIDTH, WIDTH / 2, WIDTH * 0.33])
    y = dice.pick([height, height, height * 0.5])
    canvas.ground(colors.ground)
    clip = canvas.clip(rectangle(0, 0, WIDTH, height))
    inner, width, count = 30.0, 7.0, 0
    while inner < 900:
        start, sweep = _opening(job, x, stands_on_foot=y == height)
        color = colors.second if count % 3 == 2 else colors.lead
        canvas.stroke(_arc(x, y, inner + width / 2, start, sweep), color, width, clip)
        inner += width + GAP
        width = min(width * GROWTH, WIDEST)
        count += 1
    title.put_on(canvas, colors.type)
    return Foot(colors.type)


def _opening(job: Commission, x: float, stands_on_foot: bool) -> tuple[float, float]:
    """Start and sweep in degrees: any, but from a point at the foot only the part that lies on the sheet."""
    dice = job.dice
    start: float = dice.pick([0, 45, 90, 135, 180, 225, 270, 315])
    sweep: float = dice.pick([90, 135, 180, 225, 270])
    if not stands_on_foot:
        return start, sweep
    seen = {0.0: (270.0, 90.0), float(WIDTH): (180.0, 90.0)}  # from a corner a quarter, else a half
    start, sweep = seen.get(x, (180.0, 180.0))
    cut = dice.pick([0, 0, 22.5, 45])
    return start + dice.pick([0, cut]), sweep - cut


def _arc(x: float, y: float, radius: float, start: float, sweep: float) -> str:
    first, last = math.radians(start), math.radians(start + sweep)
    x1, y1 = x + radius * math.cos(first), y + radius * math.sin(first)
    x2, y2 = x + radius * math.cos(last), y + radius * math.sin(last)
    is_long = 1 if sweep > 180 else 0
    return f"M{x1:.1f} {y1:.1f}A{radius:.1f} {radius:.1f} 0 {is_long} 1 {x2:.1f} {y2:.1f}"
