"""What members marked of films; and the counts made of it, which can be rebuilt."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from abspann.catalog.models import Film
from abspann.core.public_id import new_public_id
from abspann.diary.rules import Mark
from abspann.members.models import Member


class FilmMark(models.Model):
    """A member wants to see a film, or has seen it; the one says nothing of the other."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    film = models.ForeignKey(Film, models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Mark)
    marked_on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["member", "film", "kind"], name="film_marked_once"),
            models.CheckConstraint(condition=Q(kind__in=["wants", "seen"]), name="film_mark_known"),
        )
        indexes = (
            models.Index(fields=["member", "kind", "-marked_on", "-public_id"], name="film_marks_of_member"),
            models.Index(fields=["film", "kind"], name="film_marks_of_film"),
        )

    def __str__(self) -> str:
        return f"{self.member_id} {self.kind} {self.film_id}"


class FilmMarkCount(models.Model):
    """How many present members want to see a film, and how many have. Derived: kept at once, rebuilt by command."""

    film = models.OneToOneField(Film, models.CASCADE, related_name="+")
    wants = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.film_id}: {self.wants} want, {self.seen} saw"
