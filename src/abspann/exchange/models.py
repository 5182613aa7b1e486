"""Pages that were read in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from abspann.catalog.models import Film
from abspann.core.provenance import License
from abspann.core.public_id import new_public_id
from abspann.members.models import Member


class SourcePage(models.Model):
    """The text of a film page as somebody brought it, what was read from it, and what became of it.

    The text is kept as it came, line by line as the reading numbers them: it is the proof of what was said, and lets a
    reading be repeated by a better reader. `proposal` is what was read, and then what a person says; `result` is what
    applying it did.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    fingerprint = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    text = models.TextField()
    proposal = models.JSONField()
    film = models.ForeignKey(Film, models.SET_NULL, null=True, blank=True, related_name="+")
    license = models.CharField(max_length=20, choices=License, null=True, blank=True)
    source = models.CharField(max_length=200, blank=True, default="")
    brought_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    brought_at = models.DateTimeField(auto_now_add=True)
    applied_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(license__isnull=False), name="source_page_applied_by_right"
            ),
        )
        indexes = (models.Index(fields=["-brought_at", "-public_id"], name="source_page_newest"),)

    def __str__(self) -> str:
        return self.name

    @property
    def lines(self) -> list[str]:
        """The page's lines; the first is number 1 of the proposal's."""
        return self.text.split("\n")
