"""What a composition is given, what it hands back, and what it is asked before."""

from dataclasses import dataclass
from typing import Protocol

from abspann.catalog.poster.breaking import plain_words
from abspann.catalog.poster.canvas import WIDTH, Canvas
from abspann.catalog.poster.chance import Dice
from abspann.catalog.poster.inks import Colors


class CannotCompose(Exception):
    """This composition has no way to set this film; another one must."""


@dataclass(frozen=True)
class Subject:
    """What a film asks of a composition. The title is settable, or "" when it is in no letters that can be set."""

    title: str
    year: int | None
    genres: frozenset[str]

    @property
    def letters(self) -> int:
        return len(self.title.replace(" ", ""))

    @property
    def words(self) -> int:
        return len(plain_words(self.title))

    @property
    def longest_word(self) -> int:
        return max(map(len, plain_words(self.title)), default=0)

    def is_any_of(self, *genres: str) -> bool:
        return not self.genres.isdisjoint(genres)


@dataclass(frozen=True)
class Commission:
    """One sheet to be composed."""

    canvas: Canvas
    title: str
    year: int | None
    colors: Colors
    dice: Dice


@dataclass(frozen=True)
class Foot:
    """Where the credits go: their axis, the color left of it, and the color right of it where that is another."""

    color: str
    axis: float = WIDTH / 2
    color_right: str | None = None


class Composition(Protocol):
    """A file of `compositions/`."""

    def appeal(self, subject: Subject, /) -> float:
        """How well it suits: 1 is usual, 0 never."""

    def compose(self, job: Commission, /) -> Foot:
        """Puts everything but the credits on the canvas; throws the dice in the same order every time."""
