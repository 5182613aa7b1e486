"""The outbox."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Letter(models.Model):
    """A letter that waits to be sent; one that was sent is deleted, for it is nobody's business any longer."""

    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    tries = models.PositiveSmallIntegerField(default=0)
    written_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(to=""), name="letter_goes_to_somebody"),)
        indexes = (models.Index(fields=["due_at"], name="letter_due"),)

    def __str__(self) -> str:
        return self.subject
