"""Page-shaped reads of scores and reviews."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery, Sum, Value, Window
from django.db.models.functions import Coalesce

from abspann.catalog.models import Film
from abspann.catalog.queries import films_named
from abspann.core.paging import Key, Page, page_of
from abspann.core.provenance import License
from abspann.members.models import Member
from abspann.reviews.models import Draft, FilmScore, HelpfulVote, MemberTally, Rating, Review, ReviewVersion
from abspann.reviews.rules import STARS

PAGE_SIZE = 10
SHELF_SIZE = 24
FIRST_CARDS = 4
FRIENDS_NAMED = 3
DRAFTS_SIZE = 20
MOST_WITHDRAWN = 100
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


@dataclass(frozen=True, slots=True)
class FriendsScore:
    """What those whom a member follows made of a film: the mean in stars (None without ratings), the number, some."""

    average: float | None
    rating_count: int
    some: tuple[Rating, ...]


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
LAST_RATED = Key("rated_on", descending=True, kind=date)
BY_SLUG = Key("slug", descending=True, kind=str)
DRAFTS_ORDER = (Key("saved_at", descending=True, kind=datetime), PLACE)


def score_of(film: Film) -> Score:
    """Return a film's score by its members."""
    return _score(FilmScore.objects.filter(film=film).first())


def scores_of(films: list[Film]) -> dict[int, Score]:
    """Return the scores of several films by their ids; a film that nobody rated has one without a mean."""
    found = {score.film_id: score for score in FilmScore.objects.filter(film__in=films)}
    return {film.pk: _score(found.get(film.pk)) for film in films}


def spoken_of(films: Collection[int]) -> dict[int, int]:
    """Return how many ratings and reviews each of some films has; one that has none is not in it."""
    rows = FilmScore.objects.filter(film__in=films).values_list("film", "rating_count", "review_count")
    return {film: ratings + reviews for film, ratings, reviews in rows}


def reviews_page(
    film: Film,
    *,
    viewer: Member | None,
    order: str,
    half_stars: int | None,
    after: str | None,
    kind: str = "",
    size: int = PAGE_SIZE,
) -> Page[Review]:
    """Return a page of a film's reviews; `half_stars` and `kind` filter, `after` is the cursor of the page before."""
    chosen = Review.objects.of_film(film).visible_to(viewer).with_stars(half_stars).of_kind(kind)
    found = with_authors(chosen).annotate(
        stars_or_none=Coalesce(F("half_stars"), Value(0)),
        stars_or_last=Coalesce(F("half_stars"), Value(NO_STARS_LAST_ASCENDING)),
    )
    identity = f"reviews:{film.pk}:{order}:{half_stars}{kind and f':{kind}'}"
    return page_of(found, of=identity, order=ORDERS[order], after=after, size=size)


def newest_reviews(*, viewer: Member | None, after: str | None = None, size: int = PAGE_SIZE) -> Page[Review]:
    """Return the newest dated reviews of the whole house."""
    found = with_authors(Review.objects.visible_to(viewer).filter(published_on__isnull=False)).select_related("film")
    return page_of(found, of="reviews:newest", order=ORDERS["newest"], after=after, size=size)


def review_shown(film: Film, public_id: str, *, viewer: Member | None) -> Review | None:
    """Return one review of a film, if the viewer may read it."""
    return with_authors(Review.objects.of_film(film).visible_to(viewer)).filter(public_id=public_id).first()


@dataclass(frozen=True, slots=True)
class Version:
    """What a review said once: the text, and since when; `number` counts from 1. `changed` names what differs from
    the version before: `text`, `half_stars`, `spoiler`, `language`."""

    number: int
    text: str
    half_stars: int | None
    spoiler: bool
    language: str
    dated: date | None
    changed: tuple[str, ...]


def versions_of(review: Review) -> list[Version]:
    """Return all versions of a review that its reader may see, the one that stands now first.

    What somebody wrote who is gone, or about to go, shows no former versions.
    """
    if review.author is None or review.author.is_leaving:
        return []
    rows: list[ReviewVersion | Review] = [*ReviewVersion.objects.filter(review=review).order_by("number"), review]
    parts = ("text", "half_stars", "spoiler", "language")
    versions = []
    for place, row in enumerate(rows):
        before = rows[place - 1] if place else None
        versions.append(
            Version(
                number=place + 1,
                text=row.text,
                half_stars=row.half_stars,
                spoiler=row.spoiler,
                language=row.language,
                dated=row.dated if isinstance(row, ReviewVersion) else row.edited_on or row.published_on,
                changed=tuple(p for p in parts if before is not None and getattr(before, p) != getattr(row, p)),
            )
        )
    return versions[::-1]


def review_of_author(film: Film, public_id: str) -> Review | None:
    """Return a review of a film for its author to change, withdrawn or hidden ones included; the command asks who."""
    found = Review.objects.of_film(film).exclude(license=License.PRIVATE).select_related("author")
    return found.filter(public_id=public_id).first()


def draft_of(member: Member, film: Film, review: Review | None = None) -> Draft | None:
    """Return what a member has begun to write about a film, or to change in a review of theirs."""
    return Draft.objects.filter(member=member, film=film, review=review).first()


