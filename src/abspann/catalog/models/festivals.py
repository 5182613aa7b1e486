"""Festivals, and what came of films at them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from abspann.catalog import rules
from abspann.catalog.models.films import Film
from abspann.catalog.models.people import Person


class Festival(models.Model):
    """A festival or a prize-giving body that meets once a year."""

    slug = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160, null=True, blank=True)
    city = models.CharField(max_length=80, null=True, blank=True)
    country = models.CharField(max_length=4, null=True, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="festival_has_a_name"),)

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """A festival's year."""

    festival = models.ForeignKey(Festival, models.CASCADE, related_name="editions")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    jury_president = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="presided")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["festival", "year"], name="edition_once_a_year"),
            models.CheckConstraint(condition=Q(year__range=rules.YEARS), name="edition_year_possible"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="edition_ends_after_its_start",
            ),
        )
        indexes = (models.Index(fields=["year", "starts_on", "festival"], name="edition_of_year"),)

    def __str__(self) -> str:
        return f"{self.festival_id} {self.year}"


class Section(models.Model):
    """A part of a festival's program, such as the competition."""

    festival = models.ForeignKey(Festival, models.CASCADE, related_name="sections")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["festival", "code"], name="section_once"),)

    def __str__(self) -> str:
        return self.name


class Award(models.Model):
    """A prize that a festival gives."""

    festival = models.ForeignKey(Festival, models.CASCADE, related_name="awards")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["festival", "code"], name="award_once"),)

    def __str__(self) -> str:
        return self.name


class Outcome(models.Model):
    """What came of a film at an edition: shown in a section, nominated for a prize, or the prize itself.

    The same row stands on the festival's, the film's and the person's page.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="outcomes")
    film = models.ForeignKey(Film, models.CASCADE, related_name="outcomes")
    section = models.ForeignKey(Section, models.SET_NULL, null=True, blank=True, related_name="outcomes")
    award = models.ForeignKey(Award, models.CASCADE, null=True, blank=True, related_name="outcomes")
    result = models.CharField(max_length=10, choices=rules.Result)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "edition", "film", Coalesce("section", 0), Coalesce("award", 0), "result", name="outcome_once"
            ),
            models.CheckConstraint(condition=Q(result__in=rules.Result.values), name="outcome_result_known"),
            models.CheckConstraint(
                condition=Q(award__isnull=False) | Q(result="selected"), name="outcome_prize_is_named"
            ),
        )

    def __str__(self) -> str:
        return f"{self.edition_id} {self.film_id} {self.result}"


class OutcomePerson(models.Model):
    """A person to whom an outcome belongs, such as a shared acting prize."""

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, models.CASCADE, related_name="outcomes")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["outcome", "person"], name="outcome_person_once"),)

    def __str__(self) -> str:
        return f"{self.outcome_id} {self.person_id}"
