"""Dots: a printer's screen that swells about one point or two, a face, a sun, a lamp."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from abspann.catalog.poster.canvas import MARGIN, ROOM, WIDTH, disc
from abspann.catalog.poster.commission import Commission, Foot, Subject
from abspann.catalog.poster.setting import caption


def appeal(subject: Subject) -> float:
    return 0.5 if subject.is_any_of("romance") else 1


@dataclass(frozen=True)
class Light:
    """A soft light: 1 at its center, fading as a bell does."""

    x: float
    y: float
    spread: float

    def squared_distance(self, x: float, y: float) -> float:
        return (x - self.x) ** 2 + (y - self.y) ** 2

    def at(self, x: float, y: float) -> float:
        return math.exp(-self.squared_distance(x, y) / (2 * self.spread**2))


def compose(job: Commission) -> Foot:
    canvas, colors, dice = job.canvas, job.colors, job.dice
    title = caption(job.title, tallest=220, largest=80, stretch=dice.pick([62, 75, 100]))
    height = title.top - 44
    step = ROOM / dice.pick([13, 17])
    main = Light(dice.between(0.25, 0.75) * WIDTH, dice.between(0.3, 0.7) * height, dice.between(130, 230))
    is_inverted = dice.pick([False, False, True])
    side = Light(dice.between(0.1, 0.9) * WIDTH, dice.between(0.1, 0.9) * height, main.spread * 0.45)
    has_side = dice.pick([False, True])
    near_main: list[str] = []
    near_side: list[str] = []
    for x, y in _grid(step, height):
        light = max(main.at(x, y), 0.8 * side.at(x, y)) if has_side else main.at(x, y)
        dot = disc(x, y, step * (0.07 + 0.43 * (1 - light if is_inverted else light)))
        belongs_to_side = has_side and main.squared_distance(x, y) >= side.squared_distance(x, y) * 1.8
        (near_side if belongs_to_side else near_main).append(dot)
    canvas.ground(colors.ground)
    canvas.fill("".join(near_main), colors.lead)
    if near_side:
        canvas.fill("".join(near_side), colors.second)
    title.put_on(canvas, colors.type)
    return Foot(colors.type)


def _grid(step: float, height: float) -> Iterator[tuple[float, float]]:
    for row in range(int((height - MARGIN + step) // step)):
        for column in range(round(ROOM / step)):
            yield MARGIN + (column + 0.5) * step, MARGIN + (row + 0.5) * step
