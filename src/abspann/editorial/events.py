"""What happens at the desk."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CritiquePublished:
    """A critique of the house came in."""

    film: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The film's criticism."""
        return (f"editorial:{self.film}",)


@dataclass(frozen=True, slots=True)
class PressReviewQuoted:
    """A press review came in."""

    film: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The film's criticism."""
        return (f"editorial:{self.film}",)


@dataclass(frozen=True, slots=True)
class CriticChanged:
    """A critique lost its critic's name, or has it again."""

    film: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The film's criticism."""
        return (f"editorial:{self.film}",)


@dataclass(frozen=True, slots=True)
class CriticismHidden:
    """Moderators hid a critique or a press review, or showed it again."""

    film: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The film's criticism."""
        return (f"editorial:{self.film}",)


@dataclass(frozen=True, slots=True)
class CriticismMerged:
    """Criticism came from another film that was the same, or went back to it."""

    film: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The film's criticism."""
        return (f"editorial:{self.film}",)
