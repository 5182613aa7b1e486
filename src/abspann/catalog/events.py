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
class FilmsTakenIn:
    """A batch of an import: films and people that are new, or of which something changed, festivals and series."""

    new_films: tuple[int, ...] = ()
    changed_films: tuple[int, ...] = ()
    new_people: tuple[int, ...] = ()
    changed_people: tuple[int, ...] = ()
    festivals: tuple[int, ...] = ()
    series: tuple[int, ...] = ()

    @property
    def touches(self) -> tuple[str, ...]:
        """What pages may have read before: of what is new there was no page."""
        films = (f"film:{pk}" for pk in self.changed_films)
        people = (f"person:{pk}" for pk in self.changed_people)
        festivals = (f"festival:{pk}" for pk in self.festivals)
        return (*films, *people, *festivals, *(f"series:{pk}" for pk in self.series))


@dataclass(frozen=True, slots=True)
class FilmsMerged:
    """Two films were one: `gone` is now `kept`. `merge` is the row under which each package notes what it moved."""

    kept: int
    gone: int
    merge: int

    @property
    def touches(self) -> tuple[str, ...]:
        """Both."""
        return (f"film:{self.kept}", f"film:{self.gone}")


@dataclass(frozen=True, slots=True)
class FilmsParted:
    """A merge was undone: each package gives back what it moved."""

    kept: int
    back: int
    merge: int

    @property
    def touches(self) -> tuple[str, ...]:
        """Both."""
        return (f"film:{self.kept}", f"film:{self.back}")


@dataclass(frozen=True, slots=True)
class PeopleMerged:
    """Two people were one: `gone` is now `kept`."""

    kept: int
    gone: int
    merge: int

    @property
    def touches(self) -> tuple[str, ...]:
        """Both."""
        return (f"person:{self.kept}", f"person:{self.gone}")


@dataclass(frozen=True, slots=True)
class PeopleParted:
    """A merge of people was undone."""

    kept: int
    back: int
    merge: int

    @property
    def touches(self) -> tuple[str, ...]:
        """Both."""
        return (f"person:{self.kept}", f"person:{self.back}")


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


@dataclass(frozen=True, slots=True)
class PictureChanged:
    """A picture came in, its facts or place changed, moderators hid or showed it, or it went; `act` says which.

    `by` is the member who did so, None for the house itself (`house` names the system actor).
    """

    picture: str
    act: str
    film: int | None
    person: int | None
    by: int | None
    house: str

    @property
    def touches(self) -> tuple[str, ...]:
        """The film or the person."""
        return (f"film:{self.film}",) if self.film else (f"person:{self.person}",)
