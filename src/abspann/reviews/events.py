"""What happens to ratings and reviews."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _OfReviews:
    """Something about the reviews of a film."""

    film: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The film's reviews."""
        return (f"reviews:{self.film}",)


@dataclass(frozen=True, slots=True)
class _OfReview(_OfReviews):
    """Something about one review of a film."""

    review: int


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
class ReviewPublished(_OfReview):
    """A review came in."""


@dataclass(frozen=True, slots=True)
class ReviewsRanked(_OfReviews):
    """The order of a film's reviews by helpfulness was set anew."""


@dataclass(frozen=True, slots=True)
class ReviewJudged(_OfReview):
    """Helpful votes on a review came or changed."""


@dataclass(frozen=True, slots=True)
class ReviewEdited(_OfReview):
    """An author changed their review; what it said before is kept."""


@dataclass(frozen=True, slots=True)
class ReviewWithdrawn(_OfReview):
    """An author took their review back: it is gone from every page, count and feed."""


@dataclass(frozen=True, slots=True)
class ReviewRestored(_OfReview):
    """An author published a review again that they had withdrawn."""


@dataclass(frozen=True, slots=True)
class ReviewHidden(_OfReview):
    """Moderators hid a review: only its author sees it."""


@dataclass(frozen=True, slots=True)
class ReviewShown(_OfReview):
    """Moderators showed a review again that was hidden."""


@dataclass(frozen=True, slots=True)
class ReviewMoved(_OfReviews):
    """A review is found at another public id: its author is leaving, or has come back.

    Whoever keeps the former id exchanges it AT_ONCE; never LATER, for a job that holds both ids would be a trace.
    """

    former: str
    now: str


@dataclass(frozen=True, slots=True)
class ReviewsMerged(_OfReviews):
    """Reviews and ratings came from another film that was the same, or went back to it."""


@dataclass(frozen=True, slots=True)
class ReviewsPutAside(_OfReviews):
    """Reviews of a film went out of sight with their author, came back, or are gone."""
