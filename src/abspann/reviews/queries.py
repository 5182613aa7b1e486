"""Page-shaped reads of scores and reviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from abspann.catalog.models import Film
from abspann.catalog.queries import films_named
from abspann.core.paging import Key, Page, page_of
from abspann.members.models import Member
from abspann.reviews.models import FilmScore, MemberTally, Review
from abspann.reviews.rules import STARS

PAGE_SIZE = 10
FIRST_CARDS = 4
NO_STARS_LAST_ASCENDING = 11


@dataclass(frozen=True, slots=True)
class Bar:
    """One of the ten bars of a histogram; `share` is its height, 0 to 1, the highest bar being 1."""

    half_stars: int
    ratings: int
    reviews: int
    share: float


@dataclass(frozen=True, slots=True)
class Score:
    """What the members made of a film: the mean in stars (None without ratings) and the counts."""

    average: float | None
    rating_count: int
    review_count: int
    bars: tuple[Bar, ...]


PLACE = Key("public_id", descending=True, kind=str)
RANK = Key("helpful_rank", descending=True, kind=float)
ORDERS: dict[str, tuple[Key, ...]] = {
    "helpful": (RANK, PLACE),
    "newest": (Key("sort_date", descending=True, kind=date), PLACE),
    "best": (Key("stars_or_none", descending=True), RANK, PLACE),
    "worst": (Key("stars_or_last"), RANK, PLACE),
    "followed": (Key("author_followers", descending=True), PLACE),
}
"""The orders of a film's reviews; the first is the default."""

DEFAULT_ORDER = "helpful"


def score_of(film: Film) -> Score:
    """Return a film's score by its members."""
    return _score(FilmScore.objects.filter(film=film).first())


def scores_of(films: list[Film]) -> dict[int, Score]:
    """Return the scores of several films by their ids; a film that nobody rated has one without a mean."""
    found = {score.film_id: score for score in FilmScore.objects.filter(film__in=films)}
    return {film.pk: _score(found.get(film.pk)) for film in films}


def reviews_page(
    film: Film, *, viewer: Member | None, order: str, half_stars: int | None, after: str | None, size: int = PAGE_SIZE
) -> Page[Review]:
    """Return a page of a film's reviews; `half_stars` filters, `after` is the cursor of the page before."""
    found = with_authors(Review.objects.of_film(film).visible_to(viewer).with_stars(half_stars)).annotate(
        stars_or_none=Coalesce(F("half_stars"), Value(0)),
        stars_or_last=Coalesce(F("half_stars"), Value(NO_STARS_LAST_ASCENDING)),
    )
    return page_of(found, of=f"reviews:{film.pk}:{order}:{half_stars}", order=ORDERS[order], after=after, size=size)


def newest_reviews(*, viewer: Member | None, after: str | None = None, size: int = PAGE_SIZE) -> Page[Review]:
    """Return the newest dated reviews of the whole house."""
    found = with_authors(Review.objects.visible_to(viewer).filter(published_on__isnull=False)).select_related("film")
    return page_of(found, of="reviews:newest", order=ORDERS["newest"], after=after, size=size)


def review_shown(film: Film, public_id: str, *, viewer: Member | None) -> Review | None:
    """Return one review of a film, if the viewer may read it."""
    return with_authors(Review.objects.of_film(film).visible_to(viewer)).filter(public_id=public_id).first()


def with_authors(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Return the reviews with their authors and `author_reviews`, the number of reviews each author wrote here."""
    tally = MemberTally.objects.filter(member=OuterRef("author")).values("review_count")[:1]
    return reviews.select_related("author").annotate(author_reviews=Subquery(tally))


def _score(found: FilmScore | None) -> Score:
    ratings = found.ratings if found else [0] * 11
    reviews = found.reviews if found else [0] * 11
    highest = max(ratings[1:], default=0) or 1
    return Score(
        average=found.half_star_sum / found.rating_count / 2 if found and found.rating_count else None,
        rating_count=found.rating_count if found else 0,
        review_count=found.review_count if found else 0,
        bars=tuple(Bar(stars, ratings[stars], reviews[stars], ratings[stars] / highest) for stars in STARS),
    )


def most_rated(language: str, limit: int) -> list[Film]:
    """Return the films with most ratings, those with most first."""
    ids = (
        FilmScore.objects.filter(rating_count__gt=0).order_by("-rating_count", "film_id").values_list("film", flat=True)
    )
    chosen = list(ids[:limit])
    films = films_named(language).in_bulk(chosen)
    return [films[pk] for pk in chosen]
