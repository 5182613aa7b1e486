"""Waves: lines whose course and weight draw a hill, a body, a sea; nothing but thick and thin."""

import math
from dataclasses import dataclass

from abspann.catalog.poster.canvas import WIDTH
from abspann.catalog.poster.commission import Commission, Foot, Subject
from abspann.catalog.poster.setting import caption


def appeal(_subject: Subject) -> float:
    return 1.1


@dataclass(frozen=True)
class Hill:
    x: float
    y: float
    breadth: float
    depth: float

    def at(self, x: float, y: float) -> float:
        across, along = (x - self.x) ** 2 / self.breadth**2, (y - self.y) ** 2 / self.depth**2
        return math.exp(-(across + along) / 2)


def compose(job: Commission) -> Foot:
    canvas, colors, dice = job.canvas, job.colors, job.dice
    title = caption(job.title, tallest=220, largest=80, stretch=dice.pick([75, 100]))
    height = title.top - 44
    count = dice.pick([15, 19, 23])
    hills = [_hill(job, height) for _ in range(dice.pick([1, 2, 2]))]
    manner = dice.pick(["bend", "weight", "both"])
    lead: list[str] = []
    second: list[str] = []
    for at in range(count):
        wave = _wave(hills, (at + 0.5) * height / count, height / count, manner)
        (second if manner != "weight" and at % 5 == 4 else lead).append(wave)
    canvas.ground(colors.ground)
    canvas.fill("".join(lead), colors.lead)
    if second:
        canvas.fill("".join(second), colors.second)
    title.put_on(canvas, colors.type)
    return Foot(colors.type)


def _hill(job: Commission, height: float) -> Hill:
    between = job.dice.between
    return Hill(between(80, WIDTH - 80), between(0.25, 0.85) * height, between(70, 150), between(60, 130))


def _wave(hills: list[Hill], y: float, step: float, manner: str) -> str:
    """Path data of one line: along its upper edge and back along its lower."""
    upper, lower = [], []
    for x in range(0, WIDTH + 1, 15):
        rise = sum(hill.at(x, y) for hill in hills)
        middle = y if manner == "weight" else y - step * 1.9 * rise
        half = step * (0.20 if manner == "bend" else 0.10 + 0.36 * min(1, rise))
        upper.append(f"{x} {middle - half:.1f}")
        lower.append(f"{x} {middle + half:.1f}")
    return "M" + "L".join(upper + lower[::-1]) + "z"
