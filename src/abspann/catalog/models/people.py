"""People, and what they did on films."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from abspann.catalog import rules
from abspann.catalog.models.films import Film
from abspann.core.public_id import new_public_id


class Person(models.Model):
    """Anyone in credits. A birthday may be known by its year only.

    `folded` is the name by which they are recognized; `held` as with a film.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    slug = models.CharField(max_length=140, unique=True)
    name = models.CharField(max_length=200)
    born_on = models.DateField(null=True, blank=True)
    born_year = models.PositiveSmallIntegerField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    died_year = models.PositiveSmallIntegerField(null=True, blank=True)
    birthplace = models.CharField(max_length=120, null=True, blank=True)
    imdb = models.CharField(max_length=12, null=True, blank=True, unique=True)
    folded = models.CharField(max_length=220, blank=True, default="")
    held = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="person_has_a_name"),
            models.CheckConstraint(
                condition=Q(born_on__isnull=True) | Q(born_on__year=F("born_year")), name="person_born_in_one_year"
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True) | Q(died_on__year=F("died_year")), name="person_died_in_one_year"
            ),
            models.CheckConstraint(
                condition=Q(born_year__isnull=True) | Q(died_year__isnull=True) | Q(died_year__gte=F("born_year")),
                name="person_born_before_death",
            ),
        )
        indexes = (
            models.Index(fields=["name", "id"], name="person_by_name"),
            models.Index(fields=["folded"], name="person_by_folded_name"),
        )

    def __str__(self) -> str:
        return self.name


class Credit(models.Model):
    """A person's job on a film; of a role, all spellings in use."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="credits")
    person = models.ForeignKey(Person, models.CASCADE, related_name="credits")
    job = models.CharField(max_length=20, choices=rules.Job)
    role = models.CharField(max_length=200, null=True, blank=True)
    role_aliases = models.JSONField(default=list, blank=True)
    billing = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(job__in=rules.Job.values), name="credit_job_known"),
            models.CheckConstraint(
                condition=Q(role__isnull=True) | Q(job__in=[job.value for job in rules.ON_SCREEN]),
                name="credit_role_only_on_screen",
            ),
            models.UniqueConstraint("film", "person", "job", Coalesce("role", Value("")), name="credit_once"),
        )
        indexes = (
            models.Index(fields=["film", "job", "billing"], name="credit_roll"),
            models.Index(fields=["person", "job"], name="credit_filmography"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.job} {self.film_id}"
