"""The poster faces as outlines: what `tools/bake_glyphs.py` baked, read once, when the first sheet is drawn."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

FaceName = Literal["black", "tall", "serif", "text"]
FACES: tuple[FaceName, ...] = ("black", "tall", "serif", "text")


@dataclass(frozen=True, slots=True)
class Box:
    """The rectangle that holds the ink."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Outline:
    """One letter in font units, y upward: SVG commands, their numbers in one row, the pen's advance, the ink."""

    commands: str
    numbers: tuple[float, ...]
    advance: float
    ink: Box | None  # None: a space


class Face:
    """A face with one free axis, its width ("stretch", 100 is normal), baked at a few stops and mixed between them."""

    def __init__(self, baked: dict[str, Any]) -> None:
        self.units: int = baked["unitsPerEm"]
        self.cap_height: int = baked["capHeight"]
        self.stops: list[int] = baked["stops"]
        self._glyphs: dict[str, Any] = baked["glyphs"]
        self._kerning: dict[str, list[int]] = baked["kerning"]
        self._outline = lru_cache(maxsize=4096)(self._mix_outline)

    @property
    def narrowest(self) -> int:
        return self.stops[0]

    @property
    def widest(self) -> int:
        return self.stops[-1]

    def knows(self, text: str) -> bool:
        return all(character in self._glyphs for character in text)

    def outline(self, character: str, stretch: float) -> Outline:
        """A character that the face does not know is drawn as a hyphen."""
        known = character if character in self._glyphs else "-"
        # Rounded before it is mixed: what is kept must not depend on who asked first.
        return self._outline(known, round(stretch, 2))

    def kerning(self, pair: str, stretch: float) -> float:
        by = self._kerning.get(pair)
        return self._mix(by, stretch) if by else 0.0

    def _mix_outline(self, character: str, stretch: float) -> Outline:
        glyph = self._glyphs[character]
        below, above, part = self._stops_around(stretch)
        rows = zip(glyph["points"][below], glyph["points"][above], strict=True)
        numbers = tuple(low + (high - low) * part for low, high in rows)
        xs, ys = numbers[0::2], numbers[1::2]
        ink = Box(min(xs), max(ys), max(xs), min(ys)) if numbers else None
        return Outline(glyph["commands"], numbers, self._mix(glyph["advances"], stretch), ink)

    def _mix(self, at_stops: Sequence[float], stretch: float) -> float:
        below, above, part = self._stops_around(stretch)
        return at_stops[below] + (at_stops[above] - at_stops[below]) * part

    def _stops_around(self, stretch: float) -> tuple[int, int, float]:
        """The stops on either side, and how far from the first to the second; beyond the ends, the end."""
        if stretch <= self.narrowest:
            return 0, 0, 0.0
        for above in range(1, len(self.stops)):
            low, high = self.stops[above - 1], self.stops[above]
            if stretch <= high:
                return above - 1, above, (stretch - low) / (high - low)
        last = len(self.stops) - 1
        return last, last, 0.0


@cache
def _baked() -> dict[str, Any]:
    packed = files(__package__).joinpath("glyphs.json.gz").read_bytes()
    baked: dict[str, Any] = json.loads(gzip.decompress(packed))
    return baked


@cache
def face(name: FaceName) -> Face:
    return Face(_baked()[name])


def all_faces_know(text: str) -> bool:
    """Whether the text can be set in any composition, as it is and in capitals."""
    return all(face(name).knows(text + text.upper()) for name in FACES)
