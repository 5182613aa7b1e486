"""What happens to ratings and reviews."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FilmRated:
    """Ratings of a film came, changed or went."""

    film: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The film's ratings."""
        return (f"ratings:{self.film}",)


@dataclass(frozen=True, slots=True)
class MemberRated:
    """A member rated a film, rated it anew, or took a rating back."""

    member: int

    @property
    def touches(self) -> tuple[str, ...]:
        """What the member has rated and marked; not the member, whose name stands on many more pages."""
        return (f"shelf:{self.member}",)


@dataclass(frozen=True, slots=True)
class ReviewPublished:
    """A review came in."""

    film: int
    review: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The film's reviews."""
        return (f"reviews:{self.film}",)


@dataclass(frozen=True, slots=True)
class ReviewsRanked:
    """The order of a film's reviews by helpfulness was set anew."""

    film: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The film's reviews."""
        return (f"reviews:{self.film}",)


@dataclass(frozen=True, slots=True)
class ReviewJudged:
    """Helpful votes on a review came or changed."""

    film: int
    review: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The film's reviews."""
        return (f"reviews:{self.film}",)


@dataclass(frozen=True, slots=True)
class ReviewEdited:
    """An author changed their review; what it said before is kept."""

    film: int
    review: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The film's reviews."""
        return (f"reviews:{self.film}",)


@dataclass(frozen=True, slots=True)
class ReviewWithdrawn:
    """An author took their review back: it is gone from every page, count and feed."""

    film: int
    review: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The film's reviews."""
        return (f"reviews:{self.film}",)


@dataclass(frozen=True, slots=True)
class ReviewRestored:
    """An author published a review again that they had withdrawn."""

    film: int
    review: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The film's reviews."""
        return (f"reviews:{self.film}",)


@dataclass(frozen=True, slots=True)
class ReviewHidden:
    """Moderators hid a review: only its author sees it."""

    film: int
    review: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The film's reviews."""
        return (f"reviews:{self.film}",)


@dataclass(frozen=True, slots=True)
class ReviewShown:
    """Moderators showed a review again that was hidden."""

    film: int
    review: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The film's reviews."""
        return (f"reviews:{self.film}",)


@dataclass(frozen=True, slots=True)
class ReviewMoved:
    """A review is found at another public id: its author is leaving, or has come back.

    Whoever keeps the former id exchanges it AT_ONCE; never LATER, for a job that holds both ids would be a trace.
    """

    film: int
    former: str
    now: str

    @property
    def touches(self) -> tuple[str, ...]:
        """The film's reviews."""
        return (f"reviews:{self.film}",)


@dataclass(frozen=True, slots=True)
class ReviewsPutAside:
    """Reviews of a film went out of sight with their author, came back, or are gone."""

    film: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The film's reviews."""
        return (f"reviews:{self.film}",)
