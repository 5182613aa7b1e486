"""Two that were one: what was merged, and the journal by which each row finds back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from abspann.catalog.models.films import Film
from abspann.catalog.models.history import Revision
from abspann.catalog.models.people import Person
from abspann.core.public_id import new_public_id
from abspann.members.models import Member


class PersonSlug(models.Model):
    """An address at which a person once stood; it leads to them for good."""

    slug = models.CharField(max_length=140, unique=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="former_slugs")

    def __str__(self) -> str:
        return self.slug


class Merge(models.Model):
    """Two films, or two people, that were one: who stays, and the whole row of who is gone (`gone`).

    `changed` says of each column of the one who stays what stood there and what does: [was, became]. `revision` is how
    the facts of the one who stays changed by it, if they did. Undone, it stays as a note that it was.
    """

    class Kind(models.TextChoices):
        FILM = "film"
        PERSON = "person"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=6, choices=Kind)
    kept_film = models.ForeignKey(Film, models.SET_NULL, null=True, blank=True, related_name="merges")
    kept_person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="merges")
    gone = models.JSONField()
    gone_key = models.BigIntegerField()
    gone_public_id = models.CharField(max_length=16)
    gone_slug = models.CharField(max_length=140)
    gone_name = models.CharField(max_length=300)
    changed = models.JSONField(default=dict)
    revision = models.OneToOneField(Revision, models.SET_NULL, null=True, blank=True, related_name="merge")
    by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=80, blank=True, default="")
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="film", kept_person__isnull=True) | Q(kind="person", kept_film__isnull=True),
                name="merge_of_one_kind",
            ),
            models.UniqueConstraint(
                fields=["kind", "gone_key"], condition=Q(undone_at__isnull=True), name="merge_stands_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.gone_name} ({self.gone_key})"

    @property
    def kept(self) -> Film | Person | None:
        """Who stays; None once they are gone, too."""
        return self.kept_film or self.kept_person


class Moved(models.Model):
    """What a merge did to one row of any table; gone once the merge is undone.

    MOVED: `field` led to the one who is gone (`row`, where it is kept: how the whole row stood). DISPLACED: the row
    stands here alone, for beside it there was no place. MADE: the merge made it. CHANGED: of `field`, [was, became].
    `root` is the table for which it was done: it gives back all of it. `member`: who wrote a displaced row.
    """

    class Act(models.TextChoices):
        MOVED = "moved"
        DISPLACED = "displaced"
        MADE = "made"
        CHANGED = "changed"

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="moved")
    root = models.CharField(max_length=60)
    label = models.CharField(max_length=60)
    key = models.BigIntegerField()
    act = models.CharField(max_length=9, choices=Act)
    field = models.CharField(max_length=40, blank=True, default="")
    row = models.JSONField(null=True, blank=True)
    member = models.ForeignKey(Member, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(act="moved") | Q(row__isnull=False), name="moved_row_is_kept"),
            models.CheckConstraint(
                condition=Q(act__in=["moved", "displaced", "made", "changed"]), name="moved_act_known"
            ),
        )
        indexes = (
            models.Index(fields=["merge", "root", "act"], name="moved_of_merge"),
            models.Index(fields=["label", "key"], name="moved_row"),
        )

    def __str__(self) -> str:
        return f"{self.label} {self.key}: {self.act}"
