"""The versions of the nouns that pages read, and how often something was done."""

from django.db import models


class NounVersion(models.Model):
    """How often a noun (`film:42`, `member:7`) has changed; a kept page is fresh while its nouns' versions stand."""

    key = models.CharField(max_length=80, primary_key=True)
    version = models.PositiveBigIntegerField(default=1)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(version__gte=1), name="noun_version_counts_up"),)

    def __str__(self) -> str:
        return f"{self.key}@{self.version}"


class Spending(models.Model):
    """How often something was done in a window of time: `key` is a digest, so that it names nobody; `until` in Unix
    seconds, so that one statement counts on every database."""

    key = models.CharField(max_length=64, primary_key=True)
    spent = models.PositiveBigIntegerField()
    until = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.spent}"
