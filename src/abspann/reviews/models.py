"""Ratings, reviews, helpful votes; and the counts made of them, which can be rebuilt."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Length

from abspann.catalog.models import Film
from abspann.core.provenance import License, Sourced
from abspann.core.public_id import new_public_id
from abspann.members.models import Member
from abspann.reviews import rules

HALF_STARS = Q(half_stars__range=(1, 10))


class Rating(models.Model):
    """A member's half stars for a film; the newest counts. Without a member it is an anonymous user's."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    half_stars = models.PositiveSmallIntegerField()
    rated_on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["film", "member"], name="rating_newest_counts"),
            models.CheckConstraint(condition=HALF_STARS, name="rating_in_half_stars"),
        )
        indexes = (models.Index(fields=["member", "-rated_on"], name="rating_of_member"),)

    def __str__(self) -> str:
        return f"{self.film_id}: {self.half_stars}"


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reviews, by the words that filter them."""

    def of_film(self, film: Film) -> Self:
        """Those of one film."""
        return self.filter(film=film)

    def visible_to(self, viewer: Member | None) -> Self:
        """Those that a viewer may read.

        Texts kept for the house only, and those that their author withdrew or takes along, stand on nobody's page; one
        that moderators hid is seen by its author alone.
        """
        shown = self.exclude(license=License.PRIVATE).filter(withdrawn_at__isnull=True, aside=False)
        if viewer is None:
            return shown.filter(hidden_at__isnull=True)
        return shown.filter(Q(hidden_at__isnull=True) | Q(author=viewer))

    def of_kind(self, kind: str) -> Self:
        """Critiques (`reviews`) or notes (`notes`) alone; all for any other word."""
        if kind not in rules.KINDS:
            return self
        sized = self.alias(characters=Length("text"))
        short = Q(characters__lt=rules.NOTE_BELOW)
        return sized.filter(short if kind == "notes" else ~short)

    def with_stars(self, half_stars: int | None) -> Self:
        """Those with exactly these half stars; all when None."""
        return self if half_stars is None else self.filter(half_stars=half_stars)


class Review(Sourced):
    """A text on a film, with or without stars, by a member, by a deleted account, or by nobody whom we can name.

    `author_followers` and `helpful_rank` are what the orders sort by; both are kept, and can be rebuilt. `revision`
    counts what the author published, each edit one more; `form` is the token of the form that it came from, so that a
    form sent twice makes one review. Withdrawn or hidden, the row stays as it is and can come back; `aside`, its author
    is leaving and takes it along.
    """

    class Author(models.TextChoices):
        MEMBER = "member"
        ANONYMOUS = "anonymous"
        UNKNOWN = "unknown"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    film = models.ForeignKey(Film, models.CASCADE, related_name="+")
    author_kind = models.CharField(max_length=10, choices=Author)
    author = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    half_stars = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField()
    fingerprint = models.CharField(max_length=64)
    truncated = models.BooleanField(default=False)
    aside = models.BooleanField(default=False)
    spoiler = models.BooleanField(default=False)
    published_on = models.DateField(null=True, blank=True)
    sort_date = models.DateField()
    helpful_yes = models.PositiveIntegerField(default=0)
    helpful_no = models.PositiveIntegerField(default=0)
    helpful_rank = models.FloatField(default=0)
    author_followers = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    edited_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    form = models.CharField(max_length=16, null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta(Sourced.Meta):
        constraints = (
            *Sourced.Meta.constraints,
            models.CheckConstraint(
                condition=Q(author__isnull=True) | Q(author_kind="member"), name="review_unnamed_has_no_author"
            ),
            models.CheckConstraint(
                condition=Q(author_kind__in=["member", "anonymous", "unknown"]), name="review_author_kind_known"
            ),
            models.CheckConstraint(condition=Q(half_stars__isnull=True) | HALF_STARS, name="review_in_half_stars"),
            models.CheckConstraint(condition=~Q(text=""), name="review_has_a_text"),
            models.UniqueConstraint("film", "fingerprint", Coalesce("author", 0), name="review_text_once_per_author"),
            models.UniqueConstraint(fields=["author", "form"], name="review_form_sent_once"),
            models.CheckConstraint(condition=Q(revision__gte=1), name="review_revision_from_one"),
        )
        indexes = (
            models.Index(fields=["film", "-helpful_rank", "-public_id"], name="review_most_helpful"),
            models.Index(fields=["film", "-sort_date", "-public_id"], name="review_newest"),
            models.Index(fields=["film", "-half_stars", "-helpful_rank", "-public_id"], name="review_best"),
            models.Index(fields=["film", "-author_followers", "-public_id"], name="review_most_followed"),
            models.Index(fields=["author", "-sort_date"], name="review_of_author"),
            models.Index(fields=["-sort_date", "-public_id"], name="review_newest_of_all"),
        )

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_note(self) -> bool:
        """Whether it is a note rather than a critique: shorter than 280 characters."""
        return len(self.text) < rules.NOTE_BELOW

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it; says of one row what `visible_to(None)` says of many."""
        kept_back = self.aside or self.withdrawn_at is not None or self.hidden_at is not None
        return self.license != License.PRIVATE and not kept_back


