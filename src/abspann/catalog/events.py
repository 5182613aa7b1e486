"""What happens in the catalog."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FilmChanged:
    """A film came in, or its facts, its credits or the house's texts about it changed."""

    film: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The film itself."""
        return (f"film:{self.film}",)


@dataclass(frozen=True, slots=True)
class PersonChanged:
    """A person came in, or facts about them changed."""

    person: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The person."""
        return (f"person:{self.person}",)


@dataclass(frozen=True, slots=True)
class FestivalChanged:
    """A festival, an edition, a section or a prize came in or changed."""

    festival: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The festival."""
        return (f"festival:{self.festival}",)


@dataclass(frozen=True, slots=True)
class SeriesChanged:
    """A series of films came in or changed."""

    series: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The series."""
        return (f"series:{self.series}",)


@dataclass(frozen=True, slots=True)
class FilmRemoved:
    """A film left the catalog: whoever brought it in was undone. Only what can be derived hung on it."""

    film: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The film that was."""
        return (f"film:{self.film}",)


@dataclass(frozen=True, slots=True)
class PersonRemoved:
    """A person left the catalog in the same way; no credit named them."""

    person: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The person who was."""
        return (f"person:{self.person}",)


@dataclass(frozen=True, slots=True)
class ProposalChanged:
    """A proposal was made, taken, declined or withdrawn."""

    proposal: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The proposal, and the list in which editors find it."""
        return (f"proposal:{self.proposal}", "proposals")
