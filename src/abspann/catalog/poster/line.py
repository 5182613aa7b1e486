"""A line of type: how wide its ink is, how to make it as wide as it should be, and its path."""

import math
from functools import cached_property

from abspann.catalog.poster.letters import FaceName, Outline, face

PAIRS_OF = {"M": 1, "L": 1, "Q": 2, "C": 3}  # how many points each SVG command takes


class Line:
    """One line, set. Its edges are those of the ink, in px: from the pen's start, and from the baseline, y downward."""

    def __init__(
        self, face_name: FaceName, text: str, size: float = 100.0, stretch: float = 100.0, tracking: float = 0.0
    ) -> None:
        self.face_name: FaceName = face_name
        self.face = face(face_name)
        self.text, self.size, self.stretch, self.tracking = text, size, stretch, tracking
        self.scale = size / self.face.units
        self._letters = self._set()
        inks = [(at, outline.ink) for at, outline in self._letters if outline.ink]
        self.left = min((at + ink.left for at, ink in inks), default=0.0) * self.scale
        self.right = max((at + ink.right for at, ink in inks), default=0.0) * self.scale
        self.top = -max((ink.top for _, ink in inks), default=0.0) * self.scale
        self.bottom = -min((ink.bottom for _, ink in inks), default=0.0) * self.scale

    def _set(self) -> list[tuple[float, Outline]]:
        """Each letter with the pen's place, in font units."""
        pen, previous, letters = 0.0, "", []
        for character in self.text:
            pen += self.face.kerning(previous + character, self.stretch)
            outline = self.face.outline(character, self.stretch)
            letters.append((pen, outline))
            pen += outline.advance + self.tracking / self.scale
            previous = character
        return letters

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def cap_height(self) -> float:
        return self.face.cap_height * self.scale

    def sized(self, size: float) -> "Line":
        return Line(self.face_name, self.text, size, self.stretch, self.tracking * size / self.size)

    @cached_property
    def path(self) -> str:
        """The outlines as SVG path data in whole font units, y upward: relative steps, because they are shorter."""
        steps: list[str] = []
        for at, outline in self._letters:
            steps += _relative(outline, at)
        return "".join(steps).replace(" -", "-")


def _relative(outline: Outline, at: float) -> list[str]:
    numbers = iter(outline.numbers)
    steps: list[str] = []
    here = start = (0, 0)
    for command in outline.commands:
        if command == "Z":
            steps.append("z")
            here = start
            continue
        points = [(round(next(numbers) + at), round(next(numbers))) for _ in range(PAIRS_OF[command])]
        if command == "M":
            start = points[0]
            steps.append(f"M{start[0]} {start[1]}")
        else:
            steps.append(command.lower() + " ".join(f"{x - here[0]} {y - here[1]}" for x, y in points))
        here = points[-1]
    return steps


def fit(face_name: FaceName, text: str, room: float, stretch: float = 100.0, largest: float = math.inf) -> Line:
    """The line as large as the room takes it, `largest` at most."""
    line = Line(face_name, text, 100.0, stretch)
    return line.sized(min(largest, 100.0 * room / line.width)) if line.width else line


def fit_box(face_name: FaceName, text: str, room: float, cap_height: float) -> Line:
    """Exactly `room` wide at this cap height, by the width axis; else as near as the axis comes, never wider."""
    axis = face(face_name)
    size = cap_height * axis.units / axis.cap_height
    if Line(face_name, text, size, axis.narrowest).width >= room:
        return fit(face_name, text, room, axis.narrowest)
    if Line(face_name, text, size, axis.widest).width <= room:
        return Line(face_name, text, size, axis.widest)
    low, high = float(axis.narrowest), float(axis.widest)
    for _ in range(26):
        middle = (low + high) / 2
        if Line(face_name, text, size, middle).width < room:
            low = middle
        else:
            high = middle
    return Line(face_name, text, size, low)
