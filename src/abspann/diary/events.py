"""What happens to marks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FilmMarked:
    """A member marked a film."""

    film: int
    member: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The film's marks, and what the member has rated and marked."""
        return (f"marks:{self.film}", f"shelf:{self.member}")


@dataclass(frozen=True, slots=True)
class FilmUnmarked:
    """A member took a mark off a film."""

    film: int
    member: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The film's marks, and what the member has rated and marked."""
        return (f"marks:{self.film}", f"shelf:{self.member}")


@dataclass(frozen=True, slots=True)
class MarksRecounted:
    """The counts of a film's marks were made anew, because a member left or came back."""

    film: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The film's marks."""
        return (f"marks:{self.film}",)
