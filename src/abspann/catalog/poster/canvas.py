"""The sheet under the press: 600 by 900, shapes and type as SVG, and a record of where type left ink."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from abspann.catalog.poster.letters import Box
from abspann.catalog.poster.line import Line

WIDTH, HEIGHT = 600, 900
MARGIN = 40
ROOM = WIDTH - 2 * MARGIN
FOOT = 806  # the title ends above it; the credits stand below
TRIM = 8  # type may not come nearer to the sheet's edge

Anchor = Literal["start", "middle", "end"]


def rectangle(x: float, y: float, width: float, height: float) -> str:
    """Path data."""
    return f"M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}h{-width:.1f}z"


def disc(x: float, y: float, radius: float) -> str:
    """Path data, for many circles in one path."""
    half = f"a{radius:.1f} {radius:.1f} 0 1 0"
    return f"M{x - radius:.1f} {y:.1f}{half} {2 * radius:.1f} 0{half} {-2 * radius:.1f} 0z"


def half_disc(x: float, y: float, radius: float) -> str:
    """Path data of the upper half of a disc that stands on (x, y)."""
    return f"M{x - radius:.1f} {y:.1f}a{radius:.1f} {radius:.1f} 0 0 1 {2 * radius:.1f} 0z"


def quarter_disc(x: float, y: float, across: float, down: float) -> str:
    """Path data of a quarter disc with its corner at (x, y), opening by the signed `across` and `down`."""
    radius = abs(across)
    sweep = 1 if across * down > 0 else 0
    return f"M{x:.1f} {y:.1f}h{across:.1f}a{radius:.1f} {radius:.1f} 0 0 {sweep} {-across:.1f} {down:.1f}z"


class Canvas:
    """Shapes lie in the order in which they were put. `mark` keeps the ids of two sheets on one page apart."""

    def __init__(self, mark: str, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.width, self.height = width, height
        self.ink: list[tuple[str, Box]] = []
        self._parts: list[str] = []
        self._mark = mark
        self._clips = 0
        self._turn: tuple[float, float, float] | None = None
        self._cropping = False

    def ground(self, color: str) -> None:
        self.fill(rectangle(0, 0, self.width, self.height), color)

    def fill(self, path: str, color: str, clip: str = "") -> None:
        self._parts.append(f'<path fill="{color}"{_clipped(clip)} d="{path}"/>')

    def rect(self, x: float, y: float, width: float, height: float, color: str) -> None:
        self.fill(rectangle(x, y, width, height), color)

    def circle(self, x: float, y: float, radius: float, color: str, clip: str = "") -> None:
        self._parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{color}"{_clipped(clip)}/>')

    def stroke(self, path: str, color: str, width: float, clip: str = "") -> None:
        self._parts.append(
            f'<path fill="none" stroke="{color}" stroke-width="{width:.1f}"{_clipped(clip)} d="{path}"/>'
        )

    def clip(self, path: str) -> str:
        """The id of a mask: what is drawn with it stays inside the path."""
        self._clips += 1
        name = f"{self._mark}-{self._clips}"
        self._parts.append(f'<clipPath id="{name}"><path d="{path}"/></clipPath>')
        return name

    def put(self, line: Line, x: float, y: float, color: str, anchor: Anchor = "start") -> None:
        """`x` is where the ink begins, stands centered or ends (the optical edge), `y` the baseline."""
        edge = {"start": line.left, "middle": (line.left + line.right) / 2, "end": line.right}[anchor]
        pen = x - edge
        place = f"translate({pen:.2f} {y:.2f})scale({line.scale:.5f} -{line.scale:.5f})"
        self._parts.append(f'<path fill="{color}" transform="{place}" d="{line.path}"/>')
        if not self._cropping:
            box = Box(pen + line.left, y + line.top, pen + line.right, y + line.bottom)
            self.ink.append((line.text, _turned(box, self._turn) if self._turn else box))

    @contextmanager
    def turned(self, x: float, y: float, degrees: float) -> Iterator[None]:
        """What is put inside lies in a frame with its origin at (x, y), turned clockwise."""
        self._parts.append(f'<g transform="translate({x:.1f} {y:.1f})rotate({degrees})">')
        self._turn = (x, y, math.radians(degrees))
        yield
        self._turn = None
        self._parts.append("</g>")

    @contextmanager
    def cropping(self, clip: str = "") -> Iterator[None]:
        """Type put inside is picture, not reading: it may leave the sheet, or be cut by a mask."""
        self._parts.append(f"<g{_clipped(clip)}>")
        self._cropping = True
        yield
        self._cropping = False
        self._parts.append("</g>")

    def embed(self, other: "Canvas", x: float, y: float, scale: float) -> None:
        """Another sheet as a picture on this one, cut at its own edges."""
        size = f'width="{other.width * scale:.1f}" height="{other.height * scale:.1f}"'
        box = f'viewBox="0 0 {other.width} {other.height}"'
        self._parts.append(f'<svg x="{x:.1f}" y="{y:.1f}" {size} {box}>{"".join(other._parts)}</svg>')

    def strays(self) -> list[str]:
        """The lines of type that come too near to the sheet's edge or leave it; a good sheet has none."""
        right, bottom = self.width - TRIM, self.height - TRIM
        return [
            text
            for text, ink in self.ink
            if ink.left < TRIM or ink.top < TRIM or ink.right > right or ink.bottom > bottom
        ]

    def svg(self) -> str:
        size = f'viewBox="0 0 {self.width} {self.height}" width="{self.width}" height="{self.height}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(self._parts)}</svg>\n'


def _clipped(clip: str) -> str:
    return f' clip-path="url(#{clip})"' if clip else ""


def _turned(box: Box, turn: tuple[float, float, float]) -> Box:
    """The upright box around a turned one."""
    x, y, angle = turn
    cos, sin = math.cos(angle), math.sin(angle)
    corners = [(across, down) for across in (box.left, box.right) for down in (box.top, box.bottom)]
    xs = [x + across * cos - down * sin for across, down in corners]
    ys = [y + across * sin + down * cos for across, down in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))
