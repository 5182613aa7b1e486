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