def drafts_of(member: Member, *, after: str | None = None, size: int = DRAFTS_SIZE) -> Page[Draft]:
    """Return a page of a member's drafts, those saved last first."""
    found = Draft.objects.filter(member=member).select_related("film", "review")
    return page_of(found, of=f"drafts:{member.pk}", order=DRAFTS_ORDER, after=after, size=size)


def draft_at(member: Member, public_id: str) -> Draft | None:
    """Return one draft of a member."""
    return Draft.objects.filter(member=member, public_id=public_id).first()


def withdrawn_by(member: Member) -> list[Review]:
    """Return what a member published and withdrew, the last withdrawn first."""
    found = Review.objects.filter(author=member, withdrawn_at__isnull=False).select_related("film")
    return list(found.order_by("-withdrawn_at", "-public_id")[:MOST_WITHDRAWN])


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


# What one member made of films and reviews.


def rating_of(film: Film, member: Member | None) -> int | None:
    """Return the half stars that a member gave a film."""
    if member is None:
        return None
    return Rating.objects.filter(film=film, member=member).values_list("half_stars", flat=True).first()


@dataclass(frozen=True, slots=True)
class Own:
    """What a member made of a film: their half stars, and what they wrote that moderators hid, which they alone see."""

    half_stars: int | None
    hidden: tuple[Review, ...]


def own_of(film: Film, viewer: Member | None) -> Own:
    """Return what a viewer made of a film; one query, two where something of theirs is hidden."""
    if viewer is None:
        return Own(None, ())
    written = Review.objects.of_film(film).visible_to(viewer).filter(author=viewer, hidden_at__isnull=False)
    rating = Rating.objects.filter(film=film, member=OuterRef("pk")).values("half_stars")
    (found,) = Member.objects.filter(pk=viewer.pk).values_list(Subquery(rating), Exists(written))
    half_stars, is_hidden = found
    hidden = with_authors(written).order_by("-sort_date", "-public_id") if is_hidden else ()
    return Own(half_stars, tuple(hidden))


def friends_score(film: Film, viewer: Member | None) -> FriendsScore:
    """Return what those whom the viewer follows gave a film, the last three with their names; one query."""
    if viewer is None:
        return FriendsScore(None, 0, ())
    ratings = Rating.objects.filter(film=film, member__followers__follower=viewer, member__leaving_since__isnull=True)
    some = list(
        ratings.select_related("member")
        .annotate(of_friends=Window(Count("pk")), sum_of_friends=Window(Sum("half_stars")))
        .order_by("-rated_on", "-pk")[:FRIENDS_NAMED]
    )
    if not some:
        return FriendsScore(None, 0, ())
    return FriendsScore(some[0].sum_of_friends / some[0].of_friends / 2, some[0].of_friends, tuple(some))


def votes_of(viewer: Member | None, reviews: Sequence[Review]) -> dict[int, bool]:
    """Return which of these reviews a viewer judged, by their ids, and whether they helped; one query."""
    if viewer is None or not reviews:
        return {}
    votes = HelpfulVote.objects.filter(member=viewer, review__in=[review.pk for review in reviews])
    return dict(votes.values_list("review", "helpful"))


def score_by(member: Member) -> Score:
    """Return what a member gave and wrote, by half stars; the mean is of all their ratings."""
    ratings, reviews = [0] * 11, [0] * 11
    for stars, count in Rating.objects.filter(member=member).values_list("half_stars").annotate(Count("id")):
        ratings[stars] = count
    written = Review.objects.filter(author=member).visible_to(None)
    for half_stars, count in written.values_list("half_stars").annotate(Count("id")):
        reviews[half_stars or 0] = count
    return _score(
        FilmScore(
            ratings=ratings,
            reviews=reviews,
            rating_count=sum(ratings),
            half_star_sum=sum(stars * count for stars, count in enumerate(ratings)),
            review_count=sum(reviews),
        )
    )


def reviews_by(
    member: Member, *, viewer: Member | None, after: str | None = None, size: int = PAGE_SIZE
) -> Page[Review]:
    """Return a page of what a member wrote, the newest first, each with its film."""
    found = with_authors(Review.objects.visible_to(viewer).filter(author=member)).select_related("film")
    return page_of(found, of=f"reviews:by:{member.public_id}", order=ORDERS["newest"], after=after, size=size)


def films_rated_by(
    member: Member, *, language: str, half_stars: int | None = None, after: str | None = None, size: int = SHELF_SIZE
) -> Page[Any]:
    """Return a page of the films that a member rated, with `rated_on` and `given`, the last rated first."""
    ratings = Rating.objects.filter(member=member)
    if half_stars is not None:
        ratings = ratings.filter(half_stars=half_stars)
    given = ratings.filter(film=OuterRef("pk"))
    films = (
        films_named(language)
        .filter(pk__in=ratings.values("film"))
        .annotate(rated_on=Subquery(given.values("rated_on")[:1]), given=Subquery(given.values("half_stars")[:1]))
    )
    of = f"ratings:by:{member.public_id}:{half_stars}"
    return page_of(films, of=of, order=(LAST_RATED, BY_SLUG), after=after, size=size)
