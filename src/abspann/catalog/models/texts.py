"""The house's texts about films."""

from __future__ import annotations

from typing import Self

from django.db import models

from abspann.catalog.models.films import Film
from abspann.core.provenance import License, Sourced


class SynopsisQuerySet(models.QuerySet["Synopsis"]):
    """Synopses, by the words that filter them."""

    def shown(self) -> Self:
        """Those that a page may show: neither kept for the house only nor hidden by moderators."""
        return self.exclude(license=License.PRIVATE).filter(hidden_at__isnull=True)


class Synopsis(Sourced):
    """What a film tells, in a language. `hidden_at`: since when moderators keep it from every page."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="synopses")
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = SynopsisQuerySet.as_manager()

    class Meta(Sourced.Meta):
        constraints = (
            *Sourced.Meta.constraints,
            models.UniqueConstraint(fields=["film", "language", "source"], name="synopsis_one_per_source"),
        )

    def __str__(self) -> str:
        return self.text[:60]


class TriviaQuerySet(models.QuerySet["Trivia"]):
    """Trivia, by the words that filter them."""

    def shown(self) -> Self:
        """Those that a page may show: neither kept for the house only nor hidden by moderators."""
        return self.exclude(license=License.PRIVATE).filter(hidden_at__isnull=True)


class Trivia(Sourced):
    """Something worth knowing about a film. `hidden_at`: since when moderators keep it from every page."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="trivia")
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = TriviaQuerySet.as_manager()

    class Meta(Sourced.Meta):
        verbose_name_plural = "trivia"

    def __str__(self) -> str:
        return self.text[:60]
