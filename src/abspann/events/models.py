"""The versions of the nouns that pages read."""

from django.db import models


class NounVersion(models.Model):
    """How often a noun (`film:42`, `member:7`) has changed; a kept page is fresh while its nouns' versions stand."""

    key = models.CharField(max_length=80, primary_key=True)
    version = models.PositiveBigIntegerField(default=1)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(version__gte=1), name="noun_version_counts_up"),)

    def __str__(self) -> str:
        return f"{self.key}@{self.version}"