class ReviewVersion(models.Model):
    """What a review said before its author edited it: version `number`, which stood since `dated`.

    It names its author itself, so that erasing a member finds it whatever has become of the review.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="versions")
    author = models.ForeignKey(Member, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    text = models.TextField()
    half_stars = models.PositiveSmallIntegerField(null=True, blank=True)
    spoiler = models.BooleanField(default=False)
    language = models.CharField(max_length=8)
    dated = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["review", "number"], name="review_version_once"),
            models.CheckConstraint(
                condition=Q(half_stars__isnull=True) | HALF_STARS, name="review_version_in_half_stars"
            ),
        )
        indexes = (models.Index(fields=["author"], name="review_version_of_author"),)

    def __str__(self) -> str:
        return f"{self.review_id}, {self.number}: {self.text[:60]}"


class Draft(models.Model):
    """What a member has written and not published: one per film, or per review that is being edited.

    `base` is the revision of the review that the draft began from. When its film goes, the draft stays, with the title
    that the film had.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    film = models.ForeignKey(Film, models.SET_NULL, null=True, blank=True, related_name="+")
    film_title = models.CharField(max_length=300)
    review = models.ForeignKey(Review, models.CASCADE, null=True, blank=True, related_name="drafts")
    base = models.PositiveIntegerField(null=True, blank=True)
    text = models.TextField(blank=True)
    half_stars = models.PositiveSmallIntegerField(null=True, blank=True)
    spoiler = models.BooleanField(default=False)
    language = models.CharField(max_length=8, default="de")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["member", "film"], condition=Q(review__isnull=True), name="draft_once_per_film"
            ),
            models.UniqueConstraint(
                fields=["member", "review"], condition=Q(review__isnull=False), name="draft_once_per_review"
            ),
            models.CheckConstraint(condition=Q(half_stars__isnull=True) | HALF_STARS, name="draft_in_half_stars"),
        )
        indexes = (models.Index(fields=["member", "-saved_at", "-public_id"], name="draft_newest"),)

    def __str__(self) -> str:
        return f"{self.film_title}: {self.text[:60]}"


class HelpfulVote(models.Model):
    """Whether a review helped a member; without a member, somebody who is gone."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="votes")
    member = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    helpful = models.BooleanField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["review", "member"], name="helpful_vote_once"),)

    def __str__(self) -> str:
        return f"{self.review_id}: {self.helpful}"


class SetAside(models.Model):
    """What a review was before its author asked to leave: by this journal they get it back, and with them it goes.

    Nothing shows it. While it stands, the review itself is an anonymous user's, at another public id, or put aside.
    """

    review = models.OneToOneField(Review, models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True)
    fingerprint = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.review_id}: {self.public_id}"


class FilmScore(models.Model):
    """How many ratings and reviews of each number of stars a film has. Derived: kept at once, rebuilt by command."""

    film = models.OneToOneField(Film, models.CASCADE, related_name="+")
    ratings = models.JSONField(default=list)
    reviews = models.JSONField(default=list)
    rating_count = models.PositiveIntegerField(default=0)
    half_star_sum = models.PositiveBigIntegerField(default=0)
    review_count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.film_id}: {self.half_star_sum}/{self.rating_count}"


class MemberTally(models.Model):
    """How much a member has written and rated here. Derived, like FilmScore."""

    member = models.OneToOneField(Member, models.CASCADE, related_name="+")
    review_count = models.PositiveIntegerField(default=0)
    rating_count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.member_id}: {self.review_count}"
