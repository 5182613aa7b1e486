"""The films that go with a film."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from abspann.catalog.models import Film


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


class SimilarDue(models.Model):
    """A film whose similar ones are about to be chosen anew; `is_bulk`: it came or changed with an import, and waits
    until that is over."""

    film_id = models.PositiveBigIntegerField()
    is_bulk = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=["is_bulk", "id"], name="similar_due_order"),)

    def __str__(self) -> str:
        return f"{self.film_id}"
