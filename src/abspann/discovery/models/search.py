"""The names under which things are found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


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
