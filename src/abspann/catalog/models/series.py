"""Films that go on from one another."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from abspann.catalog.models.films import Film


class FilmSeries(models.Model):
    """A series of films, such as a trilogy."""

    slug = models.CharField(max_length=140, unique=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, null=True, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="series_has_a_name"),)
        indexes = (
            models.Index(fields=["name"], name="series_by_name"),
            models.Index(fields=["name_en"], name="series_by_english_name"),
        )

    def __str__(self) -> str:
        return self.name


class SeriesFilm(models.Model):
    """A film's place in a series: 1 for the first. Places of films that the house does not have stay free.

    Without a number only that it belongs to the series is known.
    """

    series = models.ForeignKey(FilmSeries, models.CASCADE, related_name="parts")
    film = models.ForeignKey(Film, models.CASCADE, related_name="series")
    number = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["series", "film"], name="series_film_once"),
            models.UniqueConstraint(fields=["series", "number"], name="series_number_once"),
            models.CheckConstraint(condition=Q(number__isnull=True) | Q(number__gte=1), name="series_number_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.series_id}, {self.number}: {self.film_id}"
