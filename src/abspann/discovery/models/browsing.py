"""What browsing reads: each value that films can be browsed by with its count, and under each its films in order.

A page reads one stretch of one index, whatever the size of the catalog and however deep the page: the price is a row
for each film and value, about eight for each film.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from abspann.catalog.models import Film, Person


class Kind(models.TextChoices):
    """What films are browsed by."""

    ALL = "all"
    GENRE = "genre"
    DECADE = "decade"
    YEAR = "year"
    COUNTRY = "country"
    LANGUAGE = "language"
    MINUTES = "minutes"
    FSK = "fsk"
    FESTIVAL = "festival"
    PRIZE = "prize"
    RATING = "rating"
    KEYWORD = "keyword"


class FacetCount(models.Model):
    """A value of a kind, and how many films have it. The one of `all` has every film."""

    kind = models.CharField(max_length=8, choices=Kind)
    code = models.CharField(max_length=150)
    films = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "code"], name="facet_count_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="facet_count_kind_known"),
        )
        indexes = (models.Index(fields=["kind", "-films", "code"], name="facet_count_largest"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.code}: {self.films}"


class BrowseEntry(models.Model):
    """A film under a value that it has, with all that its orders compare.

    `newest` and `oldest` are its year and the day of its first release in it, as a number (20120517); what is unknown
    comes last in both. `best` is 0 without ratings.
    """

    facet = models.ForeignKey(FacetCount, models.CASCADE, related_name="entries")
    # Removed by the command that keeps these rows and their counts, never by the database behind its back.
    film = models.ForeignKey(Film, models.DO_NOTHING, db_constraint=False, related_name="+")
    sort_title = models.CharField(max_length=300)
    newest = models.PositiveIntegerField()
    oldest = models.PositiveIntegerField()
    best = models.PositiveSmallIntegerField(default=0)
    ratings = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["facet", "film"], name="browse_entry_once"),)
        indexes = (
            models.Index(fields=["facet", "sort_title", "film"], name="browse_by_title"),
            models.Index(fields=["facet", "newest", "film"], name="browse_newest"),
            models.Index(fields=["facet", "oldest", "film"], name="browse_oldest"),
            models.Index(fields=["facet", "best", "film"], name="browse_best", condition=Q(best__gt=0)),
            models.Index(fields=["facet", "ratings", "film"], name="browse_most_rated", condition=Q(ratings__gt=0)),
        )

    def __str__(self) -> str:
        return f"{self.facet_id}: {self.film_id}"


class PersonEntry(models.Model):
    """A person as a list from A to Z puts them: by family name. `letter` is `#` where the name begins with none."""

    # As in BrowseEntry.
    person = models.OneToOneField(Person, models.DO_NOTHING, db_constraint=False, related_name="+")
    public_id = models.CharField(max_length=16, unique=True)
    letter = models.CharField(max_length=1)
    sort_name = models.CharField(max_length=220)

    class Meta:
        indexes = (models.Index(fields=["letter", "sort_name", "public_id"], name="person_entry_by_letter"),)

    def __str__(self) -> str:
        return self.sort_name


class LetterCount(models.Model):
    """How many people a letter has."""

    letter = models.CharField(max_length=1, unique=True)
    people = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.letter}: {self.people}"


class BrowseDue(models.Model):
    """A film or a person who changed and whose rows here the worker is about to write anew, in the order of coming."""

    film_id = models.PositiveBigIntegerField(null=True)
    person_id = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(film_id__isnull=False, person_id__isnull=True)
                | Q(film_id__isnull=True, person_id__isnull=False),
                name="browse_due_is_one",
            ),
        )

    def __str__(self) -> str:
        return f"{self.film_id or self.person_id}"
