"""Critiques of the house and reviews in the press."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from abspann.catalog.models import Film
from abspann.core.provenance import License, Sourced
from abspann.core.public_id import new_public_id
from abspann.members.models import Member

HALF_STARS_OR_NONE = Q(half_stars__isnull=True) | Q(half_stars__range=(1, 10))


class CritiqueQuerySet(models.QuerySet["Critique"]):
    """Critiques, by the words that filter them."""

    def of_film(self, film: Film) -> Self:
        """Those of one film."""
        return self.filter(film=film)

    def visible_to(self, viewer: Member | None, *, at: dt.datetime) -> Self:
        """Those whose hour has come and that nobody hid; the embargo is a predicate on the time, never a switch."""
        return self.exclude(license=License.PRIVATE).filter(published_at__lte=at, hidden_at__isnull=True)


class Critique(Sourced):
    """The house's own review of a film. Critic, stars, headline and Fazit may be missing."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    film = models.ForeignKey(Film, models.CASCADE, related_name="+")
    critic = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    critic_name = models.CharField(max_length=120, null=True, blank=True)
    headline = models.CharField(max_length=200, null=True, blank=True)
    teaser = models.TextField(null=True, blank=True)
    text = models.TextField()
    fingerprint = models.CharField(max_length=64)
    fazit = models.TextField(null=True, blank=True)
    half_stars = models.PositiveSmallIntegerField(null=True, blank=True)
    truncated = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    dated = models.BooleanField(default=True)
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = CritiqueQuerySet.as_manager()

    class Meta(Sourced.Meta):
        constraints = (
            *Sourced.Meta.constraints,
            models.CheckConstraint(condition=HALF_STARS_OR_NONE, name="critique_in_half_stars"),
            models.CheckConstraint(condition=~Q(text=""), name="critique_has_a_text"),
            models.UniqueConstraint(fields=["film", "fingerprint"], name="critique_text_once"),
        )
        indexes = (
            models.Index(fields=["film", "-published_at"], name="critique_of_film"),
            models.Index(fields=["-published_at", "-id"], name="critique_newest"),
        )

    def __str__(self) -> str:
        return self.headline or self.text[:60]


class CriticSetAside(models.Model):
    """Whose critique it was, while its critic is leaving: by this journal they sign it again. Nothing shows it."""

    critique = models.OneToOneField(Critique, models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    critic_name = models.CharField(max_length=120, null=True, blank=True)

    def __str__(self) -> str:
        return str(self.critique_id)


class PressReviewQuerySet(models.QuerySet["PressReview"]):
    """Press reviews, by the words that filter them."""

    def shown(self) -> Self:
        """Those that a page may show: neither kept for the house only nor hidden by moderators."""
        return self.exclude(license=License.PRIVATE).filter(hidden_at__isnull=True)


class PressReview(Sourced):
    """What another medium wrote: a short quotation and a link, never the text."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="+")
    medium = models.CharField(max_length=120)
    critic_name = models.CharField(max_length=120, null=True, blank=True)
    half_stars = models.PositiveSmallIntegerField(null=True, blank=True)
    excerpt = models.CharField(max_length=500, null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    invented = models.BooleanField(default=False)
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = PressReviewQuerySet.as_manager()

    class Meta(Sourced.Meta):
        constraints = (
            *Sourced.Meta.constraints,
            models.CheckConstraint(condition=HALF_STARS_OR_NONE, name="press_review_in_half_stars"),
            models.CheckConstraint(condition=~Q(medium=""), name="press_review_has_a_medium"),
            models.UniqueConstraint("film", "medium", Coalesce("critic_name", Value("")), name="press_review_once"),
        )

    def __str__(self) -> str:
        return self.medium
