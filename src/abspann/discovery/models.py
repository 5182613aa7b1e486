"""What search and browsing read. Everything here is derived and can be rebuilt."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from abspann.catalog.models import Film


class SearchEntry(models.Model):
    """A name under which something can be found, folded; `weight` says how well known the thing is."""

    class Kind(models.TextChoices):
        FILM = "film"
        PERSON = "person"
        FESTIVAL = "festival"

    kind = models.CharField(max_length=10, choices=Kind)
    ref = models.PositiveBigIntegerField()
    folded = models.CharField(max_length=320)
    weight = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "ref", "folded"], name="search_entry_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["film", "person", "festival"]), name="search_entry_kind_known"
            ),
        )
        indexes = (models.Index(fields=["folded"], name="search_entry_prefix"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}: {self.folded}"


class SimilarFilm(models.Model):
    """A film that goes with another, and why."""

    class Reason(models.TextChoices):
        DIRECTOR = "director"
        CAST = "cast"
        COMPETITION = "competition"
        GENRE = "genre"

    film = models.ForeignKey(Film, models.CASCADE, related_name="+")
    other = models.ForeignKey(Film, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=12, choices=Reason)
    detail = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["film", "other"], name="similar_film_once"),
            models.CheckConstraint(condition=~Q(film=models.F("other")), name="similar_film_is_another"),
        )

    def __str__(self) -> str:
        return f"{self.film_id} ~ {self.other_id}"
