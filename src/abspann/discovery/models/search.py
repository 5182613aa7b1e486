"""What search reads in the database: what its index must be told, and the index itself beside PostgreSQL."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from abspann.discovery.rules import Kind


class SearchDue(models.Model):
    """Something that changed, and that the search index must be told of: added in the transaction that changed it.

    Rows are only ever added and taken away, so that no two wait for each other. `edition` names the index that has it,
    while another one is being built that may not.
    """

    kind = models.CharField(max_length=10)
    ref = models.PositiveBigIntegerField()
    edition = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Kind]), name="search_due_kind_known"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class SearchEntry(models.Model):
    """Something that can be found, in PostgreSQL's index (beside SQLite it lies in files): `words` are those of its
    names and of who made it, `kept` is the entry as it is compared with a query."""

    kind = models.CharField(max_length=10)
    ref = models.PositiveBigIntegerField()
    weight = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    kept = models.TextField()
    words = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "ref"], name="search_entry_once"),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Kind]), name="search_entry_kind_known"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class SearchName(models.Model):
    """A name's letters without spaces, forwards and backwards, so that either half of them finds it."""

    kind = models.CharField(max_length=10)
    ref = models.PositiveBigIntegerField()
    whole = models.TextField()
    mirrored = models.TextField()
    size = models.PositiveSmallIntegerField()

    class Meta:
        indexes = (models.Index(fields=["kind", "ref"], name="search_name_of"),)

    def __str__(self) -> str:
        return self.whole


class SearchWord(models.Model):
    """A word of a name; `near` is what is left of it without one letter, or without two."""

    word = models.TextField(primary_key=True)
    near = models.TextField()

    def __str__(self) -> str:
        return self.word
